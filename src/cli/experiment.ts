/** What do all commands share that do the runs of an experiment file? Their options, Ctrl-C, the bar, and how their outcome is told. */
import type { Argv } from 'yargs';
import type { ExperimentOptions } from '../api/experiment.ts';
import { choiceOf, type ExecutorArguments, withExecutor } from './executor.ts';
import { checkCount, JSON_OUTPUT, OUT, QUIET, SEED, withSet } from './options.ts';
import { running } from './running.ts';
import { print, printJson } from './terminal.ts';

export interface ExperimentArguments extends ExecutorArguments {
  file: string;
  set: string[];
  seed?: string | undefined;
  out: string;
  json: boolean;
  quiet: boolean;
}

/** `file`: what kind of experiment the command wants. */
export function withExperimentOptions<T>(yargs: Argv<T>, file: string) {
  return withSet(
    withExecutor(yargs)
      .positional('file', { type: 'string', demandOption: true, describe: file })
      .option('seed', { ...SEED, describe: 'master seed, instead of the experiment’s' })
      .option('out', OUT)
      .option('json', JSON_OUTPUT)
      .option('quiet', QUIET),
  );
}

export const RETRY = { type: 'boolean', default: false, describe: 'do runs again that failed' } as const;

/** How an outcome is told. */
export interface Told {
  code: number;
  json(): object;
  /** For people; null where there is nothing to show. */
  text(): string | null;
  /** Lines for stderr. */
  remarks?: readonly string[];
}

/** Does what `ask` does of the library, and tells what `tell` makes of it; the exit code. */
export async function withExperiment<Outcome>(
  args: ExperimentArguments,
  ask: (file: string, options: ExperimentOptions) => Promise<Outcome>,
  tell: (outcome: Outcome) => Told | Promise<Told>,
): Promise<number> {
  const { file, set, seed, out, json, quiet } = args;
  checkCount('workers', args.workers);
  const choice = await choiceOf(args);
  const stopping = 'Stopping; finished runs are kept: the same command goes on.';
  return running({ label: file, stopping, quiet }, async ({ signal, show, begin, clear }) => {
    const outcome = await ask(file, {
      ...{ ...choice, set, seed, out, signal },
      onProgress: show,
      onExperiment({ name }) {
        begin(name);
        show('starting', 0, 1);
      },
    });
    const told = await tell(outcome);
    clear();
    if (json) printJson(told.json());
    else if (!quiet) {
      const text = told.text();
      if (text !== null) print(text);
    }
    for (const remark of told.remarks ?? []) process.stderr.write(`${remark}\n`);
    return told.code;
  });
}
