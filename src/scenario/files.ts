/** Which files does a scenario name? Paths become absolute where they are written; columns of CSV files are read in. */
import { statSync } from 'node:fs';
import { extname, isAbsolute, join, resolve } from 'node:path';
import type * as z from 'zod';
import type { CsvColumn } from '../language/csvTable.ts';
import type { Problem } from '../language/errors.ts';
import { WordError } from '../language/word.ts';
import type { CsvReader } from './csv.ts';
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
export function withFilesRead(tree: TreeNode, schema: z.ZodType, problems: Problem[], csv: CsvReader): TreeNode {
  return walk(tree, schema, (node, path, meta) => {
    if (meta.csvColumn === true && node.kind === 'map') {
      const file = node.entries.get('file')?.node;
      const column = node.entries.get('column')?.node;
      if (file?.kind !== 'scalar' || column?.kind !== 'scalar' || node.entries.size !== 2) return undefined;
      const values = attempt(file.at, [...path, 'file'], problems, () =>
        csv.column(String(file.value), String(column.value)),
      );
      // Any value will do in place of what could not be read: that is reported already.
      return planted({ values: values ?? [1] }, node.at);
    }
    if (meta.csvTable && node.kind === 'scalar' && typeof node.value === 'string') {
      const named = node.value;
      const declared = meta.csvTable as Record<string, CsvColumn>;
      const table = attempt(node.at, path, problems, () => csv.table(named, declared));
      // One value of the tree, not a node a cell: traces have millions.
      return { ...node, value: table ?? { file: named, sha256: '', columns: {}, texts: {} } };
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
  const marks = Array.isArray(folderWith) ? folderWith.map(String) : [];
  const expected = [
    ...kinds.map((ending) => `a file ${ending}`),
    marks.length > 0 ? `a folder with ${marks.join(' or ')}` : '',
  ].filter(Boolean);
  const what = expected.join(', or ') || 'an existing file';
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new WordError(`names ${path}, which is not there`, what);
  if (found.isDirectory()) {
    if (marks.length === 0) throw new WordError(`names ${path}, which is a folder`, what);
    if (!marks.some((mark) => statSync(join(path, mark), { throwIfNoEntry: false })?.isFile()))
      throw new WordError(`names ${path}, which has no ${marks.join(' and no ')}`, what);
  } else if (kinds.length > 0 && !kinds.includes(extname(path))) throw new WordError(`names ${path}`, what);
}
