/** What may a committed notebook hold, and when are its outputs no longer true? */

type Lines = string | string[];

interface Output {
  output_type: string;
  text?: Lines;
  data?: Record<string, unknown>;
  ename?: string;
  evalue?: string;
  name?: string;
}

interface Cell {
  cell_type: string;
  id: string;
  metadata: Record<string, unknown>;
  source: Lines;
  outputs?: Output[];
}

export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
}

const joined = (lines: Lines | undefined): string => (Array.isArray(lines) ? lines.join('') : (lines ?? ''));

/** As it is committed: without what a kernel says of itself (versions) and what another execution would change. */
export function committable(notebook: Notebook): Notebook {
  const kernelspec = { display_name: 'Deno', language: 'typescript', name: 'deno' };
  const language_info = { file_extension: '.ts', mimetype: 'text/x.typescript', name: 'typescript' };
  return {
    ...notebook,
    metadata: { kernelspec, language_info },
    cells: notebook.cells.map((cell) => ({ ...cell, metadata: {} })),
  };
}

/** Numbers with a fraction or a per cent: results. The level of an interval is none. */
const RESULT = /\d[.,]\d|\d\s?%/;

/** How a cell is told of whose output is lost. */
export const SHOWS_NOTHING = 'shows nothing';

/** A cell that ends so has something to show; a front end can lose it. */
const SHOWS = /^await (?:say|table|quote|chart|draw)\(/m;

/** Cells that failed, complained or lost what they show, outputs that name a place of this machine, prose that states a result itself. */
export function faults(notebook: Notebook, places: readonly string[]): string[] {
  return notebook.cells.flatMap(({ cell_type, id, source, outputs = [] }) => {
    const found: string[] = [];
    for (const { output_type, name, ename, evalue, text } of outputs) {
      if (output_type === 'error') found.push(`${id}: ${ename}: ${evalue}`);
      if (name === 'stderr') found.push(`${id} writes to stderr: ${joined(text)}`);
    }
    if (SHOWS.test(joined(source)) && outputs.length === 0) found.push(`${id} ${SHOWS_NOTHING}`);
    const shown = JSON.stringify(outputs);
    for (const place of places) if (shown.includes(place)) found.push(`${id} names ${place}`);
    const said = RESULT.exec(joined(source).replaceAll('95 %', ''));
    if (cell_type === 'markdown' && said !== null) found.push(`${id} states a number in prose: ${said[0]}`);
    return found;
  });
}

/** What a reader reads: drawings are left out, whose last digits may differ between processors. */
const words = (outputs: readonly Output[]): string =>
  outputs
    .map(({ text, data }) => joined(text ?? (data?.['text/markdown'] as Lines) ?? (data?.['text/plain'] as Lines)))
    .join('\n');

export function differences(committed: Notebook, executed: Notebook): string[] {
  return executed.cells.flatMap(({ id, outputs = [] }, i) => {
    const [is, was] = [words(outputs), words(committed.cells[i]?.outputs ?? [])];
    return is === was ? [] : [`${id} says another thing than what is committed (npm run notebooks:write): ${is}`];
  });
}
