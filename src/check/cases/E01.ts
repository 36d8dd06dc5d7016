/** E01: MSER-5, which finds the end of a warm-up, on a series with no chance in it. */
import * as z from 'zod';
import { exp } from '../../engine/portable.ts';
import { mser5 } from '../../stats/mser5.ts';
import { defineCase } from '../case.ts';

const LENGTH = 1000;
const params = z.strictObject({});

/** A decaying start, a level, and noise of a fixed pattern. */
const value = (i: number): number => 10 * exp(-i / 60) + 5 + (((7919 * i) % 101) - 50) / 25;

export const E01 = defineCase<z.infer<typeof params>>({
  id: 'E01',
  title: 'Warm-up by MSER-5',
  shows: 'The rule that cuts off the warm-up of every run cuts where its definition says.',
  method: 'The measures’ own rule on x_i = 10 e^(-i/60) + 5 + ((7919 i mod 101) - 50) / 25, i < 1000.',
  sources: [{ tag: ['D'], text: 'exact; method from memory of K. P. White, Simulation 69 (1997)' }],
  labels: {
    MSER5_mean: { summary: 'mean of what is kept', unit: '1', params },
    MSER5_truncate_obs: { summary: 'observations cut off', unit: '1', params },
  },
  prepare: () => ({
    exact: true,
    run() {
      const { mean, truncated } = mser5(Array.from({ length: LENGTH }, (_, i) => value(i)));
      return { MSER5_mean: [mean], MSER5_truncate_obs: [truncated] };
    },
  }),
});
