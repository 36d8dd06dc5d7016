import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { committable, differences, faults, type Notebook } from './notebook.ts';

const folder = new URL('../../notebooks/', import.meta.url);
const committed = readdirSync(folder)
  .filter((name) => name.endsWith('.ipynb'))
  .map((name): [string, Notebook] => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8'))]);

const notebook = (source: string, outputs: object[] = []): Notebook =>
  ({
    metadata: {},
    cells: [
      { cell_type: 'markdown', id: 'a', metadata: {}, source },
      { cell_type: 'code', id: 'b', metadata: { execution: { started: 1 } }, source: '1.5', outputs },
    ],
  }) as Notebook;

describe('notebooks', () => {
  it.each(committed)('%s is committed with its outputs, without a failure or a place of the machine', (_, book) => {
    expect(faults(book, ['/tmp/', '/root/', '/home/', '/Users/'])).toEqual([]);
    expect(committable(book)).toEqual(book);
    for (const { cell_type, outputs } of book.cells) if (cell_type === 'code') expect(outputs).not.toEqual([]);
  });

  it.each(committed)('%s shows each picture as Vega-Lite and as SVG', (_, book) => {
    const drawn = book.cells.flatMap(({ outputs = [] }) =>
      outputs.filter(({ data }) => data?.['image/svg+xml'] !== undefined),
    );
    expect(drawn.length).toBeGreaterThan(2);
    for (const { data } of drawn) expect(Object.keys(data!)).toContain('application/vnd.vegalite.v5+json');
  });

  it('refuses a failing cell, a place of the machine, and a number in prose', () => {
    const failing = { output_type: 'error', ename: 'Error', evalue: 'no' };
    const placed = { output_type: 'stream', name: 'stdout', text: ['in /here/results'] };
    expect(faults(notebook('clients wait, with 95 % confidence'), [])).toEqual([]);
    expect(faults(notebook('clients wait 3.2 s', [failing, placed]), ['/here'])).toEqual([
      'a states a number in prose: 3.2',
      'b: Error: no',
      'b names /here',
    ]);
  });

  it('refuses a cell that shows nothing of what it has to show', () => {
    const silent = notebook('');
    silent.cells[1]!.source = ['const a = 1;\n', "await chart('results', 'latency');"];
    expect(faults(silent, [])).toEqual(['b shows nothing']);
  });

  it('finds an output that is no longer true, and leaves drawings alone', () => {
    const said = (text: string, svg: string) =>
      notebook('', [{ output_type: 'execute_result', data: { 'text/markdown': [text], 'image/svg+xml': svg } }]);
    expect(differences(said('3.2 s', '<a/>'), said('3.2 s', '<b/>'))).toEqual([]);
    expect(differences(said('3.2 s', '<a/>'), said('3.3 s', '<a/>'))).toHaveLength(1);
    expect(committable(said('3.2 s', '<a/>')).cells[1]!.metadata).toEqual({});
  });
});
