/** Who ends up with what clients pay and what is issued? One bar a role. */
import { drawBars, estimated } from './bars.ts';
import type { Chart } from './chart.ts';
import { tellShare } from './numbers.ts';

/** Role, its name at the bar, and what happens to its part. */
const ROLES = [
  ['nodes', 'nodes', 'ends with nodes'],
  ['validators', 'validators', 'ends with validators'],
  ['delegators', 'delegators', 'ends with delegators'],
  ['publishers', 'model publishers', 'ends with model publishers'],
  ['data', 'data nodes', 'ends with data nodes'],
  ['storage', 'storage and model hub', 'ends with storage and the model hub'],
  ['facilitator', 'facilitator', 'ends with the facilitator'],
  ['relay', 'relay', 'ends with the relay'],
  ['outside', 'upstream providers', 'goes to upstream providers'],
  ['treasury', 'treasury', 'ends with the treasury'],
  ['burn', 'burned', 'is burned'],
  ['undistributed', 'not yet paid out', 'is not yet paid out'],
] as const;

/** Below this a role has nothing that a bar could show. */
const LEAST = 0.0005;

export const roles: Chart = {
  name: 'value-by-role',
  question: 'value',
  draw(result) {
    const shares = ROLES.map(([role, label, fate]) => ({
      label,
      fate,
      estimate: estimated(result, `economy.value_share.${role}`),
    }))
      .filter(({ estimate }) => Math.abs(estimate?.mean ?? 0) >= LEAST)
      .sort((a, b) => b.estimate!.mean! - a.estimate!.mean!);
    if (shares.length < 2) return null;
    const spec = drawBars(result, {
      title: 'Who ends up with the value: fees and newly issued tokens by role',
      panels: [{ title: 'share of fees and emission, %', factor: 100, bars: shares }],
    });
    const [first, second] = [shares[0]!, shares[1]!];
    const part = ({ estimate, fate }: typeof first) => `${tellShare(estimate!.mean)} ${fate}`;
    return spec && { spec, reading: `${part(first)}, ${part(second)}.` };
  },
};
