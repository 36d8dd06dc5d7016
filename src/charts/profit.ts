/** What is left to operators? Their income, what it costs them to earn it, and the rest, all operators together. */
import { drawBars, estimated } from './bars.ts';
import type { Chart } from './chart.ts';
import { tellEstimate } from './metrics.ts';
import { dollars, tellDuration } from './numbers.ts';
import { OKABE_ITO } from './theme.ts';

/** Everything that lies between income and profit: what is left out here would be missing between the bars. */
export const COSTS = [
  ['profit.gas_usd', 'gas'],
  ['profit.upstream_usd', 'providers behind proxies'],
  ['profit.downloads_usd', 'models fetched'],
  ['profit.hardware_usd', 'hardware'],
  ['profit.electricity_usd', 'electricity'],
  ['profit.slashed_usd', 'bonds slashed'],
] as const;

export const profit: Chart = {
  name: 'profit',
  question: 'value',
  draw(result) {
    const costs = COSTS.filter(([metric]) => (estimated(result, metric)?.mean ?? 0) > 0);
    const total = estimated(result, 'profit.total_usd');
    if (costs.length === 0 || total === null) return null;
    const spec = drawBars(result, {
      title: 'Income, costs and profit of all operators together',
      panels: [
        {
          title: `USD over ${tellDuration(result.manifest.scenario.horizon)}`,
          bars: [
            { label: 'income', estimate: estimated(result, 'profit.income_usd') },
            ...costs.map(([metric, label]) => ({
              label,
              estimate: estimated(result, metric),
              colour: OKABE_ITO.orange,
            })),
            {
              label: (total.mean ?? 0) < 0 ? 'loss' : 'profit',
              estimate: total,
              colour: (total.mean ?? 0) < 0 ? OKABE_ITO.vermillion : OKABE_ITO.green,
            },
          ],
        },
      ],
    });
    if (spec === null) return null;
    return {
      spec,
      reading:
        `Of $${tellEstimate(result, 'profit.income_usd')} of income operators are left with ${dollars(tellEstimate(result, 'profit.total_usd'))}; ` +
        `${tellEstimate(result, 'profit.losing_share', 100, '\u00a0%')} of them make a loss.`,
    };
  },
};
