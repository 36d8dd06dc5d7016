/**
 * A04: spot-checking with blacklisting and backtracking. Every worker answers n jobs, which are held until all of them are in; it
 * is checked beside each with probability q, and one that fails a check is out, with everything that it has answered.
 */
import * as z from 'zod';
import { defineCase, type Point } from '../case.ts';
import { flow, scenarioOf, type Written } from '../network.ts';
import { probability } from '../params.ts';
import { watched } from '../watched.ts';

const params = z.strictObject({
  f: z.number().min(0).lt(1).describe('share of workers who are saboteurs, below 1'),
  s: probability.describe('chance that a saboteur cheats'),
  q: probability.describe('chance of a check beside an answer'),
  n: z.int().min(1).max(10_000).describe('answers per worker'),
});
type Params = z.infer<typeof params>;

/** Workers whose answers make up one observation. */
const TOGETHER = 40;
/** Arrivals per second; a worker has long finished when its next job comes. */
const RATE = 100;

/** Saboteurs among them: at least one of each kind, if there is any. */
const saboteursOf = (f: number): number =>
  f === 0 ? 0 : Math.max(1, Math.min(TOGETHER - 1, Math.round(f * TOGETHER)));

export function written({ f, s, q, n }: Params, parts: number): Written {
  const workers = parts * TOGETHER;
  return {
    horizon: (workers * n) / RATE + 1000,
    models: [{ name: 'job', size: { constant: '10us' } }],
    nodes: [{ group: 'workers', count: workers }],
    flows: [
      flow({
        arrivals: { deterministic: { rate: RATE } },
        routing: 'round-robin',
        verification: { 'spot-check': { probability: q, batch: { items: n, age: '10000d' } } },
      }),
    ],
    ...(f > 0 && {
      adversaries: [{ name: 'saboteurs', count: parts * saboteursOf(f), attack: { selective: { probability: s } } }],
    }),
  };
}

export const A04 = defineCase<Params>({
  id: 'A04',
  title: 'Spot-checking with blacklisting and backtracking',
  shows:
    'Results of a batch are wrong as often as Sarmenta says, when workers who fail a check are out with all their results.',
  method:
    'Jobs go to workers in turn until each has answered n. A saboteur cheats in every execution with probability s, checks included, by the luck of each. Wrong answers among the first n that each surviving worker has accepted.',
  sources: [
    {
      tag: ['M', 'V'],
      text: 'L. F. G. Sarmenta, "Sabotage-tolerance mechanisms for volunteer computing systems", CCGrid 2001, FGCS 18 (2002)',
    },
  ],
  labels: { error_rate: { summary: 'accepted answers that are wrong', unit: '1', params } },
  charts: [
    {
      title: 'Wrong answers that pass spot checks, 10 to a worker',
      where: { n: 10 },
      label: 'error_rate',
      x: 's',
      by: 'f',
      logX: true,
      logY: true,
    },
  ],
  prepare: (params) => point(params),
});

/** What a run of `network` sees. */
export async function point(params: Params, network = written): Promise<Point> {
  const { f, n } = params;
  await scenarioOf(network(params, 1));
  return {
    batches: Math.max(1, Math.min(200, Math.round(400_000 / (TOGETHER * n)))),
    async run(luck) {
      const scenario = await scenarioOf(network(params, luck.batches));
      const workers = luck.batches * TOGETHER;
      const accepted = new Float64Array(workers);
      const wrong = new Float64Array(workers);
      const run = watched(scenario, luck, ({ world: { tables } }) => ({
        accepted(_job, task) {
          const worker = tables.tasks.node.data[task]!;
          if (accepted[worker] === n) return;
          accepted[worker]!++;
          wrong[worker]! += tables.tasks.cheat.data[task]!;
        },
      }));
      run.run();
      // Workers of both kinds are dealt in turn, so that all parts are alike; weights make good what rounding f did.
      const { adversary } = run.world.tables.nodes;
      const saboteurs = saboteursOf(f);
      const weights = [((1 - f) * TOGETHER) / (TOGETHER - saboteurs), (f * TOGETHER) / Math.max(1, saboteurs)];
      const dealt = [0, 0];
      const parts = Array.from({ length: luck.batches }, () => ({ num: 0, den: 0 }));
      for (let worker = 0; worker < workers; worker++) {
        const kind = adversary.data[worker]! >= 0 ? 1 : 0;
        const part = parts[dealt[kind]!++ % luck.batches]!;
        part.num += weights[kind]! * wrong[worker]!;
        part.den += weights[kind]! * accepted[worker]!;
      }
      return { error_rate: parts };
    },
  };
}
