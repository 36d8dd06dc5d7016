/** Does what was measured agree with what was published? By the kind of the row. */
import { studentTwoSided } from '../stats/student.ts';
import type { Measured } from './estimate.ts';
import type { Aim } from './measure.ts';
import type { Row } from './rows.ts';

/** Probability with which a right result fails a statistical row, both sides together: that of 4 standard errors. */
const ALPHA = 6.3e-5;
/** Observations without which nothing statistical is said. */
export const LEAST_OBSERVATIONS = 100;
/** 4 standard errors over the expected value, where a row does not say. */
export const DEFAULT_PRECISION = 0.05;
/** Room for rounding in tolerances: a value on the border is inside. */
const ROUNDING = 1e-12;

export type Verdict = 'pass' | 'fail' | 'not-covered';

export interface Judgement {
  readonly verdict: 'pass' | 'fail';
  /** Why it fails. */
  readonly reason?: string;
}

const fail = (reason: string): Judgement => ({ verdict: 'fail', reason });
const PASS: Judgement = { verdict: 'pass' };

/** How far off a value may be: what the row says, or what its share of the expected value is, whichever is there. */
export function tolerance({ abs, rel, expected }: Row): number {
  return Math.max(abs ?? 0, (rel ?? 0) * Math.abs(expected));
}

/** Half-width, around the value, of the interval that a right result leaves once in 16,000 times. */
export function halfWidth({ se, n }: Measured, refSe = 0): number {
  const error = Math.sqrt(se * se + refSe * refSe);
  return error === 0 ? 0 : studentTwoSided(ALPHA, Math.max(1, n - 1)) * error;
}

export function judge(row: Row, measured: Measured): Judgement {
  const { value, se, n } = measured;
  const { expected, kind } = row;
  if (!Number.isFinite(value)) return fail(`the value is ${value}`);
  const off = Math.abs(value - expected);
  if (kind === 'bound') {
    const { lo = Number.NEGATIVE_INFINITY, hi = Number.POSITIVE_INFINITY } = row;
    return value >= lo && value <= hi ? PASS : fail(`outside ${lo}..${hi}`);
  }
  if (kind === 'stat') {
    if (se !== 0) {
      if (!(se > 0)) return fail('nothing is known of its error');
      if (n < LEAST_OBSERVATIONS) return fail(`${n} observations, where ${LEAST_OBSERVATIONS} are the least`);
      const precision = row.precision ?? DEFAULT_PRECISION;
      // Where 0 is expected there is no share of it: the interval alone decides.
      if (expected !== 0 && 4 * se > precision * Math.abs(expected))
        return fail(`too imprecise: 4 se is ${percent((4 * se) / Math.abs(expected))} of what is expected`);
    }
    const allowed = halfWidth(measured, row.ref_se) + ROUNDING * Math.abs(expected);
    if (off <= allowed) return PASS;
    return fail(`off by ${number(off)}, where chance allows ${number(allowed)}`);
  }
  const allowed = tolerance(row) + ROUNDING * Math.abs(expected);
  if (off > allowed) return fail(`off by ${number(off)}, where ${number(allowed)} is allowed`);
  if (kind !== 'exact' && !(4 * se <= allowed))
    return fail(`too imprecise: its standard error is over a quarter of the ${number(allowed)} allowed`);
  return PASS;
}

/** How much more than what is expected a statistical row must be able to tell from it. */
const TENTH = 0.1;

/**
 * Would what was measured be refused, were 1.1 times as much expected? Undefined for rows that chance does not judge. A pass says
 * nothing where a wrong number would pass, too.
 */
export function tells(row: Row, measured: Measured): boolean | undefined {
  if (row.kind !== 'stat' || row.expected === 0) return undefined;
  return Math.abs(measured.value - (1 + TENTH) * row.expected) > halfWidth(measured, row.ref_se);
}

/** How sure a row wants its value to be: 4 standard errors at most this, as a share of the value or in its unit. */
export function wanted(row: Row): Aim | undefined {
  switch (row.kind) {
    case 'stat':
      return { relative: row.precision ?? DEFAULT_PRECISION };
    case 'bound':
      return undefined;
    default: {
      const allowed = tolerance(row);
      return allowed > 0 ? { absolute: allowed } : undefined;
    }
  }
}

const number = (value: number): string => value.toPrecision(3);
const percent = (share: number): string => `${(100 * share).toPrecision(2)} %`;
