/** `verisim check`: does the simulator reproduce published results? */
import type { CommandModule } from 'yargs';
import { EXIT, finish, UsageError } from '../exit.ts';
import { checkCount, JSON_OUTPUT, QUIET, WORKERS } from '../options.ts';
import { running } from '../running.ts';
import { print, printJson } from '../terminal.ts';

interface CheckArguments {
  ids: string[];
  expected?: string | undefined;
  param: string[];
  label?: string | undefined;
  seed: string;
  workers?: number | undefined;
  html?: string | undefined;
  markdown?: string | undefined;
  json: boolean;
  quiet: boolean;
}

export const check: CommandModule<object, CheckArguments> = {
  command: 'check [ids..]',
  describe: 'reproduce published results with the simulator’s own code',
  builder: (yargs) =>
    yargs
      .positional('ids', { type: 'string', array: true, default: [], describe: 'families, e.g. D02 A04; default all' })
      .option('expected', {
        type: 'string',
        requiresArg: true,
        describe: 'JSON file of rows, in place of those that ship',
      })
      .option('param', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        defaultDescription: 'none',
        describe: 'name=value (JSON): measure one point of one family, with --label; repeatable',
      })
      .option('label', { type: 'string', requiresArg: true, describe: 'which of its numbers' })
      .option('seed', { type: 'string', requiresArg: true, default: '1', describe: 'master seed' })
      .option('workers', WORKERS)
      .option('html', { type: 'string', requiresArg: true, describe: 'write the evidence as a page' })
      .option('markdown', {
        type: 'string',
        requiresArg: true,
        describe: 'the same as Markdown, charts in a folder beside it',
      })
      .option('json', JSON_OUTPUT)
      .option('quiet', QUIET)
      .example('$0 check D02 A04', '')
      .example('$0 check D06 --param lam=0.9 --param n=100 --label ET_finite_n_d2 --json', ''),
  handler: (args) => finish(() => (args.param.length > 0 || args.label !== undefined ? one(args) : all(args))),
};

const STOPPING = 'Stopping; rows that are done are shown.';

/** One number of one family, with no row. */
async function one({ ids, label, param, seed, workers, json, quiet, ...rest }: CheckArguments): Promise<number> {
  checkCount('workers', workers);
  const [id, ...more] = ids;
  if (id === undefined || more.length > 0)
    throw new UsageError('--param and --label are for one family: verisim check ID ...');
  for (const option of ['expected', 'html', 'markdown'] as const)
    if (rest[option] !== undefined)
      throw new UsageError(`--${option} is for rows; --param and --label measure a point`);
  const params = parsedParams(param);
  if (label === undefined) {
    const { caseOf } = await import('../../check/names.ts');
    const labels = Object.keys(caseOf(id)?.labels ?? {});
    throw new UsageError(
      `--label is missing; ${id} has ${labels.length > 0 ? labels.join(', ') : 'none: it is not covered'}`,
    );
  }
  const { measure } = await import('../../api/check.ts');
  const about = { label: `${id} ${label}`, stopping: STOPPING, quiet: quiet || json };
  return running(about, async ({ signal, show, clear }) => {
    const { value, se } = await measure(id, label, params, { seed, workers, signal, onProgress: show });
    clear();
    if (json) printJson({ id, label, params, value, se });
    else print(`${id} ${label} ${JSON.stringify(params)}: ${value} (standard error ${se})`);
    return EXIT.done;
  });
}

async function all(args: CheckArguments): Promise<number> {
  const { ids, expected, seed, workers, html, markdown, json, quiet } = args;
  checkCount('workers', workers);
  const { check } = await import('../../api/check.ts');
  const { Evidence } = await import('../../check/evidence.ts');
  const { jsonPrinter, tablePrinter } = await import('../rowPrinter.ts');
  const paper = json ? jsonPrinter() : tablePrinter(quiet);
  const evidence = new Evidence(seed);
  const about = { label: 'check', stopping: STOPPING, quiet: quiet || (json && process.stderr.isTTY !== true) };
  let looked = false;
  const code = await running(about, async ({ signal, show, clear }) => {
    const onProgress: typeof show = (...told) => {
      looked = true;
      show(...told);
    };
    const options = { seed, workers, expected, html, markdown, signal, onProgress };
    for await (const outcome of check(ids, options)) {
      evidence.add(outcome);
      if (!json) clear();
      await paper.add(outcome);
    }
    return evidence.failed > 0 ? EXIT.failed : EXIT.done;
  });
  // The rows that are done are told when it was stopped, too.
  if (looked) paper.end(evidence);
  return code;
}

/** `name=value` with JSON values; what is no JSON is text. */
function parsedParams(written: readonly string[]): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const each of written) {
    const equals = each.indexOf('=');
    if (equals < 1) throw new UsageError(`--param ${each}: expected name=value, such as rho=0.9`);
    const name = each.slice(0, equals);
    if (Object.hasOwn(params, name)) throw new UsageError(`--param ${name} is given twice`);
    const text = each.slice(equals + 1);
    try {
      params[name] = JSON.parse(text);
    } catch {
      params[name] = text;
    }
  }
  return params;
}
