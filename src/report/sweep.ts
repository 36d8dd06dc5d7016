/** What does the page of a sweep say? The question, what each factor does, every point with its intervals, and where it comes from. */
import { chartFiles, type Drawn } from '../charts/drawn.ts';
import { tell } from '../charts/numbers.ts';
import { renderSweepCharts } from '../charts/sweep.ts';
import { wideWords } from '../experiment/sweep/precision.ts';
import type { PointSummary, SweepResult } from '../experiment/sweep/sweep.ts';
import { columnsOf } from '../experiment/sweep/sweep.ts';
import { sweepManifest, sweepTables } from '../experiment/sweep/sweepFiles.ts';
import { type Files, REPORT_FILE } from '../results/files.ts';
import { verisimVersion } from '../results/version.ts';
import { documentOf } from './document.ts';
import { publishBeside } from './experiment.ts';
import { html, Markup, type Part, table } from './markup.ts';

/** Points told in the page; summary.csv has all. */
const TOLD = 200;

/** Writes everything but the runs into the directory, the manifest last; returns the path of the report. */
export async function publishSweep(directory: string, result: SweepResult): Promise<string> {
  const charts = await renderSweepCharts(result);
  const page = sweepPage(result, charts);
  const files: Files = new Map([...sweepTables(result), ...chartFiles(charts), [REPORT_FILE, page]]);
  return publishBeside(directory, files, sweepManifest(result, files, 'sweep'));
}

export function sweepPage(result: SweepResult, charts: readonly Drawn[]): string {
  const { experiment, points, runs, failed, missing } = result;
  const subtitle = [
    `${experiment.factors.length} ${experiment.factors.length === 1 ? 'factor' : 'factors'}`,
    `${points.length} points (${experiment.design.rule})`,
    `${runs} runs`,
    `seed ${experiment.seed}`,
    `Verisim ${verisimVersion()}`,
  ].join(' · ');
  const wide = wideWords(result);
  const warnings = [
    ...(failed > 0 ? [`${failed} of ${runs} runs failed and are in no number: ${told(result)}`] : []),
    ...(wide === null ? [] : [wide]),
    ...(missing > 0 ? [`${missing} runs are missing: the sweep was stopped before it was done.`] : []),
  ];
  return documentOf(
    experiment.name,
    html`<h1>${experiment.name}</h1>
<p class="faint">${subtitle}</p>
${experiment.question === undefined ? '' : html`<p class="question">${experiment.question}</p>`}
${
  warnings.length === 0
    ? ''
    : html`<div class="warnings"><p>Before you quote a number</p><ul>${warnings.map((line) => html`<li>${line}</li>`)}</ul></div>`
}
${factorTable(result)}
<h2>Charts</h2>
${charts.map(
  ({ name, svg, reading }) => html`<figure id="${name}"><div class="scroll">${new Markup(svg)}</div>
<figcaption>${reading}</figcaption></figure>
`,
)}
${pointTable(result)}
<footer class="faint">Replication r of every point draws from the seed ${experiment.seed}/r: points differ by their values, not by their luck.
Every run with all its metrics is in runs/ (Parquet), every number of this page in summary.csv; verisim query reads both.</footer>`,
    'td.far { color: var(--faint); }',
  );
}

const told = ({ errors }: SweepResult): string =>
  errors
    .slice(0, 3)
    .map(({ error, runs }) => `${error} (${runs} ${runs === 1 ? 'run' : 'runs'})`)
    .join('; ');

function factorTable({ experiment, effects, units }: SweepResult): Markup {
  const rows = effects.flatMap(({ factor, metric, groups }): Part[][] => {
    const known = groups.filter(({ estimate }) => estimate.mean !== null);
    if (known.length < 2) return [];
    const least = known.reduce((low, group) => (group.estimate.mean! < low.estimate.mean! ? group : low));
    const most = known.reduce((high, group) => (group.estimate.mean! > high.estimate.mean! ? group : high));
    const at = ({ value, estimate }: (typeof known)[number]): string =>
      `${tell(estimate.mean!)} at ${typeof value === 'number' ? tell(value) : value}`;
    return [[factor, metric, at(least), at(most), units[metric]!]];
  });
  return html`<h2>What does each factor do?</h2>
${table(['Factor', 'Metric', 'Least', 'Greatest', 'Unit'], rows, [2, 3])}
<p class="caption">Each over all points that have the value, whatever the other factors are${effects.some(({ groups }) => groups.some(({ parted }) => parted)) ? '; of a factor with many values, over a part of its range' : ''}.
${experiment.factors.length > 1 ? 'Factors that act together show in the charts.' : ''}</p>`;
}

function pointTable(result: SweepResult): Markup {
  const { experiment, points } = result;
  const columns = columnsOf(experiment);
  const goals = points[0]?.meets !== null;
  const shown = points.slice(0, TOLD);
  const cell = ({ estimates }: PointSummary, metric: string): string => {
    const { mean, ci95 } = estimates[metric]!;
    if (mean === null) return '–';
    return ci95 === null ? tell(mean) : `${tell(mean)} [${tell(ci95[0])}, ${tell(ci95[1])}]`;
  };
  const rows = shown.map((summary) => [
    summary.point.number,
    ...columns.map(([, of]) => {
      const value = of(summary.point);
      return typeof value === 'number' ? tell(value, 6) : value;
    }),
    ...experiment.metrics.map((metric) => cell(summary, metric)),
    summary.failed > 0 ? `${summary.runs} (${summary.failed} failed)` : summary.runs,
    ...(goals ? [summary.meets ? 'yes' : 'no'] : []),
  ]);
  const first = 1 + columns.length;
  return html`<h2>Points</h2>
${table(['', ...columns.map(([name]) => name), ...experiment.metrics, 'Runs', ...(goals ? ['Goals'] : [])], rows, [
  0,
  ...experiment.metrics.map((_, i) => first + i),
  first + experiment.metrics.length,
])}
<p class="caption">Means with 95 % intervals over replications (Student t; of ratios, the jackknife).
${points.length > shown.length ? `The first ${shown.length} of ${points.length} points; summary.csv has all.` : ''}</p>`;
}
