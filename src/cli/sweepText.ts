/** What does `sweep` tell in a terminal? A line a point, as many as can be read, and where the rest is. */
import { tell } from '../charts/numbers.ts';
import { wideWords } from '../experiment/sweep/precision.ts';
import { columnsOf, type SweepResult } from '../experiment/sweep/sweep.ts';
import { columns, styles, wrap } from './terminal.ts';

const WIDTH = 100;
const POINTS = 40;

/** Lines for stdout. `report` is the path of report.html, as the user would type it. */
export function sweepText(result: SweepResult, report: string): string {
  const { bold, faint, warn } = styles(process.stdout);
  const { experiment, points, runs, fresh, failed, missing, units } = result;
  const about = columnsOf(experiment);
  const done = fresh < runs ? `${runs} runs, ${fresh} of them now` : `${runs} runs`;
  const text = [
    `${bold(experiment.name)}  ${faint(`${points.length} points (${experiment.design.rule}) · ${done} · seed ${experiment.seed}`)}`,
    ...(experiment.question === undefined ? [] : [wrap(experiment.question, WIDTH)]),
  ];
  const goals = points[0]?.meets !== null;
  const header = [
    ...about.map(([name]) => name),
    ...experiment.metrics.flatMap((metric) => [metric, '±']),
    'runs',
    ...(goals ? ['goals'] : []),
  ];
  const rows = points.slice(0, POINTS).map((summary) => [
    ...about.map(([, of]) => {
      const value = of(summary.point);
      return typeof value === 'number' ? tell(value, 6) : value;
    }),
    ...experiment.metrics.flatMap((metric) => {
      const { mean, ci95 } = summary.estimates[metric]!;
      return [mean === null ? '–' : tell(mean), ci95 === null ? '' : tell((ci95[1] - ci95[0]) / 2, 2)];
    }),
    summary.failed > 0 ? `${summary.runs - summary.failed} of ${summary.runs}` : String(summary.runs),
    ...(goals ? [summary.meets ? 'met' : ''] : []),
  ]);
  const right = header.flatMap((_, i) =>
    i >= about.length && i <= about.length + 2 * experiment.metrics.length ? [i] : [],
  );
  const [head, ...lines] = columns([header, ...rows], right);
  text.push(faint(head!), ...lines);
  if (points.length > rows.length)
    text.push(faint(`... and ${points.length - rows.length} more points in summary.csv`));
  const told = experiment.metrics.filter((metric) => !['', '1'].includes(units[metric]!));
  if (told.length > 0) text.push(faint(`Units: ${told.map((metric) => `${metric} in ${units[metric]}`).join(', ')}.`));
  text.push(faint('±: half of the 95 % interval over replications.'));
  if (failed > 0) text.push(warn(`! ${failed} of ${runs} runs failed and are in no number.`));
  const wide = wideWords(result);
  if (wide !== null) text.push(warn(wrap(`! ${wide}`, WIDTH)));
  if (missing > 0) text.push(warn(`! ${missing} runs are missing; the same command goes on.`));
  text.push(`Report: ${bold(report)}`);
  return text.join('\n');
}
