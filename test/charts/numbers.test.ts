import { expect, test } from 'vitest';
import { tell, tellDuration, tellShare, timeUnit } from '../../src/charts/numbers.ts';

test.each([
  [0, '0'],
  [7.9643, '7.96'],
  [0.030000000000000002, '0.03'],
  [1234.567, '1,235'],
  [1_234_567.8, '1,234,568'],
  [-0.5, '−0.5'],
  [99.96, '100'],
  [0.000012345, '1.23·10⁻⁵'],
  [1e-7, '1·10⁻⁷'],
  [3.5e14, '3.5·10¹⁴'],
  [null, '–'],
])('%s is told as %s', (value, text) => {
  expect(tell(value)).toBe(text);
});

test('durations come in the unit that one would say', () => {
  const told = [0.02, 0.5, 90, 3600, 5400, 86_400, 2_592_000, 4000].map((seconds) => tellDuration(seconds));
  expect(told.map((text) => text.replace('\u00a0', ' '))).toEqual([
    '20 ms',
    '0.5 s',
    '90 s',
    '1 h',
    '90 min',
    '1 d',
    '30 d',
    '4,000 s',
  ]);
});

test('axes of time', () => {
  expect([30, 3600, 86_400, 30 * 86_400].map((seconds) => timeUnit(seconds).name)).toEqual(['s', 'min', 'h', 'd']);
});

test('shares in per cent stay on one line with their sign', () => {
  expect(tellShare(0.1234)).toBe('12.3\u00a0%');
});
