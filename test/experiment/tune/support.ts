/** Plans and evaluators for tests: factors said in a line, and metrics that are functions of the settings, with and without noise. */
import type { Evaluator, PointResult } from '../../../src/experiment/task/evaluate.ts';
import type { RunRow } from '../../../src/experiment/task/runRow.ts';
import type { TunePlan } from '../../../src/experiment/tune/plan.ts';
import { type SpaceFactor, type SpaceLevel, spaceOf } from '../../../src/experiment/tune/space.ts';

export function range(name: string, low: number, high: number, integer = false): SpaceFactor<SpaceLevel> {
  const at = (u: number): SpaceLevel => ({
    value: integer ? Math.floor(low + u * (high - low + 1)) : Number((low + u * (high - low)).toPrecision(6)),
  });
  return {
    name,
    unit: '',
    numeric: true,
    range: { low, high, log: false, integer },
    levels: [at(0), { value: high }],
    at,
  };
}

export function listed(name: string, ...values: (number | string)[]): SpaceFactor<SpaceLevel> {
  const levels = values.map((value) => ({ value }));
  const numeric = values.every((value) => typeof value === 'number');
  return { name, unit: '', numeric, levels, at: (u) => levels[Math.floor(u * levels.length)]! };
}

export function planOf(factors: readonly SpaceFactor<SpaceLevel>[], own: Partial<TunePlan> = {}): TunePlan {
  const space = spaceOf(factors);
  return {
    name: 'test',
    question: 'What is best?',
    baseline: { base: 'base.yaml', settings: {} },
    space,
    pointOf: (levels) => ({
      base: 'base.yaml',
      settings: Object.fromEntries(levels.map(({ value }, i) => [factors[i]!.name, value])),
    }),
    goals: { objectives: [{ metric: 'cost', direction: 'minimize' }], constraints: [] },
    seed: '1',
    searcher: { method: 'nsga2', population: 12 },
    generations: 6,
    replications: 2,
    finalists: 3,
    freshReplications: 10,
    metrics: [],
    ...own,
  };
}

type Settings = Readonly<Record<string, unknown>>;

/** `metrics` of a run: null is undefined; a text instead of metrics is the error of a failed run. */
export function functionEvaluator(
  metrics: (settings: Settings, replication: number) => Record<string, number | null> | string,
) {
  const asked: string[] = [];
  const evaluator: Evaluator = {
    async evaluate(points, { first, count }) {
      return points.map((point): PointResult => {
        const hash = JSON.stringify(point.settings);
        const runs = Array.from({ length: count }, (_, k): RunRow => {
          const replication = first + k;
          asked.push(`${hash}/${replication}`);
          const found = metrics(point.settings, replication);
          const failed = typeof found === 'string';
          return {
            point: hash,
            replication,
            seed: `1/${replication}`,
            fingerprint: 0,
            events: 0,
            error: failed ? found : null,
            metrics: failed ? {} : found,
            ratios: {},
          };
        });
        return { point, hash, runs, error: null };
      });
    },
    async close() {},
  };
  return { evaluator, asked };
}
