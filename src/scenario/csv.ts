/** What numbers does a CSV file hold? Read whole, with the line of whatever is wrong in it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { CsvColumn, CsvTable } from '../language/csvTable.ts';
import { didYouMean, oneOf } from '../language/suggestion.ts';
import { parseTimestamp } from '../language/timestamp.ts';
import { WordError } from '../language/word.ts';

interface Sheet {
  path: string;
  sha256: string;
  header: string[];
  /** Each with the line of the file that it ends on. */
  records: { record: string[]; info: { lines: number } }[];
}

/** Header and records of a CSV file. Throws WordError when it cannot be read, is no CSV, or has no rows. */
function readSheet(path: string): Sheet {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new WordError(`names ${path}, which cannot be read`, `a CSV file (looked in ${dirname(path)})`);
  }
  let records: Sheet['records'];
  try {
    records = parse(bytes, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as Sheet['records'];
  } catch (fault) {
    throw new WordError(`names ${path}, which is no CSV: ${(fault as Error).message}`, 'a CSV file with a header line');
  }
  const [header, ...rest] = records;
  if (rest.length === 0) throw new WordError(`names ${path}, which has no rows`, 'at least one value');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path, sha256, header: header!.record, records: rest };
}

/** The numbers of one column. Throws WordError for a missing column, and for what is no number, with its line. */
function numbersOf({ path, header, records }: Sheet, column: string): number[] {
  const at = header.indexOf(column);
  if (at < 0)
    throw new WordError(`names ${path}, which has no column "${column}"${didYouMean(column, header)}`, oneOf(header));
  return records.map(({ record, info }) => {
    const cell = record[at]!;
    const value = cell === '' ? Number.NaN : Number(cell);
    if (!Number.isFinite(value))
      throw new WordError(`has "${cell}" in column ${column}, line ${info.lines} of ${path}`, 'a number');
    return value;
  });
}

/** What CSV files hold, each read once however often it is asked for: by the many points of an experiment, or by changes in mid-run. */
export interface CsvReader {
  /** One column of a file. */
  column(path: string, column: string): readonly number[];
  /** The declared columns of a file, checked against their declaration. */
  table(path: string, declared: Record<string, CsvColumn>): CsvTable;
}

/** Reads files as they are when they are first asked for. What cannot be read is tried again each time. */
export function openCsv(): CsvReader {
  const columns = new Map<string, number[]>();
  const tables = new Map<Record<string, CsvColumn>, Map<string, CsvTable>>();
  return {
    column: (path, column) => remembered(columns, `${column}\n${path}`, () => columnOf(path, column)),
    table(path, declared) {
      const known = remembered(tables, declared, () => new Map<string, CsvTable>());
      return remembered(known, path, () => tableOf(path, declared));
    },
  };
}

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

/** One column of a file. */
function columnOf(path: string, column: string): number[] {
  return numbersOf(readSheet(path), column);
}

/** The declared columns of a file, checked against their declaration. */
function tableOf(path: string, declared: Record<string, CsvColumn>): CsvTable {
  const sheet = readSheet(path);
  const table: CsvTable = { file: path, sha256: sheet.sha256, columns: {}, texts: {} };
  for (const [name, column] of Object.entries(declared)) {
    const { required, kind = 'number', aliases = [], min, ascending } = column;
    const names = [name, ...aliases].filter((one) => sheet.header.includes(one));
    if (names.length > 1)
      throw new WordError(`names ${path}, which has the columns ${names.join(' and ')}, of one meaning`, 'one of them');
    const [found] = names;
    if (found === undefined) {
      if (!required) continue;
      const also = aliases.length > 0 ? ` (or ${oneOf(aliases)})` : '';
      throw new WordError(
        `names ${path}, which has no column "${name}"${also}${didYouMean(name, sheet.header)}`,
        oneOf(sheet.header),
      );
    }
    if (kind === 'text') {
      const at = sheet.header.indexOf(found);
      table.texts[name] = sheet.records.map(({ record }) => record[at]!);
      continue;
    }
    const values = kind === 'time' ? timesOf(sheet, found, found !== name) : numbersOf(sheet, found);
    values.forEach((value, i) => {
      const line = sheet.records[i]!.info.lines;
      if (min !== undefined && value < min)
        throw new WordError(`has ${value} in column ${found}, line ${line} of ${path}`, `at least ${min}`);
      if (ascending && i > 0 && value < values[i - 1]!)
        throw new WordError(
          `has ${value} after ${values[i - 1]} in column ${found}, line ${line} of ${path}`,
          'ascending values',
        );
    });
    table.columns[name] = values;
  }
  return table;
}

/** Seconds: as they stand, or from the first row on if `fromFirst` or where they are written as timestamps. */
function timesOf(sheet: Sheet, column: string, fromFirst: boolean): number[] {
  const at = sheet.header.indexOf(column);
  const first = parseTimestamp(sheet.records[0]!.record[at]!);
  if (!first) {
    const values = numbersOf(sheet, column);
    const start = fromFirst ? values[0]! : 0;
    return values.map((value) => value - start);
  }
  return sheet.records.map(({ record, info }) => {
    const time = parseTimestamp(record[at]!);
    if (!time)
      throw new WordError(
        `has "${record[at]}" in column ${column}, line ${info.lines} of ${sheet.path}`,
        'a timestamp, as in the first row',
      );
    return time.seconds - first.seconds + (time.fraction - first.fraction);
  });
}
