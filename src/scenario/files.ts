/** Which files does a scenario name? Paths become absolute where they are written; columns of CSV files are read in. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import type * as z from 'zod';
import type { Problem } from '../language/errors.ts';
import { didYouMean, oneOf } from '../language/suggestion.ts';
import { WordError } from '../language/word.ts';
import { attempt } from './problems.ts';
import { planted, type ScalarNode, type TreeNode } from './tree.ts';
import { walk } from './walk.ts';

/** The tree with every path absolute: relative ones start from the folder of the file that they are written in. */
export function withAbsolutePaths(tree: TreeNode, schema: z.ZodType): TreeNode {
  return walk(tree, schema, (node, _, meta) => {
    if (meta.word !== 'file' || node.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '')
      return undefined;
    return { ...node, value: isAbsolute(node.value) ? node.value : resolve(node.at.folder, node.value) };
  });
}

/** The tree with CSV columns in place of `{file, column}`; a file that is missing or unreadable is a problem. */
export function withFilesRead(tree: TreeNode, schema: z.ZodType, problems: Problem[]): TreeNode {
  return walk(tree, schema, (node, path, meta) => {
    if (meta.csvColumn === true && node.kind === 'map') {
      const file = node.entries.get('file')?.node;
      const column = node.entries.get('column')?.node;
      if (file?.kind !== 'scalar' || column?.kind !== 'scalar' || node.entries.size !== 2) return undefined;
      const values = attempt(file.at, [...path, 'file'], problems, () =>
        columnOf(String(file.value), String(column.value)),
      );
      // Any value will do in place of what could not be read: that is reported already.
      return planted({ values: values ?? [1] }, node.at);
    }
    if (meta.word === 'file' && node.kind === 'scalar' && typeof node.value === 'string')
      attempt(node.at, path, problems, () => checkFile(node, meta));
    return undefined;
  });
}

/** Throws WordError unless the path is a file (or a folder that is allowed there) of an allowed kind. */
function checkFile(node: ScalarNode, { endings, folderWith }: Record<string, unknown>): void {
  const path = String(node.value);
  const kinds = Array.isArray(endings) ? endings.map(String) : [];
  const expected = [
    ...kinds.map((ending) => `a file ${ending}`),
    folderWith ? `a folder with ${folderWith}` : '',
  ].filter(Boolean);
  const what = expected.join(', or ') || 'an existing file';
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new WordError(`names ${path}, which is not there`, what);
  if (found.isDirectory()) {
    if (typeof folderWith !== 'string') throw new WordError(`names ${path}, which is a folder`, what);
    if (!statSync(join(path, folderWith), { throwIfNoEntry: false })?.isFile())
      throw new WordError(`names ${path}, which has no ${folderWith}`, what);
  } else if (kinds.length > 0 && !kinds.includes(extname(path))) throw new WordError(`names ${path}`, what);
}

/** The numbers of a CSV column. Throws WordError for a missing file or column, and for what is no number. */
function columnOf(path: string, column: string): number[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new WordError(`names ${path}, which cannot be read`, `a CSV file (looked in ${dirname(path)})`);
  }
  let rows: string[][];
  try {
    rows = parse(text, { bom: true, trim: true, skip_empty_lines: true }) as string[][];
  } catch (fault) {
    throw new WordError(`names ${path}, which is no CSV: ${(fault as Error).message}`, 'a CSV file with a header line');
  }
  const [header = [], ...records] = rows;
  const at = header.indexOf(column);
  if (at < 0) throw new WordError(`has no column "${column}"${didYouMean(column, header)}`, oneOf(header));
  if (records.length === 0) throw new WordError(`names ${path}, which has no rows`, 'at least one value');
  return records.map((record, i) => {
    const cell = record[at]!;
    const value = cell === '' ? Number.NaN : Number(cell);
    if (!Number.isFinite(value))
      throw new WordError(`has "${cell}" in column ${column}, row ${i + 1} of ${path}`, 'a number');
    return value;
  });
}
