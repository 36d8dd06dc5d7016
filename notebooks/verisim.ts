/**
 * What do the notebooks share? Running Verisim, reading what it wrote, and showing it.
 *
 * Simulations run on Node, as everywhere else: Deno's Math differs from Node's in last bits, and results are to be the same
 * wherever they are made. What is done here is reading and arithmetic over finished results.
 */
import { parse } from 'csv-parse/sync';
import type { TopLevelSpec } from 'vega-lite';
import { renderSvg } from '../dist/charts/render.js';
import { config } from '../dist/charts/theme.js';

/** An estimate as results/ has it: mean and 95 % interval over n replications. */
export interface Estimate {
  mean: number | null;
  ci95: [number, number] | null;
  n: number;
  unit: string;
}

/** A row of a CSV file: text as text, numbers as numbers, nothing as null. */
export type Row = Record<string, string | number | null>;

const text = new TextDecoder();

/** Runs the command line and returns what --json prints. Throws what it complained of. */
// biome-ignore lint/suspicious/noExplicitAny: what a command prints is its own
export async function verisim(...args: string[]): Promise<any> {
  const command = ['../dist/cli/main.js', ...args, '--json', '--quiet'];
  const { code, stdout, stderr } = await new Deno.Command('node', { args: command }).output();
  if (code !== 0) throw new Error(`verisim ${args.join(' ')} ended with ${code}: ${text.decode(stderr)}`);
  return JSON.parse(text.decode(stdout));
}

export function readCsv(path: string): Row[] {
  return parse(Deno.readTextFileSync(path), {
    columns: true,
    cast: (value, { header }) =>
      header ? value : value === '' ? null : Number.isNaN(Number(value)) ? value : Number(value),
  });
}

/** A number as a reader wants it: three digits, `-` for none. */
export const told = (value: number | null | undefined): string =>
  value === null || value === undefined
    ? '-'
    : Math.abs(value) >= 1000
      ? value.toLocaleString('en', { maximumFractionDigits: 0 })
      : String(Number(value.toPrecision(3)));

/** A mean and its interval. */
export const interval = ({ mean, ci95 }: Pick<Estimate, 'mean' | 'ci95'>): string =>
  ci95 === null ? told(mean) : `${told(mean)} [${told(ci95[0])}, ${told(ci95[1])}]`;

/** Shares as per cent. */
export const percent = ({ mean, ci95 }: Pick<Estimate, 'mean' | 'ci95'>): string => {
  const of = (value: number | null): number | null => (value === null ? null : 100 * value);
  return `${interval({ mean: of(mean), ci95: ci95 === null ? null : [of(ci95[0])!, of(ci95[1])!] })} %`;
};

/**
 * Shows what a cell has to show. Sent and awaited, not returned: what a cell returns is sent after it has ended, too late for a
 * front end that has stopped listening to it.
 */
async function show(data: Record<string, unknown>): Promise<void> {
  await Deno.jupyter.broadcast('display_data', { data, metadata: {}, transient: {} });
}

/** Sentences with numbers in them, as Markdown. */
export const say = (...lines: string[]): Promise<void> =>
  show({ 'text/markdown': lines.join('\n\n'), 'text/plain': lines.join('\n') });

/** A file as it is. */
export const quote = (path: string): Promise<void> => say(`\`\`\`yaml\n${Deno.readTextFileSync(path)}\`\`\``);

/** A table; numbers stand as they are given. */
export function table(head: string[], rows: (string | number)[][]): Promise<void> {
  const line = (cells: (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return say([line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n'));
}

/** A Vega-Lite spec twice: for front ends that draw it themselves, and as SVG for those that do not (GitHub). */
export async function draw(spec: TopLevelSpec, name: string): Promise<void> {
  await picture(spec, await renderSvg(spec, name), name);
}

/** A chart that a command wrote: `<results>/charts/<name>.vl.json` and `.svg`. */
export function chart(results: string, name: string): Promise<void> {
  const file = `${results}/charts/${name}`;
  return picture(JSON.parse(Deno.readTextFileSync(`${file}.vl.json`)), Deno.readTextFileSync(`${file}.svg`), name);
}

function picture(spec: TopLevelSpec, svg: string, name: string): Promise<void> {
  const $schema = 'https://vega.github.io/schema/vega-lite/v5.json';
  return show({
    'application/vnd.vegalite.v5+json': { ...spec, $schema, config },
    'image/svg+xml': svg,
    'text/plain': `chart ${name}`,
  });
}
