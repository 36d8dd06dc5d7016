/** From which text does a scenario come? Its file, laid upon what it extends; relative to itself, or a preset by name. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as z from 'zod';
import type { Problem } from '../language/errors.ts';
import { didYouMean, oneOf } from '../language/suggestion.ts';
import { withAbsolutePaths } from './files.ts';
import { merge } from './merge.ts';
import { problemAt } from './problems.ts';
import type { MapNode, Place, TreeNode } from './tree.ts';
import { parseYaml } from './yamlTree.ts';

/** Rulebooks and other fragments that ship with Verisim, each `<name>.yaml`. */
const PRESETS = fileURLToPath(new URL('../../scenarios/presets/', import.meta.url));

export interface SourceOptions {
  /** Folder of the presets. */
  presets?: string | undefined;
}

export interface Source {
  /** Undefined when a text could not be read at all. */
  tree: MapNode | undefined;
  problems: Problem[];
  /** Files as messages name them, the scenario itself first. */
  files: string[];
}

/** Reads a scenario file and all that it extends. */
export function readSource(file: string, schema: z.ZodType, { presets = PRESETS }: SourceOptions = {}): Source {
  const start: Place = { file, line: 0, column: 0, folder: '' };
  return new Reading(schema, presets).ofFile({ shown: file, path: resolve(file) }, [], start);
}

/** The same for text that is not in a file; `file` is its name in messages and where relative paths start from. */
export function readText(
  text: string,
  file: string,
  schema: z.ZodType,
  { presets = PRESETS }: SourceOptions = {},
): Source {
  return new Reading(schema, presets).ofText(text, { shown: file, path: resolve(file) }, []);
}

/** A file under the name that messages use, and where it is. */
interface Named {
  shown: string;
  path: string;
}

class Reading {
  private readonly schema: z.ZodType;
  private readonly presets: string;

  constructor(schema: z.ZodType, presets: string) {
    this.schema = schema;
    this.presets = presets;
  }

  /** `chain` are the files that led here; `asked` is where this one was asked for. */
  ofFile(file: Named, chain: readonly string[], asked: Place): Source {
    try {
      return this.ofText(readFileSync(file.path, 'utf8'), file, chain);
    } catch (fault) {
      const { code } = fault as NodeJS.ErrnoException;
      if (code === undefined) throw fault;
      const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code;
      const path = chain.length === 0 ? [] : ['extends'];
      const problem = problemAt(asked, path, `${file.shown} cannot be read: ${reason}`, 'a YAML file');
      return { tree: undefined, files: [file.shown], problems: [problem] };
    }
  }

  ofText(text: string, file: Named, chain: readonly string[]): Source {
    const folder = dirname(file.path);
    const { tree, problems } = parseYaml(text, { file: file.shown, folder });
    const files = [file.shown];
    if (tree?.kind !== 'map') {
      const start: Place = tree?.at ?? { file: file.shown, line: 1, column: 1, folder };
      if (problems.length === 0)
        problems.push(problemAt(start, [], tree ? 'is no map' : 'is empty', 'a map of keys such as name and horizon'));
      return { tree: undefined, problems, files };
    }
    const entries = new Map((withAbsolutePaths(tree, this.schema) as MapNode).entries);
    const extended = entries.get('extends');
    entries.delete('extends');
    let whole = true;
    const layers: TreeNode[] = [];
    for (const parent of extended ? parentsOf(extended.node) : []) {
      const source = this.parent(parent, [...chain, file.path]);
      problems.push(...source.problems);
      files.push(...source.files);
      if (source.tree) layers.push(source.tree);
      else whole = false;
    }
    const own: TreeNode = { kind: 'map', at: tree.at, entries };
    const merged = [...layers, own].reduce((base, over) => merge(base, over, this.schema));
    return { tree: whole ? (merged as MapNode) : undefined, problems, files };
  }

  /** A parent by preset name or by path; a cycle is a problem. */
  private parent({ name, at }: { name: unknown; at: Place }, chain: readonly string[]): Source {
    const refuse = (message: string, expected: string): Source => ({
      tree: undefined,
      files: [],
      problems: [problemAt(at, ['extends'], message, expected)],
    });
    if (typeof name !== 'string' || name === '')
      return refuse('names nothing', 'a preset by name, or a file by its path');
    const isPreset = /^[\w-]+$/.test(name);
    const known = isPreset ? presetNames(this.presets) : [];
    if (isPreset && !known.includes(name))
      return refuse(`names "${name}", which is no preset${didYouMean(name, known)}`, `${oneOf(known)}, or a file`);
    const path = isPreset ? join(this.presets, `${name}.yaml`) : resolve(at.folder, name);
    if (chain.includes(path)) {
      const cycle = [...chain.slice(chain.indexOf(path)), path].map((file) => relative(at.folder, file));
      return refuse(`leads back to itself: ${cycle.join(' -> ')}`, 'no cycle');
    }
    return this.ofFile({ shown: isPreset ? `presets/${name}.yaml` : join(dirname(at.file), name), path }, chain, at);
  }
}

function parentsOf(node: TreeNode): { name: unknown; at: Place }[] {
  if (node.kind === 'list') return node.items.flatMap(parentsOf);
  return [{ name: node.kind === 'scalar' ? node.value : undefined, at: node.at }];
}

/** Names of the presets, in alphabetical order. */
function presetNames(folder: string = PRESETS): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => file.slice(0, -'.yaml'.length))
      .sort();
  } catch {
    return [];
  }
}
