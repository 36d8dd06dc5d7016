/** What does `compare` tell in a terminal? A ranking per metric with the differences to the baseline, and where the page is. */
import { unitOf } from '../charts/forest.ts';
import { tellInterval } from '../charts/metrics.ts';
import { tell } from '../charts/numbers.ts';
import { differenceCells } from '../report/comparison.ts';
import type { Comparison, MetricComparison } from '../results/comparison.ts';
import { columns, styles, wrap } from './terminal.ts';

const WIDTH = 100;
const HEAD = ['', '', 'mean', '95 % interval', 'difference', '95 % interval', '', 'p (Holm)', 'pairing'];

/** Lines for stdout. `report` is the path of the page, as the user would type it. */
export function comparisonText(comparison: Comparison, report: string): string {
  const { bold, faint, warn } = styles(process.stdout);
  const { contenders, baseline, replications, seed, metrics, tests } = comparison;
  const names = contenders.map(({ name }) => name).join(', ');
  const rows = metrics.flatMap((metric) => rowsOf(comparison, metric));
  const [head, ...lines] = columns([HEAD, ...rows], [2, 3, 4, 5, 6, 7, 8]);
  const text = [
    `${bold(names)}  ${faint(`${replications} pairs · seed ${seed} · differences to ${baseline}`)}`,
    faint(head!),
  ];
  let next = 0;
  for (const metric of metrics) {
    const { unit } = unitOf(metric, comparison.symbol);
    text.push(`${bold(metric.metric)}${unit === '' ? '' : `  ${faint(unit)}`}`);
    text.push(...lines.slice(next, next + contenders.length));
    next += contenders.length;
    for (const remark of metric.remarks) text.push(faint(`  ${remark}`));
  }
  text.push(
    faint(
      wrap(
        `Scenarios that share a letter are not told apart; p-values are adjusted after Holm over all ${tests} tests. ` +
          'Pairing: how many times as many runs would be needed without common random numbers.',
        WIDTH,
      ),
    ),
  );
  for (const remark of comparison.remarks) text.push(warn(wrap(`! ${remark}`, WIDTH, '  ')));
  text.push(`Report: ${bold(report)}`);
  return text.join('\n');
}

function rowsOf({ contenders, baseline, symbol }: Comparison, metric: MetricComparison): string[][] {
  const { factor } = unitOf(metric, symbol);
  return metric.ranking.map(({ name, letters }) => {
    const estimate = metric.estimates[contenders.findIndex((each) => each.name === name)]!;
    const difference = metric.differences.find(({ a, b }) => a === name && b === baseline);
    const mean = tell(estimate.mean === null ? null : estimate.mean * factor);
    const own = [`  ${name}`, letters, mean, tellInterval(estimate, factor)];
    if (difference === undefined) return [...own, '', '', '', '', ''];
    const [told, range, relative, p, , , pairing] = differenceCells(metric, difference, symbol);
    return [...own, told, range, relative, p, pairing];
  });
}
