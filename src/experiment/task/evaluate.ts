/**
 * What do points of parameters give? Runs that were done before are read back, only those that are missing are done: whoever
 * asks again, after a kill or with another method, goes on for nothing.
 */
import type { ScenarioError } from '../../language/errors.ts';
import { Store } from '../store/store.ts';
import type { Executor, RunTask } from './executor.ts';
import { Bases, type BasesOptions, type Point, type ResolvedPoint, type Runnable, taskOf } from './point.ts';
import type { RunRow } from './runRow.ts';

export interface PointResult {
  point: Point;
  /** Its identity; empty where it cannot be run. */
  hash: string;
  /** By ascending replication. A run that failed has its error, and no metrics. */
  runs: readonly RunRow[];
  /** Why the point cannot be run at all, in words with places: its values contradict the scenario or each other. Else null. */
  error: string | null;
}

/** Replications `first` to `first + count - 1`, counted from 1. */
export interface Replications {
  first: number;
  count: number;
}

export interface Evaluator {
  /**
   * Results in the order of the points. Replication r of every point draws from `seed/r`: points can be compared run by run,
   * and later replications are fresh luck. Throws an AbortError once the signal came; what is done is kept.
   */
  evaluate(points: readonly Point[], replications: Replications): Promise<PointResult[]>;
  close(): Promise<void>;
}

export interface EvaluatorOptions extends BasesOptions {
  /** Opened by the caller, and closed with the evaluator. */
  executor: Executor;
  signal?: AbortSignal | undefined;
  /** Runs that failed are done again. */
  retry?: boolean | undefined;
  /** Rows of a part at most. */
  rows?: number | undefined;
  /** Runs done of those that the present call found missing. */
  onRuns?: ((done: number, total: number) => void) | undefined;
}

/** Runs of an experiment: who does them, and where they are kept. */
export class Runner implements Evaluator {
  readonly bases: Bases;
  readonly store: Store;
  private readonly options: EvaluatorOptions;

  private constructor(options: EvaluatorOptions, store: Store) {
    this.options = options;
    this.bases = new Bases(options);
    this.store = store;
  }

  /** Throws ResultsError while another process writes to the directory; the executor is then closed. */
  static async open(options: EvaluatorOptions): Promise<Runner> {
    try {
      return new Runner(options, await Store.open(options.directory, { retry: options.retry, rows: options.rows }));
    } catch (error) {
      await options.executor.close();
      throw error;
    }
  }

  async evaluate(points: readonly Point[], replications: Replications): Promise<PointResult[]> {
    const resolved: (ResolvedPoint | string)[] = [];
    for (const point of points) resolved.push(await this.tried(point));
    const sound = resolved.filter((each) => typeof each !== 'string');
    await this.run(sound, replications);
    const runs = await this.store.runsOf(new Set(sound.map(({ hash }) => hash)));
    const { first, count } = replications;
    return points.map((point, i) => {
      const found = resolved[i]!;
      if (typeof found === 'string') return { point, hash: '', runs: [], error: found };
      const { hash } = found;
      const asked = (runs.get(hash) ?? []).filter(({ replication: r }) => r >= first && r < first + count);
      return { point, hash, runs: asked, error: null };
    });
  }

  /** How many of these replications of these points the store lacks. */
  missing(points: Iterable<Runnable>, replications: Replications): number {
    let total = 0;
    for (const _ of this.tasks(points, replications)) total++;
    return total;
  }

  /** Does what the store lacks of these replications of these points, and keeps it. */
  async run(points: Iterable<Runnable>, replications: Replications): Promise<void> {
    const { executor, signal, onRuns } = this.options;
    const all = [...points];
    const total = this.missing(all, replications);
    let done = 0;
    if (total > 0)
      await executor.run(
        this.tasks(all, replications),
        async (row) => {
          await this.store.add(row);
          onRuns?.(++done, total);
        },
        { ground: this.bases.ground, signal },
      );
    await this.store.flush();
    signal?.throwIfAborted();
  }

  /** Replication by replication: what is done when it is stopped is of all points. */
  private *tasks(points: Iterable<Runnable>, { first, count }: Replications): Generator<RunTask> {
    const distinct = [...new Map([...points].map((point) => [point.hash, point])).values()];
    for (let r = first; r < first + count; r++)
      for (const point of distinct) if (!this.store.has(point.hash, r)) yield taskOf(point, r);
  }

  async close(): Promise<void> {
    try {
      await this.store.close();
    } finally {
      await this.options.executor.close();
    }
  }

  private async tried(point: Point): Promise<ResolvedPoint | string> {
    try {
      return await this.bases.resolve(point);
    } catch (error) {
      if ((error as Error).name !== 'ScenarioError') throw error;
      return (error as ScenarioError).message;
    }
  }
}

/** An evaluator whose runs are kept in `directory`. */
export function openEvaluator(options: EvaluatorOptions): Promise<Evaluator> {
  return Runner.open(options);
}
