/** What does the page of a sensitivity analysis say? In words first which factors matter and which do not, then charts and tables. */
import { join } from 'node:path';
import { chartFiles } from '../charts/drawn.ts';
import { tell, tellShare } from '../charts/numbers.ts';
import { renderSensitivityCharts, type SensitivityChart } from '../charts/sensitivity.ts';
import type { Experiment } from '../experiment/file/load.ts';
import { EXPERIMENT_FORMAT } from '../experiment/sweep/sweepFiles.ts';
import { type Files, printJson, REPORT_FILE } from '../results/files.ts';
import {
  type Index,
  type MetricSensitivity,
  ofAll,
  SENSITIVITY_FOLDER,
  type Sensitivity,
  sensitivityFiles,
} from '../results/sensitivity.ts';
import { gitCommit, verisimVersion } from '../results/version.ts';
import { identify } from '../results/write.ts';
import { documentOf } from './document.ts';
import { publishBeside } from './experiment.ts';
import { html, Markup, type Part, table } from './markup.ts';
import { sensitivityWords } from './sensitivityWords.ts';

/** Writes everything but the runs into a folder of the experiment's directory, the manifest last; returns the path of the page. */
export async function publishSensitivity(
  directory: string,
  experiment: Experiment,
  sensitivity: Sensitivity,
): Promise<string> {
  const charts = await renderSensitivityCharts(sensitivity);
  const page = sensitivityPage(sensitivity, charts);
  const files: Files = new Map([...sensitivityFiles(sensitivity), ...chartFiles(charts), [REPORT_FILE, page]]);
  const { name, question, seed, method, points, replications, points_sha256 } = sensitivity;
  const manifest = {
    format: EXPERIMENT_FORMAT,
    kind: 'sensitivity',
    name,
    ...(question === null ? {} : { question }),
    seed,
    experiment_sha256: points_sha256,
    experiment: experiment.written,
    method,
    points,
    replications,
    verisim_version: verisimVersion(),
    environment: { git_commit: gitCommit(), node: process.version },
    files: identify(files),
  };
  return publishBeside(join(directory, SENSITIVITY_FOLDER), files, printJson(manifest));
}

/** One file that needs no network; the same bytes for the same analysis and charts. */
export function sensitivityPage(sensitivity: Sensitivity, charts: readonly SensitivityChart[]): string {
  const { name, question, metrics, leftOut } = sensitivity;
  return documentOf(
    name,
    html`<h1>${name}</h1>
<p class="faint">${subtitle(sensitivity)}</p>
${question === null ? '' : html`<p class="question">${question}</p>`}
<div class="answers">
${metrics.map(
  (metric) => html`<section>
<h3><a href="#${anchor(metric)}">${metric.metric}</a></h3>
<ul>${sensitivityWords(sensitivity, metric).map((sentence) => html`<li>${sentence}</li>`)}</ul>
</section>
`,
)}</div>
${
  leftOut.length === 0
    ? ''
    : html`<div class="warnings"><p>Nothing is said about</p>
<ul>${leftOut.map(({ metric, reason }) => html`<li><code>${metric}</code>: ${reason}</li>`)}</ul></div>`
}
<h2>What was varied</h2>
${table(
  ['Factor', 'Range'],
  sensitivity.factors.map((factor) => [factor.name, factor.range]),
  [],
)}
<p class="caption">${varied(sensitivity)}</p>
${metrics.map((metric) => section(sensitivity, metric, charts))}
<h2>How to read the numbers</h2>
${method(sensitivity)}
<footer class="faint">Made by Verisim ${verisimVersion()} from the files beside this page: sensitivity.json, indices.csv; the runs
themselves are in ../runs/.</footer>`,
  );
}

const anchor = ({ metric }: MetricSensitivity): string => metric.replaceAll(/[^A-Za-z0-9_-]+/g, '-');

function subtitle({ base, method, points, distinct, replications, seed }: Sensitivity): string {
  const how = 'sobol' in method ? 'Sobol’s indices' : 'Morris’s screening';
  const different = distinct === points ? '' : ` (${tell(distinct, 9)} different)`;
  const seeds = replications === 1 ? '1 seed' : `${replications} seeds`;
  return `${base} · ${how} · ${tell(points, 9)} points${different}, each under ${seeds} · master seed ${seed}`;
}

function varied({ method }: Sensitivity): string {
  const cut =
    'Choices are equally likely. What is said holds for these ranges: over a wider one a factor matters more.';
  return 'sobol' in method
    ? `Every factor is uniform on its range, on its scale, and independent of the others. ${cut}`
    : `Ranges are cut into ${method.morris.levels} places, both ends among them. ${cut}`;
}

function section(sensitivity: Sensitivity, metric: MetricSensitivity, charts: readonly SensitivityChart[]): Markup {
  const { words, unit, mean, least, greatest } = metric;
  const shown = charts.filter((chart) => chart.metric === metric.metric);
  const told = (value: number): string => (unit === 'share' ? tellShare(value) : tell(value));
  const plain = unit === 'share' || unit === '1' || unit === '' ? '' : ` ${unit}`;
  return html`<h2 id="${anchor(metric)}">${metric.metric}</h2>
<p>${words}: ${told(mean)}${plain} on average over all points, from ${told(least)} to ${told(greatest)}${plain}.</p>
${shown.map(
  ({ name, svg, reading }) => html`<figure id="${name}"><div class="scroll">${new Markup(svg)}</div>
<figcaption>${reading}</figcaption></figure>
`,
)}${numbers(sensitivity, metric)}`;
}

/** `12.3 % [10.1 to 14.0]` */
function toldShare({ value, low, high }: Index): string {
  if (value === null) return '–';
  return low === null || high === null
    ? tellShare(value)
    : `${tellShare(value)} [${tell(100 * low)} to ${tell(100 * high)}]`;
}

function toldNumber({ value, low, high }: Index): string {
  if (value === null) return '–';
  return low === null || high === null || low === high ? tell(value) : `${tell(value)} [${tell(low)} to ${tell(high)}]`;
}

function numbers({ factors }: Sensitivity, { findings }: MetricSensitivity): Part {
  if (findings.kind === 'morris') {
    const { effects, seed } = findings;
    return table(
      ['Factor', 'mu*', 'mu', 'sigma'],
      [
        ...effects.map(({ mu, muStar, sigma }, i): Part[] => [
          factors[i]!.name,
          toldNumber(muStar),
          toldNumber(mu),
          toldNumber(sigma),
        ]),
        ...(seed === null ? [] : [['Another seed', tell(seed.muStar), '–', tell(seed.sigma)]]),
      ],
      [1, 2, 3],
    );
  }
  const { first, total, second, seed } = findings;
  const ofEverything = (index: Index): string => {
    const share = ofAll(findings, index);
    return share === null ? '–' : tellShare(share);
  };
  return html`${table(
    ['Factor', 'Alone (first index)', 'In all (total index)', 'Alone, of all variance', 'In all, of all variance'],
    [
      ...factors.map(({ name }, i): Part[] => [
        name,
        toldShare(first[i]!),
        toldShare(total[i]!),
        ofEverything(first[i]!),
        ofEverything(total[i]!),
      ]),
      ...(seed === null ? [] : [['The seed', '–', '–', toldShare(seed.first), toldShare(seed.total)]]),
    ],
    [1, 2, 3, 4],
  )}
${
  second.length === 0
    ? ''
    : html`<details><summary>Pairs</summary>
${table(
  ['Factor', 'with', 'Together only (second index)'],
  [...second]
    .sort((a, b) => (b.index.value ?? 0) - (a.index.value ?? 0))
    .map(({ i, j, index }) => [factors[i]!.name, factors[j]!.name, toldShare(index)]),
  [2],
)}</details>`
}`;
}

function method({ method: by, replications, resamples }: Sensitivity): Markup {
  const intervals = `Intervals hold 95 %: percentiles over ${tell(resamples, 9)} bootstrap resamples of the points${
    replications > 1
      ? ' and of the seeds, each drawn again for itself (Owen 2007: rather too wide than too narrow)'
      : ''
  }.`;
  if ('morris' in by)
    return html`<p>Morris (1991) moves one factor at a time along ${by.morris.trajectories} random paths. An elementary effect is what the move
changes, over the length of the move as a share of the range: how much the whole range would change if the effect were the same
everywhere; for a choice it is the change by taking another. mu* is the mean of their sizes (Campolongo et al. 2007), mu their mean with
sign, sigma their standard deviation: 0 where a factor acts along a straight line and alone. Every point is run under the same seeds, so that
luck common to two points cancels. ${replications > 1 ? 'The row of the seed says what another seed changes at the same point. ' : ''}${intervals}</p>`;
  return html`<p>Sobol (1993) divides the variance of a metric, over the ranges of all factors, among them. The first index of a factor is
the share that knowing it alone would take away; the total index the share that would be left if all others were known, so that what it does
together with others counts for each of them; the second index of a pair what the two do only together. Points are Saltelli’s (2002) on
${by.sobol.base} scrambled Sobol points; first indices after Saltelli et al. (2010), total indices after Jansen (1999). A number slightly below 0 is
a 0 that was estimated.</p>
${
  replications > 1
    ? html`<p>Every point is run under the same ${replications} seeds. Indices are taken for each seed by itself, where the metric is a function
without chance, and averaged over seeds in proportion to the variance that each leaves (Hart, Alexanderian, Gremaud 2017). The seed itself
is one more factor: its first index is the variance of the seeds’ means over the variance of everything, its total index what would be left if
all factors were known, by the analysis of variance of points and seeds (Searle, Casella, McCulloch 1992); its interval takes seeds’ means as normal
and is wide for few seeds. “Of all variance” counts the seed among the factors.</p>`
    : html`<p>One seed: nothing is known of how much is luck.</p>`
}
<p>${intervals}</p>`;
}
