/** Do the scenario's words read what they should, refuse what they should, and say which clock and unit they have? */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { duration } from '../../src/language/duration.ts';
import { file } from '../../src/language/file.ts';
import { number } from '../../src/language/number.ts';
import { rate } from '../../src/language/rate.ts';
import { share } from '../../src/language/share.ts';

/** What is wrong with a value: `message | expected`, or undefined when nothing is. */
function fault(schema: z.ZodType, written: unknown): string | undefined {
  const issue = schema.safeParse(written).error?.issues[0];
  return issue && `${issue.message} | ${issue.code === 'custom' ? issue.params?.expected : ''}`;
}

describe('duration', () => {
  const job = duration({ clock: 'job' });

  it.each([
    ['30d', 2_592_000],
    ['12h', 43_200],
    ['90s', 90],
    ['500ms', 0.5],
    ['2us', 2e-6],
    ['7ns', 7e-9],
    ['5m', 300],
    ['5min', 300],
    ['1w', 604_800],
    ['1y', 365.25 * 86_400],
    ['1.5h', 5400],
    ['1e3 s', 1000],
    ['12', 12],
    [12.5, 12.5],
    [0, 0],
  ])('%s is %d seconds', (written, seconds) => expect(job.parse(written)).toBe(seconds));

  it('rounds once: every whole number of milliseconds is the nearest double to its decimal', () => {
    fc.assert(fc.property(fc.nat(1e9), (ms) => job.parse(`${ms}ms`) === Number(`${ms}e-3`)));
  });

  it.each([
    ['1hh', 'is "1hh", and "hh" is no unit of time | one of ns, us, ms, s, m, min, h, d, w, y'],
    ['soon', 'is "soon" | a duration such as "500ms", "90s", "5m", "12h", "30d", "1w", "1y", or a number of seconds'],
    ['-5s', 'is "-5s" | at least 0 s'],
    [Number.NaN, 'is NaN | a finite number of s'],
    [true, 'is true | a duration such as "500ms", "90s", "5m", "12h", "30d", "1w", "1y", or a number of seconds'],
    [
      '1 constructor',
      'is "1 constructor", and "constructor" is no unit of time | one of ns, us, ms, s, m, min, h, d, w, y',
    ],
  ])('refuses %s', (written, message) => expect(fault(job, written)).toBe(message));

  it('keeps bounds', () => {
    expect(fault(duration({ clock: 'job', positive: true }), 0)).toBe('is 0 | more than 0 s');
    expect(fault(duration({ clock: 'job', max: 10 }), '11s')).toBe('is "11s" | at most 10 s');
  });

  it('records its clock and unit, through describe, optional and prefault', () => {
    const epoch = duration({ clock: 'economy', description: 'An epoch.' });
    expect(epoch.meta()).toMatchObject({ word: 'duration', clock: 'economy', unit: 's', description: 'An epoch.' });
    expect(epoch.describe('Other.').meta()).toMatchObject({ clock: 'economy', description: 'Other.' });
  });
});

describe('rate', () => {
  const perSecond = rate({ clock: 'job' });

  it.each([
    ['8/s', 8],
    ['100/h', 100 / 3600],
    ['5 / ms', 5000],
    ['3 per d', 3 / 86_400],
    [0.5, 0.5],
    ['7', 7],
  ])('%s is %d per second', (written, expected) => expect(perSecond.parse(written)).toBe(expected));

  it.each(['8/x', '8 s', 'fast', '/s', -1])('refuses %s', (written) =>
    expect(fault(perSecond, written)).toMatch(/ \| /),
  );
});

describe('share', () => {
  it('is a number from 0 to 1', () => {
    expect(share().parse(0.25)).toBe(0.25);
    expect(fault(share(), 1.01)).toBe('is 1.01 | at most 1');
    expect(fault(share(), -0.1)).toBe('is -0.1 | at least 0');
    expect(fault(share(), '5%')).toBe('is "5%" | a share from 0 to 1');
  });
});

describe('number and file', () => {
  it('refuse what they are not', () => {
    expect(number({ min: 2 }).parse(2)).toBe(2);
    expect(fault(number({ min: 2 }), 1)).toBe('is 1 | at least 2');
    expect(fault(number(), Number.POSITIVE_INFINITY)).toBe('is Infinity | a finite number');
    expect(file().parse('a.csv')).toBe('a.csv');
    expect(fault(file(), 3)).toBe('is 3 | the path of a file');
  });
});
