/** Why did jobs end without an answer? The share of each cause, of all jobs that came. */
import { drawBars, estimated } from './bars.ts';
import type { Chart } from './chart.ts';
import { tellShare } from './numbers.ts';
import { OKABE_ITO } from './theme.ts';

const CAUSES = [
  ['unserved', 'no node for it'],
  ['refused', 'too dear'],
  ['rejected', 'answer rejected'],
  ['overflow', 'queue full'],
  ['abandoned', 'client left'],
  ['expired', 'time-out'],
  ['halted', 'no price'],
  ['outage', 'outage'],
] as const;

/** Losses below this are told by the figures. */
const LEAST = 0.001;

export const losses: Chart = {
  name: 'losses',
  question: 'efficiency',
  draw(result) {
    const shares = CAUSES.map(([cause, label]) => ({ label, estimate: estimated(result, `throughput.${cause}_share`) }))
      .filter(({ estimate }) => (estimate?.mean ?? 0) > 0)
      .sort((a, b) => b.estimate!.mean! - a.estimate!.mean!);
    const all = shares.reduce((sum, { estimate }) => sum + estimate!.mean!, 0);
    if (all < LEAST) return null;
    const spec = drawBars(result, {
      title: 'Jobs without an answer, by cause',
      panels: [
        {
          title: 'share of the jobs that came, %',
          factor: 100,
          bars: shares.map((share) => ({ ...share, colour: OKABE_ITO.vermillion })),
        },
      ],
    });
    return (
      spec && { spec, reading: `${tellShare(all)} of the jobs got no answer, most of them for: ${shares[0]!.label}.` }
    );
  },
};
