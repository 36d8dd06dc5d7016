/**
 * What is a case? Code that builds a scenario (or drives the very rule that scenarios use) from parameters, runs it and
 * measures. What the result should be stands in a file of rows, which no case ever sees: no case computes it, and none has a
 * closed form of it.
 */
import type * as z from 'zod';

/**
 * How well a source is known: [R] read in the named repository, [S] seen in an excerpt, [M] from memory of the cited paper,
 * [D] derived, [V] confirmed by an independent Monte Carlo, [X] a published number reproduced independently.
 */
export type Tag = 'R' | 'S' | 'M' | 'D' | 'V' | 'X';

/** A number that a case can measure. */
export interface Label<Params = unknown> {
  readonly summary: string;
  /** `1` for shares and counts. */
  readonly unit: string;
  /** A strict object: whatever passes is simulated, whatever does not is refused with what is allowed. Defaults are allowed. */
  readonly params: z.ZodType<Params>;
}

/**
 * What one batch or replication saw of a label: a value, the mean of which is sought; a ratio of two sums; or a distribution
 * (cells of a QuantileHistogram that are not 0; `whole`: places are whole numbers, and cells how often each was seen), a quantile
 * of which is sought. `controls` are numbers of the same batch whose mean is 0 by how the run is fed (arrivals less those ordered,
 * work less that ordered): what they explain is no error.
 */
export type Observation =
  | number
  | { readonly num: number; readonly den: number; readonly controls?: readonly number[] }
  | {
      readonly quantile: number;
      readonly places: readonly number[];
      readonly cells: readonly number[];
      readonly whole?: boolean;
    };

/** By label. Observations of one label are independent, or as good as. */
export type Observations = Record<string, readonly Observation[]>;

/** Where a run gets its chance from: two runs with the same seed and another replication are independent. */
export interface Luck {
  readonly seed: string;
  /** 1, 2, ... */
  readonly replication: number;
  /** Observations of each label that are wanted, 1 to the point's `batches`. */
  readonly batches: number;
}

/** A case at one point of its parameters. */
export interface Point {
  /**
   * Observations of a label that one run can give at most; default 1. A result needs at least 100, over however many runs.
   */
  readonly batches?: number;
  /** No chance is in it: run once, for one number a label. */
  readonly exact?: boolean;
  /** One run. Pure: same luck, same observations. */
  run(luck: Luck): Observations | Promise<Observations>;
}

/** Rows of a label along a parameter, drawn beside what was measured. */
export interface CaseChart {
  readonly title: string;
  readonly label: string;
  /** Parameter on the horizontal axis. */
  readonly x: string;
  /** Parameter that makes one curve of each of its values. */
  readonly by?: string;
  /** Values that other parameters of the rows must have. */
  readonly where?: Readonly<Record<string, unknown>>;
  readonly logX?: boolean;
  readonly logY?: boolean;
}

export interface Case<Params = unknown> {
  /** As in the rows, e.g. D01. */
  readonly id: string;
  readonly title: string;
  /** What passing shows, for readers of the page. */
  readonly shows: string;
  /** What is simulated, and how it is measured. */
  readonly method: string;
  readonly sources: readonly { readonly tag: readonly Tag[]; readonly text: string }[];
  readonly labels: Readonly<Record<string, Label<Params>>>;
  readonly charts?: readonly CaseChart[];
  /**
   * 4 standard errors over the value, to which runs go where a row asks for less; default 0.05. For what is cheap, 0.02.
   */
  readonly precision?: number;
  /**
   * Everything that does not depend on luck: called once per point and thread. Labels with equal parameters are measured by the
   * same runs; `labels` are those wanted. Throws RangeError for parameters that no schema can refuse alone.
   */
  prepare(params: Params, labels: readonly string[]): Point | Promise<Point>;
}

/** Checks a case's types, and forgets its parameters'. */
export function defineCase<Params>(defined: Case<Params>): Case {
  return defined as Case;
}
