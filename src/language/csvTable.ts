/** How are columns of a CSV file part of a scenario? By the file's path; the loader reads the named columns in. */
import type * as z from 'zod';
import { isMap, shown, WordError, word } from './word.ts';

export interface CsvColumn {
  /** False: the file may lack it. */
  required: boolean;
  /**
   * What its cells are; numbers unless said otherwise. `time`: seconds, or timestamps such as 2023-11-16 18:17:03.98, which
   * count from the file's first row.
   */
  kind?: 'number' | 'time' | 'text';
  /** Names that other data sets give to it. Times under such a name count from the file's first row. */
  aliases?: readonly string[];
  /** Least value allowed. */
  min?: number;
  /** True: no value may be below the one before. */
  ascending?: boolean;
  summary: string;
}

/** What a path became: columns of equal length by their declared names, those the file lacks left out. */
export interface CsvTable {
  file: string;
  /** Of the file's bytes, in hexadecimal. */
  sha256: string;
  columns: Record<string, number[]>;
  texts: Record<string, string[]>;
}

export function isCsvTable(value: unknown): value is CsvTable {
  return isMap(value) && typeof value.file === 'string' && typeof value.sha256 === 'string' && isMap(value.columns);
}

/** The path of a CSV file with a header line; resolves to the declared columns. */
export function csvTable(columns: Record<string, CsvColumn>, { description }: { description?: string } = {}) {
  return word<string, CsvTable>({ word: 'file', description, type: 'string', csvTable: columns }, (written) => {
    if (isCsvTable(written)) return written;
    throw new WordError(shown(written), 'the path of a CSV file');
  }) satisfies z.ZodType;
}
