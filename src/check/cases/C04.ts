/** C04: what does an identity gain by splitting its stake? Ten equal holders, one of whom appears as several identities. */
import * as z from 'zod';
import { Directory, type Roster } from '../../network/directory.ts';
import { Simulation } from '../../simulation/simulation.ts';
import { defineCase } from '../case.ts';
import { flow, scenarioOf, type Written } from '../network.ts';

const params = z.strictObject({
  identities: z.int().min(1).max(10_000).describe('identities among which one holder splits its stake'),
  holders: z.int().min(1).max(10_000).default(10).describe('holders of equal stake, the one that splits included'),
});
type Params = z.infer<typeof params>;

/** Power of the stake by which routing weighs a node. */
const EXPONENTS = { attacker_share_linear: 1, attacker_share_sqrt: 0.5, attacker_share_equal: 0 } as const;
/** Halvings of an interval of length 1: to the last bit of a double. */
const HALVINGS = 60;

export function written({ identities, holders }: Params): Written {
  return {
    horizon: 1,
    nodes: [
      ...(holders > 1 ? [{ group: 'others', count: holders - 1, stake: `${identities} OPG` }] : []),
      { group: 'attacker', count: identities, stake: '1 OPG' },
    ],
    flows: [flow({ arrivals: { poisson: { rate: 0 } }, routing: 'stake-weighted' })],
    adversaries: [{ name: 'attacker', group: 'attacker', count: identities, attack: 'sybil' }],
  };
}

/**
 * Chance that routing by stake chooses one of the nodes from `first` on: they come last in its order, so it is the part of (0, 1)
 * above the point from which it chooses them.
 */
export function shareFrom(roster: Roster, exponent: 0 | 0.5 | 1, first: number): number {
  let low = 0;
  let high = 1;
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (low + high) / 2;
    if (roster.byStake(exponent, middle) >= first) high = middle;
    else low = middle;
  }
  return 1 - high;
}

export const C04 = defineCase<Params>({
  id: 'C04',
  title: 'Sybil neutrality of routing weights',
  shows:
    'Splitting an identity gains nothing where weights are linear in stake, and ever more where they are its square root or equal.',
  method:
    'The network of holders and of the identities of one of them; the share of the unit interval for which stake-weighted routing with exponent 1, 1/2 or 0 chooses one of these.',
  sources: [{ tag: ['D'], text: 'shares of weights' }],
  labels: {
    attacker_share_linear: {
      summary: 'chance that a job goes to the attacker, weights linear in stake',
      unit: '1',
      params,
    },
    attacker_share_sqrt: { summary: 'the same, weights the square root of stake', unit: '1', params },
    attacker_share_equal: { summary: 'the same, equal weights', unit: '1', params },
  },
  async prepare(point) {
    const scenario = await scenarioOf(written(point));
    return {
      exact: true,
      run({ seed, replication }) {
        const { world } = new Simulation({ ...scenario, seed }, { replication, banks: { profiles: {} } });
        const roster = new Directory(world.tables.nodes, world.ledger).roster(0);
        return Object.fromEntries(
          Object.entries(EXPONENTS).map(([label, exponent]) => [
            label,
            [shareFrom(roster, exponent, point.holders - 1)],
          ]),
        );
      },
    };
  },
});
