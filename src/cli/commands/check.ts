/** `verisim check`: does the simulator reproduce published results? */
import type { CommandModule } from 'yargs';
import { EXIT, finish, UsageError } from '../exit.ts';
import { checkCount, JSON_OUTPUT, QUIET, WORKERS } from '../options.ts';

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

/** One number of one family, with no row. */
async function one(args: CheckArguments): Promise<number> {
  checkCount('workers', args.workers);
  const [id, ...more] = args.ids;
  if (id === undefined || more.length > 0)
    throw new UsageError('--param and --label are for one family: verisim check ID ...');
  for (const option of ['expected', 'html', 'markdown'] as const)
    if (args[option] !== undefined)
      throw new UsageError(`--${option} is for rows; --param and --label measure a point`);
  const { caseOf, labelOf, paramsOf } = await import('../../check/names.ts');
  const { measureOne } = await import('../../check/run.ts');
  const { print, printJson, progress } = await import('../terminal.ts');
  const of = caseOf(id);
  const label = args.label;
  if (label === undefined)
    throw new UsageError(
      `--label is missing; ${id} has ${of ? Object.keys(of.labels).join(', ') : 'none: it is not covered'}`,
    );
  const params = parsedParams(args.param);
  if (of) {
    labelOf(of, label);
    paramsOf(of, label, params);
  }
  const bar = progress(`${id} ${label}`, args.quiet || args.json);
  const workshop = await open(args, bar.show);
  try {
    const { value, se } = await measureOne({ id, label, params }, { seed: args.seed, perform: workshop.perform });
    bar.end();
    const result = { id, label, params, value, se };
    if (args.json) printJson(result);
    else print(`${id} ${label} ${JSON.stringify(params)}: ${value} (standard error ${se})`);
    return EXIT.done;
  } catch (error) {
    bar.end();
    if (workshop.interrupted()) return EXIT.interrupted;
    throw error;
  } finally {
    await workshop.close();
  }
}

async function all(args: CheckArguments): Promise<number> {
  checkCount('workers', args.workers);
  const { caseOf } = await import('../../check/names.ts');
  const { checkRow, checkRows } = await import('../../check/run.ts');
  const { readRows } = await import('../../check/rowFile.ts');
  const { PUBLISHED } = await import('../../check/published.ts');
  const { progress } = await import('../terminal.ts');
  const ids = new Set(args.ids);
  for (const id of ids) caseOf(id);
  const file = args.expected ?? PUBLISHED;
  async function* wanted() {
    for await (const each of readRows(file)) if (ids.size === 0 || ids.has(each.row.id)) yield each;
  }
  // All of the file is looked at before anything runs.
  let total = 0;
  for await (const { row, place } of wanted()) {
    checkRow(row, place);
    total++;
  }
  if (total === 0) throw new UsageError(`${file} has no rows${ids.size > 0 ? ` of ${[...ids].join(', ')}` : ''}`);
  const bar = progress('check', args.quiet || (args.json && process.stderr.isTTY !== true));
  let done = 0;
  const workshop = await open(args, () => {});
  const { jsonPrinter, tablePrinter } = await import('../rowPrinter.ts');
  const { Evidence } = await import('../../check/evidence.ts');
  const paper = args.json ? jsonPrinter() : tablePrinter(args.quiet);
  const evidence = new Evidence(args.seed);
  bar.show('rows', 0, total);
  try {
    const outcomes = checkRows(wanted(), {
      seed: args.seed,
      perform: workshop.perform,
      points: 2 * workshop.count,
      onDone({ id, label }) {
        done++;
        bar.show(`${done} of ${total} rows, last ${id} ${label}`, done, total);
      },
    });
    for await (const outcome of outcomes) {
      evidence.add(outcome);
      if (!args.json) bar.end();
      await paper.add(outcome);
    }
  } catch (error) {
    if (!workshop.interrupted()) throw error;
  } finally {
    bar.end();
    await workshop.close();
  }
  paper.end(evidence);
  if (workshop.interrupted()) return EXIT.interrupted;
  if (args.html !== undefined || args.markdown !== undefined) {
    const { publishEvidence } = await import('../../report/evidence.ts');
    await publishEvidence(evidence, { html: args.html, markdown: args.markdown });
  }
  return evidence.failed > 0 ? EXIT.failed : EXIT.done;
}

/** Threads, and Ctrl-C. */
async function open({ workers }: CheckArguments, show: (what: string, done: number, total: number) => void) {
  const { openWorkshop } = await import('../../check/workshop.ts');
  const { onInterrupt } = await import('../interrupt.ts');
  const interrupt = onInterrupt('Stopping; rows that are done are shown.');
  const threads = await openWorkshop({ workers, signal: interrupt.signal });
  let asked = 0;
  let answered = 0;
  const perform: typeof threads.run = async (task) => {
    asked++;
    const result = await threads.run(task);
    show(`${++answered} of ${asked} parts`, answered, asked);
    return result;
  };
  return {
    count: threads.count,
    interrupted: () => interrupt.signal.aborted,
    perform,
    async close() {
      interrupt.release();
      await threads.close();
    },
  };
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
