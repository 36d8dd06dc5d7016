/** What is a measure? Something that watches a run and says numbers about it, each declared with its unit and convention. */
import type { Observer } from '../network/facts.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { MetricInfo, OffenceRow } from './record.ts';
import type { Windows } from './windows.ts';

export interface Attached {
  readonly observer?: Observer;
  /** Window `w` has just ended. */
  window?(w: number): void;
  /** One value per window of a level whose equilibrium decides the warm-up; null where nothing happened. */
  steady?(): (number | null)[][];
  /** The numbers of the run; steady ones from window `first` on. */
  metrics(first: number): Record<string, number | null>;
  /** The offences that the record lists, and the probability with which one is listed. */
  offences?(): { rows: OffenceRow[]; inclusion: number };
  /** Paths: a value per window under a metric's name. */
  series?(): Record<string, (number | null)[]>;
}

export interface Measure {
  readonly infos: readonly MetricInfo[];
  attach(run: Simulation, windows: Windows): Attached;
}

/** a / b, or null where nothing can be said. */
export function ratio(a: number, b: number): number | null {
  return b > 0 ? a / b : null;
}
