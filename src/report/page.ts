/** What is in report.html? Question, answers, warnings, key figures, charts, assumptions, and where it all comes from. */

import type { RenderedChart } from '../charts/index.ts';
import { tell, tellDuration } from '../charts/numbers.ts';
import { isGenesis, tokenFlows } from '../charts/valueFlow.ts';
import type { Result } from '../results/result.ts';
import { adversaryLines } from './adversaries.ts';
import { answersOf } from './answers.ts';
import { assumptionsOf } from './assumptions.ts';
import { documentOf } from './document.ts';
import { answerOf, figuresOf, QUESTIONS, type ToldFigure, tellFigure } from './figures.ts';
import { html, Markup, type Part, table } from './markup.ts';
import { warningsOf } from './warnings.ts';

/** Flows told in the table; the matrix above it has all of them. */
const FLOWS = 20;

const BOUND =
  'Where none, or all, of the trials were events: the end of their 95 % interval after Clopper and Pearson, as "0 (< 4.7)".';

/** The whole page: one file that needs no network; the same bytes for the same result and charts. */
export function reportPage(result: Result, charts: readonly RenderedChart[]): string {
  const { manifest } = result;
  const { scenario } = manifest;
  return documentOf(
    manifest.name,
    html`<h1>${manifest.name}</h1>
<p class="faint">${subtitle(result)}</p>
${scenario.question === undefined ? '' : html`<p class="question">${scenario.question}</p>`}
${answer(result)}
${answers(result)}
${warnings(result)}
${keyFigures(result)}
${adversaries(result)}
${drawings(result, charts)}
${assumptions(result)}
${provenance(result)}
<footer class="faint">Made by Verisim ${manifest.verisim_version} from the files beside this page:
summary.json, timeseries.csv, entities.csv, ledger.csv, offences.csv, distances.csv.</footer>`,
  );
}

function subtitle(result: Result): string {
  const { manifest, summary } = result;
  const { scenario } = manifest;
  const count = (groups: readonly { count: number }[]) => groups.reduce((sum, group) => sum + group.count, 0);
  const parts = [
    `${tell(count(scenario.nodes), 9)} inference nodes`,
    ...(scenario.validators.length > 0 ? [`${tell(count(scenario.validators), 9)} validators`] : []),
    `${scenario.flows.length} ${scenario.flows.length === 1 ? 'flow' : 'flows'} of jobs`,
    tellDuration(scenario.horizon),
    summary.replications === 1 ? '1 replication' : `${summary.replications} replications`,
    `seed ${manifest.seed}`,
  ];
  return parts.join(' · ');
}

/** What the scenario itself calls the answer. */
function answer(result: Result): Part {
  const figures = answerOf(result);
  if (figures.length === 0) return '';
  return html`<ul class="answer">${figures.map(
    ({ label, mean, interval, unit }) =>
      html`<li>${label}: <strong>${mean}</strong>${interval === '' ? '' : ` [${interval}]`} ${unit}</li>`,
  )}</ul>`;
}

function answers(result: Result): Markup {
  const note =
    result.summary.replications > 1
      ? `In brackets: 95 % intervals of the mean over ${result.summary.replications} replications (Student t; of ratios, the jackknife). ${BOUND}`
      : `One replication: numbers without intervals. ${BOUND}`;
  return html`<div class="answers">
${answersOf(result).map(
  ({ question, sentences }) => html`<section>
<h3>${question}</h3>
<ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>
</section>
`,
)}</div>
<p class="caption">${note}</p>`;
}

function warnings(result: Result): Part {
  const all = warningsOf(result);
  if (all.length === 0) return '';
  return html`<div class="warnings"><p>Before you quote a number</p>
<ul>${all.map((warning) => html`<li>${warning}</li>`)}</ul></div>`;
}

function keyFigures(result: Result): Markup {
  const groups = figuresOf(result);
  const all = Object.entries(result.summary.metrics).map(([name, estimate]) => tellFigure(result, name, estimate));
  const cells = ({ mean, interval, n, unit }: ToldFigure) => [mean, interval || '–', n, unit];
  return html`<h2>Key figures</h2>
<div class="scroll"><table>
<thead><tr><th>Figure</th><th class="number">Mean</th><th class="number">95 % interval</th><th class="number">n</th><th>Unit</th></tr></thead>
<tbody>
${groups.map(
  ({ question, figures }) => html`<tr class="group"><td colspan="5">${question}</td></tr>
${figures.map((figure) => {
  const [mean, interval, n, unit] = cells(figure);
  return html`<tr><td>${figure.label}</td><td class="number">${mean!}</td><td class="number">${interval!}</td><td class="number">${n!}</td><td>${unit!}</td></tr>
`;
})}`,
)}</tbody></table></div>
<details><summary>All ${all.length} metrics</summary>
${table(
  ['Metric', 'Mean', '95 % interval', 'n', 'Unit'],
  all.map((figure) => [html`<code>${figure.label}</code>`, ...cells(figure)]),
  [1, 2, 3],
)}</details>`;
}

function adversaries(result: Result): Part {
  const lines = adversaryLines(result);
  if (lines.length === 0) return '';
  return html`<h2>What did adversaries gain?</h2>
${table(
  ['Adversary', 'Attack', 'Nodes held', 'Offences', 'Convictions', 'Net income of its nodes'],
  lines.map(({ name, attack, nodes, attempted, detected, ratio }) => [name, attack, nodes, attempted, detected, ratio]),
  [2, 3, 4, 5],
)}
<p class="caption">Means per replication. An offence is a fraudulent result handed in; a conviction is of one of these. Net income:
what a node of the adversary keeps (token income less slashed bond) as a multiple of what a node that nobody holds keeps, over
the whole run; above 1, the attack paid even before any compute that it saves is counted. A dash: nodes that nobody holds keep nothing.</p>`;
}

function drawings(result: Result, charts: readonly RenderedChart[]): Part {
  if (charts.length === 0) return '';
  const keys = Object.keys(QUESTIONS) as (keyof typeof QUESTIONS)[];
  return html`<h2>Charts</h2>
${keys.map((key) => {
  const shown = charts.filter((chart) => chart.question === key);
  if (shown.length === 0) return '';
  return html`<h3 class="chapter">${QUESTIONS[key]}</h3>
${shown.map(({ name, svg, reading }) => figure(name, svg, reading))}${key === 'value' ? flows(result) : ''}`;
})}`;
}

function figure(name: string, svg: string, reading: string): Markup {
  return html`<figure id="${name}"><div class="scroll">${new Markup(svg)}</div>
<figcaption>${reading}</figcaption></figure>
`;
}

function flows(result: Result): Part {
  const { symbol } = result.manifest.scenario.token;
  const all = tokenFlows(result).filter((flow) => !isGenesis(flow));
  if (all.length === 0) return '';
  const shown = all.slice(0, FLOWS);
  return html`<h4>Who paid whom, and why</h4>
${table(
  ['From', 'To', 'Reason', `${symbol}, mean per replication`],
  shown.map(({ from, to, reason, amount }) => [from, to, reason, tell(amount, 6)]),
  [3],
)}
<p class="caption">${
    all.length > shown.length ? `The ${shown.length} largest of ${all.length} flows. ` : ''
  }Endowments at the start are left out here; ledger.csv has every flow, to the last base unit.</p>`;
}

function assumptions(result: Result): Markup {
  let last = '';
  const rows = assumptionsOf(result.manifest.scenario).map(({ section, what, value }) => {
    const shown = section === last ? '' : section;
    last = section;
    return [shown, what, value];
  });
  return html`<h2>Assumptions</h2>
<p class="caption">The scenario as it was run, defaults filled in.</p>
${table(['Section', 'What', 'Value'], rows, [])}`;
}

function provenance(result: Result): Markup {
  const { manifest, summary } = result;
  const fingerprints = manifest.replications.map(
    ({ replication, fingerprint }) => `${replication}: ${fingerprint.toString(16).padStart(8, '0')}`,
  );
  const models = manifest.models.map((model) =>
    model.kind === 'stand-in'
      ? `${model.name}: no ONNX, a stand-in`
      : `${model.name}: ${model.behaviour}, SHA-256 ${model.sha256}`,
  );
  const { seconds, reached } = summary.warmup;
  const rows: [string, Part][] = [
    ['Verisim', manifest.verisim_version],
    ['Scenario', html`<span class="mono">SHA-256 ${manifest.scenario_sha256}</span>`],
    ['Seed', `${manifest.seed}; replication r draws from ${manifest.seed}/r`],
    ['Event fingerprints', html`<span class="mono">${fingerprints.join(', ')}</span>`],
    [
      'Reproducible',
      manifest.reproducible === 'everywhere'
        ? 'everywhere: the same scenario and seed give the same bytes on any machine'
        : 'on machines of this class: part of the answers was measured here',
    ],
    ['Models', html`<span class="mono">${models.join('; ')}</span>`],
    [
      'Warm-up',
      `${tellDuration(seconds)} cut off the start of steady metrics${reached ? '' : '; not reached in every replication'}`,
    ],
  ];
  return html`<h2>Where this comes from</h2>
${table(['', ''], rows, [])}
<p class="caption">Commit, Node version, wall-clock times and the hash of every file are in manifest.json.</p>`;
}
