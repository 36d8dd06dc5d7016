/** How does YAML text become a tree with places? Syntax errors and duplicate keys are all reported, none is thrown. */
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type Problem, pathText } from '../language/errors.ts';
import type { Entry, Place, TreeNode } from './tree.ts';

/** Aliases can make a small file stand for a huge one; no scenario written by hand comes near this many values. */
const MOST_NODES = 200_000;

/** An anchor may contain its own alias; nothing written by hand is nested this deep. */
const DEEPEST = 100;

/** Ends the reading of a document that is too large. */
class TooLarge extends Error {}

export interface YamlResult {
  /** Undefined when the text is not YAML or is empty. */
  tree: TreeNode | undefined;
  problems: Problem[];
}

/** Parses one YAML document. `place` gives the file and folder; `fixed` puts every value at that very place. */
export function parseYaml(text: string, place: Pick<Place, 'file' | 'folder'>, fixed = false): YamlResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const at = (offset: number): Place => {
    if (fixed) return { ...place, line: 0, column: 0 };
    const { line, col } = lines.linePos(offset);
    return { ...place, line, column: col };
  };
  const problems: Problem[] = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    ...pointOf(at(pos[0])),
    path: '$',
    message: `is no valid YAML: ${lowered(message)}`,
  }));
  if (problems.length > 0 || document.contents === null) return { tree: undefined, problems };
  const reader = new Reader(document, at, problems);
  try {
    return { tree: reader.read(document.contents, []), problems };
  } catch (fault) {
    if (!(fault instanceof TooLarge)) throw fault;
    problems.push({ ...pointOf(at(0)), path: '$', message: fault.message, expected: 'fewer aliases' });
    return { tree: undefined, problems };
  }
}

const pointOf = ({ file, line, column }: Place): Pick<Problem, 'file' | 'line' | 'column'> => ({ file, line, column });
const lowered = (message: string): string => message[0]!.toLowerCase() + message.slice(1).split('\n')[0]!;

class Reader {
  private count = 0;
  private readonly anchored = new Map<Node, Node | undefined>();
  private readonly document: Document.Parsed;
  private readonly at: (offset: number) => Place;
  private readonly problems: Problem[];

  constructor(document: Document.Parsed, at: (offset: number) => Place, problems: Problem[]) {
    this.document = document;
    this.at = at;
    this.problems = problems;
  }

  read(node: Node, path: PropertyKey[]): TreeNode {
    const at = this.at(node.range?.[0] ?? 0);
    if (++this.count > MOST_NODES) throw new TooLarge(`stands for more than ${MOST_NODES} values`);
    if (path.length > DEEPEST) throw new TooLarge(`is nested more than ${DEEPEST} levels deep`);
    if (isAlias(node)) {
      // Looking for an anchor walks the document: once for each alias is enough.
      const target = this.anchored.has(node) ? this.anchored.get(node) : node.resolve(this.document);
      this.anchored.set(node, target);
      if (target) return this.read(target, path);
      this.problems.push({
        ...pointOf(at),
        path: pathText(path),
        message: `refers to *${node.source}`,
        expected: 'an anchor that is set above',
      });
      return { kind: 'scalar', at, value: null };
    }
    if (isSeq<Node>(node))
      return { kind: 'list', at, items: node.items.map((item, i) => this.read(item, [...path, i])) };
    if (isMap<Node, Node | null>(node)) return this.readMap(node, at, path);
    if (!isScalar(node)) throw new Error('YAML node of an unknown kind');
    return { kind: 'scalar', at, value: node.value, inset: insetOf(node.type, node.source, node.value) };
  }

  private readMap(node: { items: { key: Node; value: Node | null }[] }, at: Place, path: PropertyKey[]): TreeNode {
    const entries = new Map<string, Entry>();
    const merged: TreeNode[] = [];
    for (const pair of node.items) {
      const keyAt = this.at(pair.key.range?.[0] ?? 0);
      const key = isScalar(pair.key) ? String(pair.key.value) : undefined;
      if (key === undefined) {
        this.problems.push({
          ...pointOf(keyAt),
          path: pathText(path),
          message: 'has a key that is no plain name',
          expected: 'text',
        });
        continue;
      }
      if (key === '<<' && pair.value) {
        const value = this.read(pair.value, path);
        merged.push(...(value.kind === 'list' ? value.items : [value]));
        continue;
      }
      const first = entries.get(key);
      if (first)
        this.problems.push({
          ...pointOf(keyAt),
          path: pathText([...path, key]),
          message: `is given twice (first on line ${first.key.line})`,
          expected: 'each key once',
        });
      const value: TreeNode = pair.value
        ? this.read(pair.value, [...path, key])
        : { kind: 'scalar', at: keyAt, value: null };
      entries.set(key, {
        key: keyAt,
        node: value.kind === 'scalar' && value.value === null ? { ...value, at: keyAt } : value,
      });
    }
    this.merge(entries, merged, path);
    return { kind: 'map', at, entries };
  }

  /** YAML's merge key `<<`: what the maps hold under keys that this one does not set; the first map wins. */
  private merge(entries: Map<string, Entry>, maps: readonly TreeNode[], path: PropertyKey[]): void {
    for (const map of maps) {
      if (map.kind !== 'map') {
        this.problems.push({
          ...pointOf(map.at),
          path: pathText([...path, '<<']),
          message: 'merges what is no map',
          expected: 'a map, or a list of maps',
        });
        continue;
      }
      for (const [key, entry] of map.entries) if (!entries.has(key)) entries.set(key, entry);
    }
  }
}

/** Where the text of a scalar begins, when each of its characters is one of the file's. */
function insetOf(type: string | undefined, source: string | undefined, value: unknown): number | undefined {
  if (typeof value !== 'string' || source !== value) return undefined;
  if (type === 'PLAIN') return 0;
  return type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE' ? 1 : undefined;
}
