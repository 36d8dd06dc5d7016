/** How much of the token is there, and how much of that is free to be sold? */
import { drawBands, seriesOf } from './bands.ts';
import type { Chart } from './chart.ts';
import { estimateOf, METRICS } from './metrics.ts';
import { tell, tellShare } from './numbers.ts';
import { OKABE_ITO } from './theme.ts';

export const supply: Chart = {
  name: 'supply',
  question: 'value',
  draw(result) {
    const { symbol } = result.manifest.scenario.token;
    if (seriesOf(result, METRICS.circulating).length === 0) return null;
    const most = Math.max(...seriesOf(result, METRICS.supply).map(({ mean }) => mean ?? 0));
    const millions = most >= 10_000_000;
    const spec = drawBands(result, {
      title: 'Supply over time: what is there, and what of it is free',
      yTitle: millions ? `millions of ${symbol}` : symbol,
      per: millions ? 1e6 : 1,
      positive: true,
      lines: [
        { metric: METRICS.supply, label: 'supply', colour: OKABE_ITO.grey, width: 5 },
        { metric: METRICS.circulating, label: 'circulating', colour: OKABE_ITO.blue },
      ],
    });
    const [circulating, share] = [METRICS.circulating, METRICS.circulatingShare].map((name) =>
      estimateOf(result, name),
    );
    if (spec === null || !circulating || !share) return null;
    return {
      spec,
      reading: `At the end ${tell(circulating.mean)} ${symbol} circulate, ${tellShare(share.mean)} of the supply.`,
    };
  },
};
