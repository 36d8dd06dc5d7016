/** B05: which schedule of block rewards, of the same sum, keeps shares of stake most nearly constant? */
import * as z from 'zod';
import { Streams } from '../../engine/alea.ts';
import { Store } from '../../engine/state.ts';
import { drawRewards, type Law, multiLottery } from '../../rules/lotteries.ts';
import { Simulation } from '../../simulation/simulation.ts';
import { defineCase, type Point } from '../case.ts';
import { flow, scenarioOf, type Written } from '../network.ts';
import { deviation, GROUP, groups, share } from '../races.ts';

/** Base units of the initial stake; the token has no decimals. */
const STAKE = 1_099_511_627_776;

const params = z.strictObject({
  a: share,
  R: z.number().min(1e-6).max(1000).describe('rewards of all blocks over the initial stake, 1e-6 to 1000'),
  T: z.int().min(4).max(1_000_000).describe('blocks, 4 to 1 million'),
});
type Params = z.infer<typeof params>;

/** The emission rule of a label, as a scenario writes it: an epoch is a block of a second. */
export function emissionOf(label: string, { R, T }: Params): Written {
  const pool = Math.round(R * STAKE);
  switch (label) {
    case 'sd_constant':
      return { linear: { pool, over: T } };
    case 'sd_geometric':
      return { 'constant-growth': { initial: STAKE, pool, over: T } };
    case 'sd_halving4':
      // Four eras of a, a/2, a/4, a/8.
      return { halving: { first: Math.round((pool * 8) / 15), every: T / 4 } };
    default:
      return { 'linear-decreasing': { pool, over: T } };
  }
}

/** Base units of each block, by the rule of a scenario. */
async function rewardsOf(emission: Written, T: number): Promise<Float64Array> {
  const scenario = await scenarioOf({
    horizon: T,
    epoch: 1,
    token: { decimals: 0 },
    flows: [flow({ arrivals: { poisson: { rate: 0 } } })],
    validators: [{ group: 'miners', count: 2, stake: STAKE / 2 }],
    incentives: { emission, division: 'ml-pos' },
  });
  const { emission: rule } = new Simulation(scenario, { replication: 1, banks: { profiles: {} } }).epochs;
  return Float64Array.from({ length: T }, (_, block) => rule.due(block));
}

function raced(law: Law, a: number, rewards: Float64Array, seed: string): number {
  const first = Math.round(a * STAKE);
  const stakes = Float64Array.of(first, STAKE - first);
  const luck = new Streams(new Store(), seed).stream('draws');
  for (const reward of rewards) drawRewards(law, stakes, reward, 1, true, luck);
  return stakes[0] / (stakes[0] + stakes[1]);
}

export async function races(
  point: Params,
  labels: readonly string[],
  law: Law,
  emission: typeof emissionOf = emissionOf,
): Promise<Point> {
  const schedules = await Promise.all(labels.map((label) => rewardsOf(emission(label, point), point.T)));
  return {
    batches: 100,
    run: (luck) =>
      Object.fromEntries(
        labels.map((label, i) => [
          label,
          groups(luck, GROUP, (seed) => raced(law, point.a, schedules[i], seed), deviation),
        ]),
      ),
  };
}

const schedule = (name: string) => ({
  summary: `standard deviation of the share of stake, ${name}`,
  unit: '1',
  params,
});

export const B05 = defineCase<Params>({
  id: 'B05',
  title: 'Schedules of block rewards',
  shows:
    'Of schedules that pay the same in all, rewards that grow with the stake keep shares closest to where they began.',
  method:
    'Amounts of the emission rules linear, constant-growth, halving (four eras) and linear-decreasing, one epoch a block, paid by the draws of the division rule ml-pos with bonded rewards; the standard deviation of the first of two miners’ share of stake after T blocks.',
  sources: [
    {
      tag: ['S'],
      text: 'G. Fanti et al., Compounding of wealth in proof-of-stake cryptocurrencies, FC 2019 (arXiv 1809.07468): geometric rewards are optimal',
    },
    { tag: ['D', 'V'], text: 'variance of the urn with rewards that change; confirmed by an independent Monte Carlo' },
  ],
  labels: {
    sd_constant: schedule('constant rewards'),
    sd_geometric: schedule('rewards that grow with the stake'),
    sd_halving4: schedule('rewards halved three times'),
    sd_linear_decreasing: schedule('rewards that fall in a straight line to 0'),
  },
  precision: 0.04,
  prepare: (point, labels) => races(point, labels, multiLottery),
});
