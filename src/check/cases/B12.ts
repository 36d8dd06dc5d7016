/** B12: a price of compute that moves as EIP-1559's base fee does, under demand that reacts to it. */
import * as z from 'zod';
import { nextBaseFee } from '../../rules/baseFee.ts';
import { defineCase } from '../case.ts';

/** Blocks of a long run, and before it. */
const BLOCKS = 4_194_304;
const WARMUP = 262_144;
/** Blocks over which growth is measured. */
const GROWTH = 10;
/** Most work of a block, over the target. */
const LIMIT = 2;
/** Base fee below which it does not fall, where it began at 1. */
const LEAST = 1e-9;

const step = z
  .number()
  .gt(0)
  .lt(1)
  .default(0.125)
  .describe('d: relative change of the base fee after a full block, between 0 and 1');
const rule = z.strictObject({ d: step });
const market = z.strictObject({
  n: z.number().gt(0).max(1e6).describe('work offered per block over the target: above 0'),
  demand: z.literal('fluid').describe('valuations uniform over 0 to 1, so many that they are a continuum: "fluid"'),
  d: step,
});

interface Params {
  d: number;
  n?: number | undefined;
  demand?: 'fluid' | undefined;
}

/** The base fee that follows one, when `load` times the target was sold, at step d. */
export type Step = (fee: number, load: number, d: number) => number;

const eip1559: Step = (fee, load, d) => Math.max(LEAST, nextBaseFee(fee, load, 1, d));

/** Mean work over target in the long run; `demand`: work over target that is asked for at a base fee. */
function longRun(next: Step, d: number, blocks: number, demand: (fee: number) => number): number {
  let fee = 1;
  let sold = 0;
  for (let block = -WARMUP; block < blocks; block++) {
    const load = Math.min(LIMIT, demand(fee));
    if (block >= 0) sold += load;
    fee = next(fee, load, d);
  }
  return sold / blocks;
}

/** Mean work over target under buyers who take `low` of it above a base fee, and `high` up to it, in steps of `high` and `low`. */
function extremes(next: Step, d: number, blocks: number): { least: number; most: number } {
  const loads = [0, 0.25, 0.5, 0.75, 1];
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const low of loads)
    for (const under of loads) {
      const high = LIMIT - under;
      const mean = longRun(next, d, blocks, (fee) => (fee <= 1 ? high : low));
      least = Math.min(least, mean);
      most = Math.max(most, mean);
    }
  return { least, most };
}

/** Blocks of a constant load in which the base fee changes by a factor, at the growth of ten of them. */
function timeTo(next: Step, d: number, load: number, factor: number): number {
  let fee = 1;
  for (let block = 0; block < GROWTH; block++) fee = next(fee, load, d);
  return (GROWTH * Math.log(factor)) / Math.log(fee);
}

export function measured({ d, n = 1 }: Params, label: string, next: Step, blocks: number = BLOCKS): number {
  switch (label) {
    case 'alternating_pair_factor':
      return next(next(1, LIMIT, d), 0, d);
    case 'avg_block_lower':
      return extremes(next, d, blocks).least;
    case 'avg_block_upper':
      return extremes(next, d, blocks).most;
    case 'time_to_double_full':
      return timeTo(next, d, LIMIT, 2);
    case 'time_to_halve_empty':
      return timeTo(next, d, 0, 1 / 2);
    default:
      return longRun(next, d, blocks, (fee) => n * Math.max(0, 1 - fee));
  }
}

export const B12 = defineCase<Params>({
  id: 'B12',
  title: 'Compute at an EIP-1559 base fee',
  shows:
    'The base fee moves as EIP-1559 says; in the long run blocks are on target or up to 6 % above it, whatever demand does, and regular demand many times the target makes it oscillate.',
  method:
    'The step of the price rule eip1559, block by block. Bounds: the least and the greatest long-run mean over 25 patterns of buyers who take more below a fee and less above it. Fluid demand: n times the target is offered per block at valuations uniform over 0 to 1.',
  sources: [
    { tag: ['R'], text: 'ethereum/EIPs, EIPS/eip-1559.md: the rule' },
    { tag: ['D'], text: 'bounds for any demand, fixed point and its stability' },
    {
      tag: ['S', 'M'],
      text: 'S. Leonardos et al., Optimality despite chaos in fee markets, FC 2023; B. Monnot et al. on its dynamics (arXiv 2102.10567)',
    },
  ],
  labels: {
    alternating_pair_factor: {
      summary: 'change of the base fee by a full and an empty block',
      unit: '1',
      params: rule,
    },
    avg_block_lower: { summary: 'least long-run mean of work over target', unit: '1', params: rule },
    avg_block_upper: { summary: 'greatest long-run mean of work over target', unit: '1', params: rule },
    mean_gas_over_target: { summary: 'long-run mean of work over target', unit: '1', params: market },
    time_to_double_full: { summary: 'full blocks in which the base fee doubles', unit: 'blocks', params: rule },
    time_to_halve_empty: { summary: 'empty blocks in which it halves', unit: 'blocks', params: rule },
  },
  charts: [{ title: 'Work over target under fluid demand', label: 'mean_gas_over_target', x: 'n' }],
  prepare: (params, labels) => ({
    exact: true,
    run: () => Object.fromEntries(labels.map((label) => [label, [measured(params, label, eip1559)]])),
  }),
});
