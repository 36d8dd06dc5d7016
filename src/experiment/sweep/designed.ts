/** Which points does an experiment's design have? A row of levels on each base, resolved: every one is possible, or none is run. */
import { type Finding, ScenarioError } from '../../language/errors.ts';
import type { Setting } from '../../scenario/index.ts';
import { plain } from '../../scenario/tree.ts';
import { rowsOf } from '../file/design.ts';
import type { Level } from '../file/factor.ts';
import type { Experiment } from '../file/load.ts';
import type { Point, Runnable } from '../task/point.ts';

export interface DesignPoint {
  /** From 1, in the order of the design. */
  number: number;
  /** Name of the base scenario. */
  base: string;
  /** By factor. */
  values: readonly (number | string)[];
  point: Point;
  resolved: Runnable;
}

/** What tells whether a point is possible; `written` says where its values are. Throws ScenarioError. */
export interface Resolver {
  resolve(point: Point, written: ReadonlyMap<string, Setting>): Promise<Runnable>;
}

/** Problems of points that are told; a design that does not fit its base has one at every other point. */
const TOLD = 10;

export interface DesignPointsOptions {
  /** Rows of another design than the experiment's, and the key of the file that asks for them. */
  rows?: readonly (readonly Level[])[] | undefined;
  at?: string;
  signal?: AbortSignal | undefined;
  onProgress?: (done: number, total: number) => void;
}

/**
 * All points of the design, base by base. Throws ScenarioError, at the design, with points whose values do not go together.
 * Rejects with an AbortError once the signal came.
 */
export async function designPoints(
  experiment: Experiment,
  bases: Resolver,
  { rows: given, at = 'design', signal, onProgress }: DesignPointsOptions = {},
): Promise<DesignPoint[]> {
  const { factors } = experiment;
  const rows = given ?? rowsOf(experiment.design, factors, experiment.seed);
  const total = rows.length * experiment.bases.length;
  const points: DesignPoint[] = [];
  const findings: Finding[] = [];
  let failed = 0;
  for (const base of experiment.bases)
    for (const levels of rows) {
      signal?.throwIfAborted();
      const written = new Map<string, Setting>(
        [...experiment.fixed, ...levels.flatMap(({ settings }) => settings)].map((setting) => [setting.path, setting]),
      );
      const settings = Object.fromEntries([...written].map(([path, { value }]) => [path, plain(value)]));
      const point: Point = { base: base.file, settings };
      const values = levels.map(({ value }) => value);
      const number = points.length + failed + 1;
      try {
        const { hash, ground, changed } = await bases.resolve(point, written);
        points.push({ number, base: base.scenario.name, values, point, resolved: { hash, ground, changed } });
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error;
        failed++;
        const said = factors.map(({ name }, k) => `${name} = ${values[k]}`).join(', ');
        if (findings.length < TOLD)
          findings.push({
            path: [at],
            message: `has point ${number} (${said}), which is no scenario: ${error.message.split('\n')[0]}`,
          });
      }
      onProgress?.(points.length + failed, total);
    }
  if (failed > 0) {
    if (failed > findings.length)
      findings.push({ path: [at], message: `has ${failed - findings.length} more such points of ${total}` });
    throw experiment.placed(findings);
  }
  return points;
}
