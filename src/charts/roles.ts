/** Who ends up with what clients pay and what is issued? One bar a role. */
import { drawBars, estimated } from './bars.ts';
import type { Chart } from './chart.ts';
import { tellShare } from './numbers.ts';

const ROLES = [
  ['nodes', 'nodes'],
  ['validators', 'validators'],
  ['delegators', 'delegators'],
  ['publishers', 'model publishers'],
  ['data', 'data nodes'],
  ['storage', 'storage and model hub'],
  ['facilitator', 'facilitator'],
  ['relay', 'relay'],
  ['outside', 'upstream providers'],
  ['treasury', 'treasury'],
  ['burn', 'burned'],
  ['undistributed', 'not yet paid out'],
] as const;

/** Below this a role has nothing that a bar could show. */
const LEAST = 0.0005;

export const roles: Chart = {
  name: 'value-by-role',
  question: 'value',
  draw(result) {
    const shares = ROLES.map(([role, label]) => ({ label, estimate: estimated(result, `economy.value_share.${role}`) }))
      .filter(({ estimate }) => Math.abs(estimate?.mean ?? 0) >= LEAST)
      .sort((a, b) => b.estimate!.mean! - a.estimate!.mean!);
    if (shares.length < 2) return null;
    const spec = drawBars(result, {
      title: 'Who ends up with the value: fees and newly issued tokens by role',
      panels: [{ title: 'share of fees and emission, %', factor: 100, bars: shares }],
    });
    const [first, second] = [shares[0]!, shares[1]!];
    const part = ({ estimate }: typeof first) => tellShare(estimate!.mean);
    return spec && { spec, reading: `${part(first)} ends with ${first.label}, ${part(second)} with ${second.label}.` };
  },
};
