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
