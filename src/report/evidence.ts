/** What does the page of evidence say? Per family what it shows, what was published, what was measured, and the verdict. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { type EvidenceChart, evidenceCharts } from '../charts/published.ts';
import type { Case } from '../check/case.ts';
import { type Evidence, type Family, numberText, paramsText } from '../check/evidence.ts';
import type { Outcome } from '../check/run.ts';
import { verisimVersion } from '../results/version.ts';
import { documentOf } from './document.ts';
import { html, Markup, table } from './markup.ts';

interface Told {
  readonly evidence: Evidence;
  readonly families: readonly { readonly family: Family; readonly charts: readonly EvidenceChart[] }[];
  /** YYYY-MM-DD. */
  readonly date: string;
}

export interface EvidenceFiles {
  readonly html?: string | undefined;
  /** Charts lie in a folder beside it, named like it. */
  readonly markdown?: string | undefined;
}

const TAGS: Record<string, string> = {
  R: 'read in the named repository',
  S: 'seen in an excerpt',
  M: 'from memory of the cited work',
  D: 'derived',
  V: 'confirmed by an independent simulation or solution',
  X: 'a published number reproduced independently',
};

const HOW =
  'A case builds a scenario, or drives the very rule that scenarios use, from the parameters, runs it and measures; it never sees ' +
  'the published value. Statistical rows are judged by Student’s t: a right result fails once in 16,000 times; a pilot fixes the ' +
  'length of the run, a fresh one gives the value, and a row that fails is run again with four times as much and another seed.';

const HEAD = ['Number', 'Parameters', 'Published', 'Allowed', 'Measured', 'Interval', 'n', 'Verdict'];
/** Columns of numbers, and that of the verdict. */
const NUMBERS = [2, 3, 4, 5, 6];
const VERDICT = 7;
/** Columns left out where none of a family's rows has anything in them. */
const OPTIONAL = [1, 3, 5, 6];

/** Writes what is asked for. */
export async function publishEvidence(evidence: Evidence, files: EvidenceFiles): Promise<void> {
  const families = [];
  for (const family of [...evidence.families.values()].sort((a, b) => (a.id < b.id ? -1 : 1)))
    families.push({ family, charts: await evidenceCharts(family) });
  const told: Told = { evidence, families, date: new Date().toISOString().slice(0, 10) };
  if (files.html !== undefined) {
    await mkdir(dirname(files.html), { recursive: true });
    await writeFile(files.html, evidencePage(told));
  }
  if (files.markdown !== undefined) {
    const folder = basename(files.markdown, extname(files.markdown));
    const beside = join(dirname(files.markdown), folder);
    await mkdir(beside, { recursive: true });
    for (const { charts } of families)
      for (const { name, svg } of charts) await writeFile(join(beside, `${name}.svg`), `${svg}\n`);
    await writeFile(files.markdown, evidenceMarkdown(told, folder));
  }
}

const subtitle = ({ evidence, date }: Told): string => `Verisim ${verisimVersion()} · ${date} · seed ${evidence.seed}`;

const familyLine = ({ rows, passed, failed }: Family): string =>
  `${passed} of ${rows} rows pass${failed > 0 ? `, ${failed} fail` : ''}`;

const sources = (of: Case): string =>
  of.sources.map(({ tag, text }) => `${tag.map((each) => `[${each}]`).join('')} ${text}`).join('; ');

/** How far from what was published a measured value may lie; of statistical rows its own interval says. */
function allowedText({ kind, abs, rel, lo, hi }: Outcome['row']): string {
  if (kind === 'stat') return '';
  if (kind === 'bound') return `${numberText(lo!)} to ${numberText(hi!)}`;
  const within = [
    ...(rel === undefined ? [] : [`${numberText(100 * rel)} %`]),
    ...(abs === undefined ? [] : [numberText(abs)]),
  ];
  return `± ${within.join(' or ')}`;
}

/** Rows of a family by label, in its order, and then by parameters: 2, 5, 10 and not 10, 2, 5. */
function inOrder({ of, outcomes }: Family): readonly Outcome[] {
  const labels = Object.keys(of?.labels ?? {});
  const compare = (a: unknown, b: unknown): number => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    const [x, y] = [JSON.stringify(a) ?? '', JSON.stringify(b) ?? ''];
    return x < y ? -1 : x > y ? 1 : 0;
  };
  return [...outcomes].sort((a, b) => {
    if (a.label !== b.label) return labels.indexOf(a.label) - labels.indexOf(b.label);
    for (const name of new Set([...Object.keys(a.params), ...Object.keys(b.params)])) {
      const order = compare(a.params[name], b.params[name]);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** Cells of a row, as HEAD names them. */
function cells({ label, params, row, value, half, observations, verdict }: Outcome): string[] {
  const published = numberText(row.expected);
  const interval = value === null || !half ? '' : `${numberText(value - half)} to ${numberText(value + half)}`;
  const n = value === null || !half ? '' : String(observations);
  const measured = value === null ? '' : numberText(value);
  return [label, paramsText(params), published, allowedText(row), measured, interval, n, verdict];
}

/** The columns of HEAD that a family fills, and its rows in them. */
function filled(family: Family): { columns: number[]; rows: string[][] } {
  const all = inOrder(family).map(cells);
  const columns = HEAD.map((_, i) => i).filter((i) => !OPTIONAL.includes(i) || all.some((row) => row[i] !== ''));
  return { columns, rows: all.map((row) => columns.map((i) => row[i]!)) };
}

/** What a reader must know of single rows. */
const remarks = (family: Family): string[] =>
  family.of
    ? inOrder(family).flatMap(({ label, params, reason }) =>
        reason === undefined ? [] : [`${label} ${paramsText(params)}: ${reason}`],
      )
    : [];

function leftOut(family: Family): string | undefined {
  const more = family.rows - family.outcomes.length;
  return more > 0 ? `and ${more} more rows` : undefined;
}

/** One file that needs no network. */
function evidencePage(told: Told): string {
  const { evidence, families } = told;
  const covered = families.filter(({ family }) => family.of);
  const missing = families.filter(({ family }) => !family.of);
  return documentOf(
    'Published results, reproduced',
    html`<h1>Published results, reproduced</h1>
<p class="faint">${subtitle(told)}</p>
<p class="question">${evidence.inWords}.</p>
${evidence.refusals === undefined ? '' : html`<p>${evidence.refusals}.</p>`}
<p>${HOW}</p>
${table(
  ['Family', '', 'Rows', 'Pass'],
  covered.map(({ family }) => [
    html`<a href="#${family.id}">${family.id}</a>`,
    family.of!.title,
    family.rows,
    family.passed,
  ]),
  [2, 3],
)}
${covered.map(({ family, charts }) => section(family, charts))}
${
  missing.length === 0
    ? ''
    : html`<h2>Not covered</h2>
${table(
  ['Family', 'Rows', 'Why'],
  missing.map(({ family }) => [family.id, family.rows, family.missing ?? '']),
  [1],
)}`
}
<footer class="faint">${tagsText()}</footer>`,
    'td.fail { color: #d55e00; font-weight: 600; }',
  );
}

function section(family: Family, charts: readonly EvidenceChart[]): Markup {
  const of = family.of!;
  const left = leftOut(family);
  const { columns, rows } = filled(family);
  return html`<h2 id="${family.id}">${family.id} · ${of.title}</h2>
<p>${of.shows} <strong>${familyLine(family)}.</strong></p>
<p class="caption">${of.method} Source: ${sources(of)}.</p>
<div class="scroll"><table>
<thead><tr>${columns.map((i) => html`<th${new Markup(NUMBERS.includes(i) ? ' class="number"' : '')}>${HEAD[i]!}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (row) => html`<tr>${row.map((cell, place) => {
    const i = columns[place]!;
    return html`<td class="${NUMBERS.includes(i) ? 'number' : i === VERDICT ? cell : ''}">${cell}</td>`;
  })}</tr>
`,
)}</tbody></table></div>
${left === undefined ? '' : html`<p class="caption">${left}</p>`}
${remarks(family).map((remark) => html`<p class="caption">${remark}</p>`)}
${charts.map(
  ({ svg, reading }) =>
    html`<figure><div class="scroll">${new Markup(svg)}</div><figcaption>${reading}</figcaption></figure>`,
)}`;
}

const tagsText = (): string =>
  `Sources: ${Object.entries(TAGS)
    .map(([tag, text]) => `[${tag}] ${text}`)
    .join(
      ', ',
    )}. Intervals leave out a right result once in 16,000 times, and a statistical row passes where its interval holds what was published, whose own error counts where it has one; n: batches or replications.`;

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');

function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): string {
  const line = (all: readonly string[]): string => `| ${all.map(escaped).join(' | ')} |`;
  return [
    line(head),
    `|${head.map((_, i) => (right.includes(i) ? '---:' : '---')).join('|')}|`,
    ...rows.map(line),
  ].join('\n');
}

function evidenceMarkdown(told: Told, folder: string): string {
  const { evidence, families } = told;
  const parts = [
    '# Published results, reproduced',
    `${subtitle(told)}. Made by \`verisim check --markdown\`.`,
    `${evidence.inWords}.`,
    ...(evidence.refusals === undefined ? [] : [`${evidence.refusals}.`]),
    HOW,
  ];
  for (const { family, charts } of families) {
    const { of } = family;
    if (!of) continue;
    parts.push(`## ${family.id}: ${of.title}`);
    parts.push(`${escaped(of.shows)} ${familyLine(family)}.`);
    parts.push(`${escaped(of.method)} Source: ${escaped(sources(of))}.`);
    const { columns, rows } = filled(family);
    const right = columns.flatMap((i, place) => (NUMBERS.includes(i) ? [place] : []));
    parts.push(
      markdownTable(
        columns.map((i) => HEAD[i]!),
        rows,
        right,
      ),
    );
    const left = leftOut(family);
    if (left !== undefined) parts.push(left);
    for (const remark of remarks(family)) parts.push(`- ${escaped(remark)}`);
    for (const { name, title, reading } of charts) parts.push(`![${title}](${folder}/${name}.svg)`, reading);
  }
  const missing = families.filter(({ family }) => !family.of);
  if (missing.length > 0) {
    parts.push('## Not covered');
    parts.push(
      markdownTable(
        ['Family', 'Rows', 'Why'],
        missing.map(({ family }) => [family.id, String(family.rows), family.missing ?? '']),
        [1],
      ),
    );
  }
  parts.push(tagsText());
  return `${parts.join('\n\n')}\n`;
}
