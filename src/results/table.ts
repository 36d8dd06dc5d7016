/** How does a list of rows stand in a CSV file? One list of columns says it for writing and for reading back. */
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { ResultsError } from './error.ts';

/** `number?` may be empty: null. */
export type ColumnType = 'text' | 'number' | 'number?';
export type Columns<Row> = { [Key in keyof Row & string]: ColumnType };

/** CSV text with a header, line feeds, numbers as the shortest text that reads back to the same double. */
export function printTable<Row extends object>(columns: Columns<Row>, rows: readonly Row[]): string {
  const names = Object.keys(columns) as (keyof Row & string)[];
  return printRows(
    names,
    rows.map((row) => names.map((name) => row[name])),
  );
}

/** The same of cells in the order of the header, for tables whose columns are known by their content only; `true` and `false` in words. */
export function printRows(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return stringify(rows as unknown[][], {
    header: true,
    columns: [...header],
    record_delimiter: 'unix',
    cast: { boolean: String },
  });
}

/** Rows of `printTable`'s text. Throws ResultsError naming `source` on a missing column or an unreadable number. */
export function readTable<Row extends object>(columns: Columns<Row>, text: string, source: string): Row[] {
  let records: Record<string, string>[];
  try {
    records = parse(text, { columns: true, skip_empty_lines: true }) as Record<string, string>[];
  } catch (error) {
    throw new ResultsError(`${source}: not CSV: ${(error as Error).message}`, { cause: error });
  }
  const names = Object.keys(columns) as (keyof Row & string)[];
  return records.map((record, i) => {
    const row: Record<string, unknown> = {};
    for (const name of names) row[name] = readCell(record[name], columns[name], `${source}, row ${i + 1}, ${name}`);
    return row as Row;
  });
}

function readCell(text: string | undefined, type: ColumnType, where: string): string | number | null {
  if (text === undefined) throw new ResultsError(`${where}: no such column`);
  if (type === 'text') return text;
  if (text === '' && type === 'number?') return null;
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) throw new ResultsError(`${where}: "${text}" is not a number`);
  return value;
}
