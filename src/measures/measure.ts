/** What is a measure? Something that watches a run and says numbers about it, each declared with its unit and convention. */
import type { Observer } from '../network/facts.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { QuantileHistogram } from '../stats/quantileHistogram.ts';
import type { MetricInfo, OffenceRow } from './record.ts';
import type { Windows } from './windows.ts';

/** A metric that is scale x num / den of two totals; null where den is 0. `count`: num counts events among den trials. */
export interface Ratio {
  num: number;
  den: number;
  scale: number;
  count: boolean;
}

/** The ratio of two sums. */
export function ratio(num: number, den: number, scale = 1): Ratio {
  return { num, den, scale, count: false };
}

/** The share of trials with an event. */
export function share(events: number, trials: number, scale = 1): Ratio {
  return { num: events, den: trials, scale, count: true };
}

export interface Attached {
  readonly observer?: Observer;
  /** Window `w` has just ended. */
  window?(w: number): void;
  /** One value per window of a level whose equilibrium decides the warm-up; null where nothing happened. */
  steady?(): (number | null)[][];
  /**
   * The numbers of the run; steady ones from window `first` on. Without `quantiles` those that need whole distributions may be
   * null: they cost more than all others.
   */
  metrics(first: number, quantiles?: boolean): Record<string, number | null | Ratio>;
  /** The offences that the record lists, and the probability with which one is listed. */
  offences?(): { rows: OffenceRow[]; inclusion: number };
  /** Paths: a value per window under a metric's name. */
  series?(): Record<string, (number | null)[]>;
  /** Distributions, a histogram for each block of windows. */
  readonly spreads?: Readonly<Record<string, readonly QuantileHistogram[]>>;
}

export interface Measure {
  readonly infos: readonly MetricInfo[];
  attach(run: Simulation, windows: Windows): Attached;
}

/** a / b, or null where nothing can be said. */
export function quotient(a: number, b: number): number | null {
  return b > 0 ? a / b : null;
}
