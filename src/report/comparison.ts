/** What does the page of a comparison say? Per metric who differs by how much, how sure that is, and what the shared luck was worth. */
import { join } from 'node:path';
import { chartFiles } from '../charts/drawn.ts';
import { type Forest, forestPlots, tellDifference, tellP, tellRange, unitOf } from '../charts/forest.ts';
import { tellInterval } from '../charts/metrics.ts';
import { tell, tellDuration } from '../charts/numbers.ts';
import { isTold, LEVEL } from '../experiment/comparison/compare.ts';
import {
  type Comparison,
  type ComparisonManifest,
  comparisonFiles,
  type Difference,
  type MetricComparison,
} from '../results/comparison.ts';
import { type Files, REPORT_FILE } from '../results/files.ts';
import { writeResult } from '../results/write.ts';
import { documentOf } from './document.ts';
import { html, Markup, type Part, table } from './markup.ts';

/** Changed values shown of each contender. */
const CHANGES = 40;

/**
 * Writes `directory`, `extra` files included; returns the path of the page. Until everything is made, what an earlier comparison
 * left there stays untouched. Throws ResultsError when the directory holds something else.
 */
export async function publishComparison(
  directory: string,
  comparison: Comparison,
  manifest: ComparisonManifest,
  extra: Files,
): Promise<string> {
  const forests = await forestPlots(comparison);
  const page = comparisonPage(comparison, manifest, forests);
  const files: Files = new Map([...comparisonFiles(comparison), ...extra, ...chartFiles(forests), [REPORT_FILE, page]]);
  await writeResult(directory, manifest, files);
  return join(directory, REPORT_FILE);
}

/** The whole page: one file that needs no network; the same bytes for the same comparison. */
export function comparisonPage(
  comparison: Comparison,
  manifest: ComparisonManifest,
  forests: readonly Forest[],
): string {
  const { name, contenders, metrics } = comparison;
  const questions = [...new Set(contenders.flatMap(({ question }) => question ?? []))];
  return documentOf(
    name,
    html`<h1>${contenders.map((each) => each.name).join(' · ')}</h1>
<p class="faint">${subtitle(comparison)}</p>
${questions.map((question) => html`<p class="question">${question}</p>`)}
${inShort(comparison)}
${remarks(comparison)}
${metrics.map((metric) => section(comparison, metric, forests))}
${changes(comparison)}
<h2>How to read this</h2>
${howToRead(comparison)}
${provenance(comparison, manifest)}
<footer class="faint">Made by Verisim ${manifest.verisim_version} from the files beside this page: comparison.json, comparison.csv
(differences), estimates.csv, runs.csv (every value of every run).</footer>`,
    'main { max-width: 1060px; } td.letters { font-weight: 600; } tr.baseline td { background: #f6f8fa; }',
  );
}

function subtitle({ baseline, contenders, replications, seed }: Comparison): string {
  const horizons = [...new Set(contenders.map(({ horizon }) => tellDuration(horizon)))];
  return [`baseline ${baseline}`, horizons.join(', '), `${replications} pairs of replications`, `seed ${seed}`].join(
    ' · ',
  );
}

/** The differences to the baseline in sentences: of the scenarios' own answers, or else all that were found. */
function inShort(comparison: Comparison): Part {
  const answers = comparison.metrics.filter(({ answers: each }) => each);
  const told = (answers.length > 0 ? answers : comparison.metrics).flatMap((metric) =>
    metric.differences
      .filter((each) => each.b === comparison.baseline && (answers.length > 0 || isTold(each)))
      .map((difference) => html`<li>${sentence(comparison, metric, difference)}</li>`),
  );
  const without = comparison.metrics.filter(({ differences }) => !differences.some(isTold)).map(({ metric }) => metric);
  const last = without.length === 0 ? '' : html`<li>No difference was found in: ${without.join(', ')}.</li>`;
  return html`<ul class="answer">${told}${answers.length > 0 ? '' : last}</ul>`;
}

function sentence({ symbol }: Comparison, metric: MetricComparison, difference: Difference): Part {
  const { a, b, mean, ci95, relative, p_adjusted, test } = difference;
  const words = answerWords(metric);
  const { factor, difference: unit } = unitOf(metric, symbol);
  const measured = (value: string): string =>
    [value, interval(ci95, factor), unit].filter((part) => part !== '').join(' ');
  const p = `p ${tellP(p_adjusted)}`;
  if (mean === null) return html`${words}: ${a} and ${b} cannot be compared.`;
  if (test === 'equal') return html`${words}: <strong>${a} and ${b} are the same in every pair</strong>.`;
  if (!isTold(difference))
    return html`${words}: <strong>${a} and ${b} are not told apart</strong> (${measured(tellDifference(mean, factor))}, ${p}).`;
  const share = relative === null || unit === 'percentage points' ? '' : ` (${tellDifference(relative, 100)}\u00a0%)`;
  return html`${words}: <strong>${a} is ${mean > 0 ? 'higher' : 'lower'} than ${b}</strong>, ${measured(tellDifference(mean, factor))}${share}, ${p}.`;
}

/** The words of a question's answer; of the catalogue's summary, the name says it shorter. */
const answerWords = ({ answers, words, metric }: MetricComparison): string => (answers ? words : metric);

const interval = (ci95: [number, number] | null, factor: number): string => {
  const told = tellRange(ci95, factor);
  return told === '' || told === '–' ? '' : `[${told}]`;
};

function remarks({ remarks: all }: Comparison): Part {
  if (all.length === 0) return '';
  return html`<div class="warnings"><p>Before you quote a number</p>
<ul>${all.map((remark) => html`<li>${remark}</li>`)}</ul></div>`;
}

function section(comparison: Comparison, metric: MetricComparison, forests: readonly Forest[]): Markup {
  const { symbol, contenders } = comparison;
  const { unit } = unitOf(metric, symbol);
  const forest = forests.find(({ metric: name }) => name === metric.metric);
  const others = metric.differences.filter(({ b }) => b !== comparison.baseline);
  return html`<h2 id="${metric.metric}">${metric.metric}</h2>
<p>${metric.words}${unit === '' ? '' : ` (${unit})`}</p>
${metric.remarks.map((remark) => html`<p class="caption">${remark}</p>`)}
${ranking(comparison, metric)}
${forest === undefined ? '' : html`<figure id="chart-${forest.name}"><div class="scroll">${new Markup(forest.svg)}</div><figcaption>${forest.reading}</figcaption></figure>`}
${
  others.length === 0
    ? ''
    : html`<details><summary>All ${metric.differences.length} pairs of ${contenders.length} scenarios</summary>
${table(
  ['Difference', ...DIFFERENCE_HEAD],
  metric.differences.map((each) => [`${each.a} − ${each.b}`, ...differenceCells(metric, each, symbol)]),
  [1, 2, 3, 4, 5, 6, 7],
)}</details>`
}`;
}

const DIFFERENCE_HEAD = ['95 % interval', '', 'p (Holm)', 'Effect g', 'Correlation', 'Pairing'];

/** The cells of a difference: its mean, then as DIFFERENCE_HEAD names them. */
export function differenceCells(metric: MetricComparison, difference: Difference, symbol: string) {
  const { factor } = unitOf(metric, symbol);
  const { mean, ci95, relative, p_adjusted, effect, correlation, gain, test } = difference;
  const range = tellRange(ci95, factor) || (test === 'equal' || test === 'sign' ? 'in all pairs' : '');
  const effects = effect === null ? '–' : `${tellDifference(effect.g)} [${tellRange(effect.ci95)}]`;
  return [
    tellDifference(mean, factor),
    range,
    relative === null ? '–' : `${tellDifference(relative, 100)}\u00a0%`,
    tellP(p_adjusted),
    effects,
    tell(correlation, 2),
    gain === null ? '–' : `×\u00a0${tell(gain, 2)}`,
  ] as const;
}

function ranking(comparison: Comparison, metric: MetricComparison): Markup {
  const { contenders, baseline, symbol } = comparison;
  const { factor } = unitOf(metric, symbol);
  const head = ['Scenario', '', 'Mean', 'To the baseline', ...DIFFERENCE_HEAD];
  const rows = metric.ranking.map(({ name, letters }) => {
    const estimate = metric.estimates[contenders.findIndex((each) => each.name === name)]!;
    const difference = metric.differences.find(({ a, b }) => a === name && b === baseline);
    const range = tellInterval(estimate, factor);
    const mean = `${tell(estimate.mean === null ? null : estimate.mean * factor)}${range === '' ? '' : ` [${range}]`}`;
    const cells =
      difference === undefined
        ? ['baseline', ...DIFFERENCE_HEAD.map(() => '')]
        : differenceCells(metric, difference, symbol);
    return { base: name === baseline, name, letters, cells: [mean, ...cells] };
  });
  return html`<div class="scroll"><table>
<thead><tr>${head.map((cell, i) => html`<th${new Markup(i >= 2 ? ' class="number"' : '')}>${cell}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ({ base, name, letters, cells }) =>
    html`<tr${new Markup(base ? ' class="baseline"' : '')}><td>${name}</td><td class="letters">${letters}</td>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>
`,
)}</tbody></table></div>`;
}

function changes({ changes: all, baseline, contenders }: Comparison): Markup {
  const others = contenders.filter(({ name }) => name !== baseline);
  const shown = others.flatMap(({ name }) => {
    const own = all.filter((change) => change.name === name);
    const more = own.length - CHANGES;
    return [
      ...own.slice(0, CHANGES).map((change) => [name, html`<code>${change.path}</code>`, change.baseline, change.here]),
      ...(more > 0 ? [[name, `and ${more} more values: see the scenarios in manifest.json`, '', '']] : []),
      ...(own.length === 0 ? [[name, 'nothing but its name', '', '']] : []),
    ];
  });
  return html`<h2>In what do the scenarios differ?</h2>
${table(['Scenario', 'Where', `In ${baseline}`, 'Here'], shown, [])}
<p class="caption">The scenarios as they were run, defaults filled in, durations in seconds, tokens in base units.</p>`;
}

function howToRead({ tests, contenders, metrics, replications }: Comparison): Markup {
  const pairs = (contenders.length * (contenders.length - 1)) / 2;
  return html`<ul>
<li><strong>Pairs.</strong> Replication r of every scenario draws the same random numbers, from seed/r. What differs between
two runs of a pair comes from the scenarios; luck that they share is gone from the difference. “Pairing × 4” means that without it
four times as many replications would give as narrow an interval (variances of both over the variance of the difference); below × 1
it did harm. “Correlation” is that of the pairs’ values.</li>
<li><strong>Intervals</strong> are 95 % Student t intervals of the mean paired difference over ${replications} pairs, each by itself; of ratios of
two totals, by the jackknife over pairs. Shares of which one side saw no event, or nothing else, keep what Clopper and Pearson leave open
(square-and-add rule), as if the trials of a run were independent.</li>
<li><strong>p (Holm)</strong> is the two-sided p-value of no difference, adjusted after Holm over all ${tests} tests of this page: ${metrics.length} ${metrics.length === 1 ? 'metric' : 'metrics'} times
${pairs} ${pairs === 1 ? 'pair' : 'pairs'} of scenarios, those aside that could not be tested. The probability of even one false difference on the page is
at most ${LEVEL * 100} %. A difference that is the same in every pair has no t: its p is that of the sign test, 2^(1 − n).</li>
<li><strong>Letters.</strong> Scenarios are ranked from the greatest value to the least, which need not be the best. Two that share a letter have not been told apart; that does not
make them equal: the interval says how far apart they may be.</li>
<li><strong>Effect g</strong> is the mean difference over the standard deviation of the differences (Cohen’s d for pairs, with Hedges’
correction), with its 95 % interval: how regularly the difference shows from run to run, not how much it matters.</li>
</ul>`;
}

function provenance({ seed }: Comparison, manifest: ComparisonManifest): Markup {
  const rows: [string, Part][] = [
    ['Verisim', manifest.verisim_version],
    ['Seed', `${seed}; replication r of each draws from ${seed}/r`],
    ...manifest.contenders.map(({ name, scenario_sha256 }): [string, Part] => [
      name,
      html`<span class="mono">SHA-256 ${scenario_sha256}</span>`,
    ]),
    [
      'Reproducible',
      manifest.reproducible === 'everywhere'
        ? 'everywhere: the same scenarios and seed give the same bytes on any machine'
        : 'on machines of this class: part of the answers was measured here',
    ],
  ];
  return html`<h2>Where this comes from</h2>
${table(['', ''], rows, [])}
<p class="caption">The scenarios as they were run, fingerprints of every run and the hash of every file are in manifest.json.</p>`;
}
