/**
 * What is a variant of a scenario? `name:path=value,path=value`: the scenario under another name, with other values at some
 * paths, as after `--set`. A comma within brackets, braces or quotes belongs to the value.
 */
import { ScenarioError } from '../../language/errors.ts';
import type { Setting } from '../../scenario/index.ts';
import { plain, planted } from '../../scenario/tree.ts';
import { parseYaml } from '../../scenario/yamlTree.ts';
import { ComparisonError } from './error.ts';

export interface Variant {
  name: string;
  /** Values by path: plain data. */
  settings: Readonly<Record<string, unknown>>;
  /** Where they are written, for messages. */
  written?: ReadonlyMap<string, Setting>;
}

const SHAPE = 'expected name:path=value,path=value, such as busy:flows.clients.arrivals.poisson.rate=9/s';

/**
 * What `written` says; relative files in its values start from `folder`. Throws ComparisonError for anything else than the
 * syntax above, and ScenarioError for values that are no YAML.
 */
export function parseVariant(written: string, folder: string): Variant {
  const [, name, rest] = /^([A-Za-z0-9][\w.-]*):(.*)$/s.exec(written) ?? [];
  if (name === undefined || rest!.trim() === '') throw new ComparisonError(`--variant ${written}: ${SHAPE}`);
  const settings = new Map<string, Setting>();
  for (const part of atCommas(rest!)) {
    const equals = part.indexOf('=');
    const [path, text] = [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
    if (equals < 1 || path === '' || text === '')
      throw new ComparisonError(`--variant ${name}: "${part.trim()}" is no path=value; ${SHAPE}`);
    if (settings.has(path)) throw new ComparisonError(`--variant ${name}: ${path} is given twice`);
    const at = { file: `--variant ${name}, ${path}`, line: 0, column: 0, folder };
    const { tree, problems } = parseYaml(text, at, true);
    if (problems.length > 0) throw new ScenarioError(problems);
    settings.set(path, { path, at, value: tree ?? planted(null, at) });
  }
  const plainly = [...settings].map(([path, { value }]) => [path, plain(value)]);
  return { name, settings: Object.fromEntries(plainly), written: settings };
}

/** Parts between the commas that stand in no bracket and no quotes. */
function atCommas(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  let quote = '';
  for (const character of text) {
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if ('[{('.includes(character)) depth++;
    else if (']})'.includes(character)) depth--;
    if (character === ',' && depth === 0 && quote === '') {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part];
}
