import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { evaluate } from '../../scenarios/models/eth-volatility/evaluate.ts';

const card = readFileSync(new URL('../../scenarios/models/eth-volatility/README.md', import.meta.url), 'utf8');

it('the model card tells the hold-out quality that the shipped files have', { timeout: 60_000 }, async () => {
  const { hours, rows } = await evaluate();
  expect(card).toContain(`${hours} hours`);
  for (const [name, { r2, correlation, qlike }] of Object.entries(rows)) {
    const line = card.split('\n').find((one) => one.startsWith(`| ${name} |`));
    const told = line?.split('|').slice(2, 5).map(Number);
    // int8 kernels differ between machine classes: within half a hundredth, not to the digit.
    for (const [i, value] of [r2, correlation, qlike].entries())
      expect(Math.abs(told![i]! - value)).toBeLessThan(0.005);
  }
  // The reason to run the network at all: it beats repeating what the market just did.
  expect(rows.model!.qlike).toBeLessThan(rows['the last ten hours again']!.qlike);
  expect(rows.model!.correlation).toBeGreaterThan(rows['the last hour again']!.correlation);
});
