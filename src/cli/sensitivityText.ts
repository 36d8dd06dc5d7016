/** What does a terminal show of a sensitivity analysis? The page's words, and a table of each metric. */
import { tell } from '../charts/numbers.ts';
import { sensitivityWords } from '../report/sensitivityWords.ts';
import type { Index, MetricSensitivity, Sensitivity } from '../results/sensitivity.ts';
import { columns, styles, wrap } from './terminal.ts';

const WIDTH = 100;

export function sensitivityText(sensitivity: Sensitivity, report: string): string {
  const { bold, faint } = styles(process.stdout);
  const lines = [bold(sensitivity.name)];
  if (sensitivity.question !== null) lines.push(wrap(sensitivity.question, WIDTH));
  for (const metric of sensitivity.metrics) {
    lines.push('', `${bold(metric.metric)}  ${faint(metric.words)}`);
    for (const sentence of sensitivityWords(sensitivity, metric)) lines.push(wrap(`- ${sentence}`, WIDTH, '  '));
    lines.push(...tableOf(sensitivity, metric).map((line) => `  ${line}`));
  }
  return [...lines, '', `Report: ${report}`].join('\n');
}

function tableOf({ factors }: Sensitivity, { findings }: MetricSensitivity): string[] {
  const number = (value: number | null): string => tell(value);
  const span = ({ low, high }: Index): string => (low === null || high === null ? '' : `${tell(low)} to ${tell(high)}`);
  if (findings.kind === 'morris') {
    const rows = findings.effects.map(({ mu, muStar, sigma }, i) => [
      factors[i]!.name,
      number(muStar.value),
      span(muStar),
      number(mu.value),
      number(sigma.value),
    ]);
    const { seed } = findings;
    if (seed !== null) rows.push(['the seed', number(seed.muStar), '', '', number(seed.sigma)]);
    return columns([['factor', 'mu*', '95 % interval', 'mu', 'sigma'], ...rows], [1, 2, 3, 4]);
  }
  const { first, total, seed } = findings;
  const rows = factors.map(({ name }, i) => [
    name,
    number(first[i]!.value),
    span(first[i]!),
    number(total[i]!.value),
    span(total[i]!),
  ]);
  if (seed !== null)
    rows.push([
      'the seed (of all)',
      number(seed.first.value),
      span(seed.first),
      number(seed.total.value),
      span(seed.total),
    ]);
  return columns([['factor', 'first', '95 % interval', 'total', '95 % interval'], ...rows], [1, 2, 3, 4]);
}
