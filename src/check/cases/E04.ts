/** E04: does sensitivity analysis find what is known of test functions? Ishigami's, Sobol's G, and Morris's effects of a line and a square. */
import * as z from 'zod';
import { sineOfTurns } from '../../engine/sine.ts';
import { elementaryEffects, morrisTrajectories } from '../../stats/morris.ts';
import { type SaltelliShape, saltelliPoints } from '../../stats/saltelli.ts';
import { type VarianceParts, varianceParts } from '../../stats/varianceParts.ts';
import { defineCase, type Label } from '../case.ts';

interface Params {
  N?: number;
  a?: number | number[];
  b?: number;
  levels?: number;
  of?: 'linear' | 'square';
  slope?: number;
}

type Model = (x: readonly number[]) => number;

const base = z.int().min(2).max(1_048_576).default(8192).describe('rows of base points');
const ishigami: Label<Params>['params'] = z.strictObject({
  N: base,
  a: z.number().default(7),
  b: z.number().default(0.1),
});
const sobolG: Label<Params>['params'] = z.strictObject({
  N: base,
  a: z
    .array(z.number().min(0))
    .length(8)
    .default([0, 1, 4.5, 9, 99, 99, 99, 99])
    .describe('of each factor: the larger, the less it matters'),
});
const morris: Label<Params>['params'] = z.strictObject({
  of: z.enum(['linear', 'square']).describe('slope times x, or x squared, beside a second factor that adds to it'),
  slope: z.number().default(1).describe('of the line'),
  levels: z.int().min(2).max(20).multipleOf(2).default(4),
});

/** Factors uniform on (-pi, pi), which are half a turn either way. */
const ishigamiOf =
  (a: number, b: number): Model =>
  ([first, second, third]) => {
    const [one, two] = [sineOfTurns(first! - 0.5), sineOfTurns(second! - 0.5)];
    const x = 2 * Math.PI * (third! - 0.5);
    return one + a * two * two + b * x * x * x * x * one;
  };

const sobolGOf =
  (a: readonly number[]): Model =>
  (x) =>
    x.reduce((product, each, i) => (product * (Math.abs(4 * each - 2) + a[i]!)) / (1 + a[i]!), 1);

/** Trajectories behind one observation. */
const TRAJECTORIES = 500;

/** What is read off the parts of a variance, by the end of a label. */
function read(what: string, { mean, variance, first, total, second }: VarianceParts): number {
  if (what === 'mean') return mean;
  if (what === 'var') return variance;
  const [, kind, digits] = /^(ST?)(\d+)$/.exec(what)!;
  const [i, j] = Array.from(digits!, (digit) => Number(digit) - 1);
  if (kind === 'ST') return total[i!]! / variance;
  return (j === undefined ? first[i!]! : second[i! * first.length + j]!) / variance;
}

const indexLabels = (name: string, what: readonly string[], params: Label<Params>['params']) =>
  Object.fromEntries(
    what.map((each): [string, Label<Params>] => [`${name}_${each}`, { summary: summaryOf(each), unit: '1', params }]),
  );

function summaryOf(what: string): string {
  if (what === 'mean') return 'mean';
  if (what === 'var') return 'variance';
  if (what.startsWith('ST')) return `total index of factor ${what.slice(2)}`;
  return what.length === 2 ? `first index of factor ${what[1]}` : `index of factors ${what[1]} and ${what[2]} together`;
}

const G = [1, 2, 3, 4, 5, 6, 7, 8];

export const E04 = defineCase<Params>({
  id: 'E04',
  title: 'Sensitivity indices of Sobol and Morris',
  shows: 'What `sensitivity` says of factors is right where the answer is known: which matter, alone and together.',
  method:
    'The functions that `sensitivity` calls: Saltelli’s scheme on Owen-scrambled Sobol points, one scramble an observation; first indices as Saltelli et al. (2010), total as Jansen (1999), second as Saltelli (2002). Elementary effects on Morris’s trajectories.',
  sources: [
    { tag: ['R'], text: 'Ishigami’s indices agree with the docstring of SALib at 1c37548' },
    {
      tag: ['D'],
      text: 'indices of T. Ishigami, T. Homma (1990) with a = 7, b = 0.1, and of Sobol’s G function with a = 0, 1, 4.5, 9, 99, 99, 99, 99: from their integrals',
    },
  ],
  labels: {
    ...indexLabels('ishigami', ['mean', 'var', 'S1', 'S2', 'S3', 'S12', 'S13', 'S23', 'ST1', 'ST2', 'ST3'], ishigami),
    ...indexLabels('sobolG', [...G.map((i) => `S${i}`), ...G.map((i) => `ST${i}`)], sobolG),
    morris_mu: { summary: 'mean elementary effect', unit: '1', params: morris },
    morris_mu_star: { summary: 'mean size of elementary effects', unit: '1', params: morris },
    morris_sigma: { summary: 'standard deviation of elementary effects', unit: '1', params: morris },
  },
  prepare(params, labels) {
    if (labels[0]!.startsWith('morris')) return morrisPoint(params);
    const { N = 8192, a, b = 0.1 } = params;
    const model = Array.isArray(a) ? sobolGOf(a) : ishigamiOf(a ?? 7, b);
    const factors = Array.isArray(a) ? a.length : 3;
    // Only pairs need the points of pairs.
    const shape: SaltelliShape = { factors, base: N, second: !Array.isArray(a) };
    return {
      run({ seed, replication }) {
        const values = saltelliPoints(shape, `${seed}/${replication}`).map(model);
        const parts = varianceParts(values, shape);
        return Object.fromEntries(labels.map((label) => [label, [read(label.split('_')[1]!, parts)]]));
      },
    };
  },
});

function morrisPoint({ of, slope = 1, levels = 4 }: Params) {
  const model: Model = ([x, y]) => (of === 'square' ? x! * x! : slope * x!) + 3 * y!;
  return {
    run({ seed, replication }: { seed: string; replication: number }) {
      const trajectories = morrisTrajectories([{ levels }, { levels }], TRAJECTORIES, `${seed}/${replication}`);
      const values = trajectories.flatMap(({ points }) => points.map(model));
      const effects = elementaryEffects(trajectories, values)[0]!;
      const n = effects.length;
      const mean = effects.reduce((sum, effect) => sum + effect / n, 0);
      return {
        morris_mu: [mean],
        morris_mu_star: [effects.reduce((sum, effect) => sum + Math.abs(effect) / n, 0)],
        morris_sigma: [
          Math.sqrt(effects.reduce((sum, effect) => sum + ((effect - mean) * (effect - mean)) / (n - 1), 0)),
        ],
      };
    },
  };
}
