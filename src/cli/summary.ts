/** What does `run` tell in a terminal? The key figures by question, aligned, and where the report is. */
import { tellDuration } from '../charts/numbers.ts';
import { figuresOf } from '../report/figures.ts';
import { warningsOf } from '../report/warnings.ts';
import type { Result } from '../results/result.ts';
import { columns, styles, wrap } from './terminal.ts';

const WIDTH = 100;

/** Lines for stdout. `report` is the path of report.html, as the user would type it. */
export function summaryText(result: Result, report: string): string {
  const { bold, faint, warn } = styles(process.stdout);
  const { manifest, summary } = result;
  const { scenario } = manifest;
  const runs = summary.replications === 1 ? '1 replication' : `${summary.replications} replications`;
  const groups = figuresOf(result);
  const header = ['', 'mean', summary.replications > 1 ? '95 % interval' : '', 'unit'];
  const rows = groups.flatMap(({ figures }) =>
    figures.map(({ label, mean, interval, unit }) => [`  ${label}`, mean, interval, unit]),
  );
  const [head, ...lines] = columns([header, ...rows], [1, 2]);
  const text: string[] = [
    `${bold(manifest.name)}  ${faint(`${tellDuration(scenario.horizon)} simulated · ${runs} · seed ${manifest.seed}`)}`,
    ...(scenario.question === undefined ? [] : [wrap(scenario.question, WIDTH)]),
    faint(head!),
  ];
  let next = 0;
  for (const { question, figures } of groups) {
    text.push(bold(question), ...lines.slice(next, next + figures.length));
    next += figures.length;
  }
  for (const warning of warningsOf(result)) text.push(warn(wrap(`! ${warning}`, WIDTH, '  ')));
  text.push(`Report: ${bold(report)}`);
  return text.join('\n');
}
