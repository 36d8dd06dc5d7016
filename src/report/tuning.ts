/**
 * What does the page of a tuning say? The rules that were found and whether they keep what was asked, the compromises, what they change
 * against the baseline with the intervals of paired runs, and how far the search may be believed.
 */
import { join } from 'node:path';
import { chartFiles, type Drawn } from '../charts/drawn.ts';
import { tell } from '../charts/numbers.ts';
import { renderTuningCharts } from '../charts/tuning.ts';
import { LEVEL } from '../charts/tuningCompared.ts';
import { tellEstimate, titleOf } from '../charts/tuningScale.ts';
import type { Experiment } from '../experiment/file/load.ts';
import { EXPERIMENT_FORMAT } from '../experiment/sweep/sweepFiles.ts';
import { TUNE_FOLDER, WINNER_FILE } from '../experiment/tune/files.ts';
import type { Finalist } from '../experiment/tune/finalists.ts';
import { inWords, metricsOf, type Standing } from '../experiment/tune/goals.ts';
import type { TuningRun } from '../experiment/tune/run.ts';
import type { Tuning } from '../experiment/tune/tune.ts';
import { type Files, printJson, REPORT_FILE } from '../results/files.ts';
import { gitCommit, verisimVersion } from '../results/version.ts';
import { identify } from '../results/write.ts';
import { documentOf } from './document.ts';
import { publishBeside } from './experiment.ts';
import { breakable, html, Markup, type Part, table } from './markup.ts';

/** Writes everything but the runs into a folder of the experiment's directory, the manifest last; returns the path of the page. */
export async function publishTuning(directory: string, experiment: Experiment, run: TuningRun): Promise<string> {
  const { tuning } = run;
  const charts = await renderTuningCharts(tuning);
  const files: Files = new Map([...run.files, ...chartFiles(charts), [REPORT_FILE, tuningPage(tuning, charts)]]);
  const manifest = {
    format: EXPERIMENT_FORMAT,
    kind: 'tune',
    name: tuning.name,
    ...(tuning.question === '' ? {} : { question: tuning.question }),
    seed: tuning.seed,
    experiment: experiment.written,
    base: experiment.bases[0]!.scenario.name,
    factors: tuning.factors,
    runs: tuning.runs,
    verisim_version: verisimVersion(),
    environment: { git_commit: gitCommit(), node: process.version },
    files: identify(files),
  };
  return publishBeside(join(directory, TUNE_FOLDER), files, printJson(manifest));
}

const KEPT: Record<Standing, string> = {
  surely: 'kept, whole intervals',
  'in the mean': 'kept by the mean',
  not: 'broken',
};

export function tuningPage(tuning: Tuning, charts: readonly Drawn[]): string {
  const { search, runs, method, seed } = tuning;
  const subtitle = [
    method,
    `${tuning.factors.length} factors`,
    `${search.candidates.length} candidates in ${search.generations.length} generations`,
    `${runs} runs`,
    `seed ${seed}`,
    `Verisim ${verisimVersion()}`,
  ].join(' · ');
  return documentOf(
    tuning.name,
    html`<h1>${tuning.name}</h1>
<p class="faint">${subtitle}</p>
${tuning.question === '' ? '' : html`<p class="question">${tuning.question}</p>`}
${answer(tuning)}
${warnings(tuning)}
${rules(tuning)}
${difference(tuning)}
${figures(charts, ['compared'])}
<h2>Which compromises are there?</h2>
${figures(
  charts,
  charts.map(({ name }) => name).filter((name) => name.startsWith('front')),
)}
${finalistTable(tuning)}
<h2>How far may the search be believed?</h2>
<p>Every candidate was run on the same ${tuning.replications} seeds, so that none was luckier than another; but the best of many have been lucky with these
seeds. The finalists were run again on ${tuning.freshReplications} seeds that the search had not seen, and only those count: what was believed beyond them is
optimism.</p>
${figures(charts, ['belief', 'progress'])}
${optimism(tuning)}
<h2>How to read this</h2>
${howToRead(tuning)}
<footer class="faint">Replication r of every candidate draws from the seed ${seed}/r. Every run with all its metrics is in ../runs/ (Parquet), every candidate in
history.csv, the finalists in pareto.csv, all of it in tuning.json.</footer>`,
    'tr.leader td { background: #fdf1ea; } tr.baseline td { background: #f6f8fa; }',
  );
}

function leaderOf({ finalists, leader }: Tuning): Finalist | undefined {
  return finalists.find(({ candidate }) => candidate.number === leader);
}

function answer(tuning: Tuning): Part {
  const led = leaderOf(tuning);
  if (led === undefined) return '';
  const { goals, baseline, compared } = tuning;
  const [first] = goals.objectives;
  const { metric } = first!;
  const found =
    tuning.winner === null
      ? html`<strong>Nothing that was tried keeps the constraints on fresh seeds.</strong> Nearest comes candidate ${led.candidate.number}: ${led.fresh.breaches.join('; ')}.`
      : html`<strong>Candidate ${tuning.winner} keeps the constraints</strong> on ${tuning.freshReplications} fresh seeds (${led.standing === 'surely' ? 'with the whole of every interval' : 'by its means; an interval reaches over a bound'}),
with ${metric} ${tellEstimate(led.fresh.estimates[metric]!)}.`;
  const before =
    baseline.standing === 'not'
      ? html`The baseline does not: ${baseline.fresh.breaches.join('; ')}.`
      : html`The baseline keeps them too (${KEPT[baseline.standing]}), with ${metric} ${tellEstimate(baseline.fresh.estimates[metric]!)}.`;
  const told = compared.filter(({ difference }) => difference !== null && difference.p_adjusted < LEVEL);
  return html`<ul class="answer"><li>${found}</li><li>${before}</li>
${told.map(
  ({ metric: name, difference, baseline: base }) =>
    html`<li>${name} is ${difference!.mean > 0 ? 'higher' : 'lower'} than under the baseline by ${tellShift(difference!, base.mean)}.</li>`,
)}</ul>`;
}

/** How far apart two means are, whichever is the greater. */
function tellShift(
  { mean, ci95: [low, high] }: { mean: number; ci95: readonly [number, number] },
  base: number | null,
): string {
  const [least, most] = mean > 0 ? [low, high] : [-high, -low];
  const share = base ? ` (${tell((100 * Math.abs(mean)) / Math.abs(base))} %)` : '';
  return `${tell(Math.abs(mean))} [${tell(least)}, ${tell(most)}]${share}`;
}

function warnings({ search, baseline, finalists }: Tuning): Part {
  const failing = search.candidates.filter(({ verdict }) =>
    verdict.breaches.some((words) => /runs failed|cannot be run/.test(words)),
  );
  const blind = search.candidates.filter(({ verdict }) =>
    verdict.breaches.some((words) => words.endsWith('is undefined')),
  );
  const examples = (all: typeof failing): string => all[0]!.verdict.breaches[0]!;
  const lines = [
    ...(failing.length > 0
      ? [
          `${failing.length} candidates had runs that failed, which counts as breaking the constraints: ${examples(failing)}.`,
        ]
      : []),
    ...(blind.length > 0
      ? [
          `Of ${blind.length} candidates a metric of the goals is undefined, which counts as breaking the constraints: ${examples(blind)}.`,
        ]
      : []),
    ...(search.ended === null ? [] : [`The search ended early: ${search.ended}.`]),
    ...(finalists.some(({ standing }) => standing === 'in the mean') &&
    !finalists.some(({ standing }) => standing === 'surely')
      ? ['No finalist keeps every bound with its whole interval: more fresh_replications would tell.']
      : []),
    ...(baseline.fresh.breaches.some((words) => words.includes('failed')) ? ['Runs of the baseline failed.'] : []),
  ];
  if (lines.length === 0) return '';
  return html`<div class="warnings"><p>Before you quote a number</p><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></div>`;
}

function tellValue(tuning: Tuning, finalist: Finalist, i: number): string {
  const value = finalist.candidate.values[i]!;
  const { unit } = tuning.factors[i]!;
  return `${typeof value === 'number' ? tell(value, 4) : value}${unit === '' ? '' : ` ${unit}`}`;
}

function rules(tuning: Tuning): Part {
  const led = leaderOf(tuning);
  if (led === undefined) return '';
  const rows = tuning.factors.map(({ name }, i) => [name, tellValue(tuning, led, i)]);
  const settings = Object.entries(led.candidate.settings).map(([path, value]) => `${path}: ${JSON.stringify(value)}`);
  return html`<h2>The rules that were found</h2>
${table(['Factor', `Candidate ${led.candidate.number}`], rows, [])}
<details><summary>As they are set</summary><p class="mono">${settings.map((line) => html`${line}<br>`)}</p></details>
${tuning.winner === null ? '' : html`<p class="caption">As a scenario fragment: <a href="${WINNER_FILE}">${WINNER_FILE}</a>; extends: [a scenario, ${WINNER_FILE}]. With the base: <a href="tuned.yaml">tuned.yaml</a>.</p>`}`;
}

function difference(tuning: Tuning): Markup {
  const { compared, goals, freshReplications } = tuning;
  const rows = compared.map(({ metric, baseline, tuned, difference }) => {
    const bounds = goals.constraints.filter((constraint) => constraint.metric === metric).map(inWords);
    const objective = goals.objectives.find((each) => each.metric === metric);
    const goal = [...(objective ? [objective.direction] : []), ...bounds].join(', ');
    return [
      titleOf(tuning, metric),
      goal,
      tellEstimate(baseline),
      tellEstimate(tuned),
      difference === null ? '–' : `${tell(difference.mean)} [${tell(difference.ci95[0])}, ${tell(difference.ci95[1])}]`,
      difference === null ? '–' : difference.p_adjusted < 0.001 ? '< 0.001' : tell(difference.p_adjusted, 2),
    ];
  });
  return html`<h2>What do they change?</h2>
${table(['Metric', 'Goal', 'Baseline', 'Tuned', 'Tuned − baseline', 'p (Holm)'], rows, [2, 3, 4, 5])}
<p class="caption">Means with 95 % intervals over ${freshReplications} fresh replications; differences over pairs of runs with the same luck, p-values adjusted after
Holm over all rows.</p>`;
}

function figures(charts: readonly Drawn[], names: readonly string[]): Markup[] {
  return names.flatMap((name) => {
    const chart = charts.find((each) => each.name === name);
    if (chart === undefined) return [];
    return [
      html`<figure id="chart-${name}"><div class="scroll">${new Markup(chart.svg)}</div><figcaption>${chart.reading}</figcaption></figure>
`,
    ];
  });
}

function finalistTable(tuning: Tuning): Markup {
  const { factors, goals, finalists, baseline, leader } = tuning;
  const metrics = metricsOf(goals);
  const head = ['', ...factors.map(({ name }) => name), ...metrics, 'Constraints'];
  const number = (i: number) =>
    new Markup(i > factors.length && i <= factors.length + metrics.length ? ' class="number"' : '');
  const row = (kind: string, cells: readonly Part[]) =>
    html`<tr${new Markup(kind === '' ? '' : ` class="${kind}"`)}>${cells.map((cell, i) => html`<td${number(i)}>${cell}</td>`)}</tr>
`;
  return html`<div class="scroll"><table>
<thead><tr>${head.map((cell, i) => html`<th${number(i)}>${breakable(cell)}</th>`)}</tr></thead>
<tbody>
${finalists.map((finalist) =>
  row(finalist.candidate.number === leader ? 'leader' : '', [
    String(finalist.candidate.number),
    ...factors.map((_, i) => tellValue(tuning, finalist, i)),
    ...metrics.map((metric) => stacked(finalist.fresh.estimates[metric]!)),
    KEPT[finalist.standing],
  ]),
)}${row('baseline', ['baseline', ...factors.map(() => '–'), ...metrics.map((metric) => stacked(baseline.fresh.estimates[metric]!)), KEPT[baseline.standing]])}</tbody></table></div>
<p class="caption">Finalists on ${tuning.freshReplications} fresh seeds, by the first goal; shaded: the one that leads. Means with 95 % intervals.</p>`;
}

/** A mean above its interval: many of them fit beside each other. */
function stacked(estimate: Parameters<typeof tellEstimate>[0]): Part {
  const [mean, ...interval] = tellEstimate(estimate).split(' [');
  return interval.length === 0 ? mean! : html`${mean!}<br><span class="faint">[${interval.join(' [')}</span>`;
}

function optimism(tuning: Tuning): Markup {
  const metrics = metricsOf(tuning.goals);
  const rows = tuning.finalists.map(({ candidate, optimism }) => [
    candidate.number,
    ...metrics.map((metric) => {
      const found = optimism[metric];
      if (!found) return '–';
      return Number.isFinite(found.low)
        ? `${tell(found.mean)} [${tell(found.low)}, ${tell(found.high)}]`
        : tell(found.mean);
    }),
  ]);
  return html`<details><summary>Search minus fresh, of each finalist</summary>
${table(
  ['Candidate', ...metrics],
  rows,
  metrics.map((_, i) => i + 1),
)}
<p class="caption">With 95 % intervals after Welch: the two stand on different seeds.</p></details>`;
}

function howToRead({ goals, method }: Tuning): Markup {
  const words = goals.constraints.map((constraint) => `${constraint.metric} ${inWords(constraint)}`);
  return html`<ul>
<li><strong>Goals.</strong> ${goals.objectives.map(({ metric, direction }) => `${direction} ${metric}`).join('; ')}${words.length === 0 ? '' : `; subject to ${words.join(', ')}`}. A candidate whose
runs fail, or of which such a metric is undefined, breaks the constraints, worse than any measured number does.</li>
<li><strong>The leader</strong> is chosen by fresh seeds alone: of the finalists that keep the constraints with whole intervals (else by means, else of all) the
best in the first goal. That it was chosen among a few by the same fresh seeds leaves a little optimism; run ${WINNER_FILE} with another --seed for none.</li>
<li><strong>Front.</strong> No finalist is better than another in every goal as the search saw them; on fresh seeds some may be.</li>
<li><strong>Search.</strong> ${
    method === 'nsga2'
      ? 'NSGA-II (Deb et al. 2002), constrained domination, the last front pruned one by one (Kukkonen and Deb 2006) unless the file says otherwise.'
      : 'CMA-ES (Hansen, arXiv:1604.00772); candidates that break constraints rank behind all that keep them; bounds by a smooth mirror at the ends of the ranges.'
  } It knows the ranges of the factors and the numbers, nothing else.</li>
</ul>`;
}
