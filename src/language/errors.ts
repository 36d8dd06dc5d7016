/** What is wrong with a scenario? Every problem at once, each with its place, its path and what was expected. */

export interface Problem {
  /** File as the user named it; or `--set path` for a value given on the command line. */
  file: string;
  /** From 1; 0 where there are no lines (a value of `--set`, a file that cannot be read). */
  line: number;
  column: number;
  /** `$.flows[0].arrivals` */
  path: string;
  message: string;
  expected?: string | undefined;
}

/** A user's mistake: the command ends with exit code 2. The message has one line per problem. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(describe).join('\n'));
    this.problems = problems;
  }
}

/** What is wrong at a path of a scenario, said by someone who does not know where that was written. */
export interface Finding {
  path: PropertyKey[];
  message: string;
  expected?: string | undefined;
  /** Characters into the value where the fault is. */
  offset?: number | undefined;
  /** True when the key, not the value, is wrong. */
  atKey?: boolean | undefined;
}

/** A user's mistake found after loading: in a model's file, say. Whoever knows the scenario's file gives it its place. */
export class MisfitError extends Error {
  override readonly name = 'MisfitError';
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[], options?: ErrorOptions) {
    super(findings.map(({ path, message }) => `${pathText(path)}: ${message}`).join('\n'), options);
    this.findings = findings;
  }
}

/** `file:line:col: $.path: what is wrong, expected what` */
function describe({ file, line, column, path, message, expected }: Problem): string {
  const place = line > 0 ? `${file}:${line}:${column}` : file;
  return `${place}: ${path}: ${message}${expected === undefined ? '' : `, expected ${expected}`}`;
}

/** `$`, `$.flows[0].model`; keys that are not plain names are quoted. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '$';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else if (/^[\w-]+$/.test(String(key))) text += `.${String(key)}`;
    else text += `[${JSON.stringify(String(key))}]`;
  }
  return text;
}
