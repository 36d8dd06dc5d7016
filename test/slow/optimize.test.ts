/** NSGA-II on ZDT1 and ZDT2 over ten seeds, as Verisim prunes and as published in 2002. */
import { expect, it } from 'vitest';
import { zdt1, zdt2, zdtVolume } from '../experiment/optimize/problems.ts';

const SEEDS = Array.from({ length: 10 }, (_, k) => `${k + 1}`);

it.each([
  ['ZDT1', zdt1, 0.869],
  ['ZDT2', zdt2, 0.535],
] as const)(
  '%s: the smallest of ten reaches the number pruned one by one, the median as published',
  (name, problem, least) => {
    const ours = SEEDS.map((seed) => zdtVolume(problem, seed));
    const published = SEEDS.map((seed) => zdtVolume(problem, seed, 'at-once')).sort((a, b) => a - b);
    console.log(
      `${name}: smallest ${Math.min(...ours).toFixed(4)}; as published ${published[0]!.toFixed(4)} to ${published[9]!.toFixed(4)}`,
    );
    expect(Math.min(...ours)).toBeGreaterThanOrEqual(least);
    expect((published[4]! + published[5]!) / 2).toBeGreaterThanOrEqual(least);
  },
);
