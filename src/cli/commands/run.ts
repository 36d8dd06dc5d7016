/** `verisim run`: simulate scenarios, print a summary, write `results/<name>/`. */
import type { CommandModule } from 'yargs';
import { EXIT, finish, UsageError } from '../exit.ts';
import {
  checkCount,
  JSON_OUTPUT,
  OUT,
  QUIET,
  REPLICATIONS,
  SEED,
  TRACE,
  traceShare,
  WORKERS,
  withSet,
} from '../options.ts';

interface RunArguments {
  files: string[];
  seed?: string | undefined;
  replications?: number | undefined;
  set: string[];
  out: string;
  workers?: number | undefined;
  trace?: string | undefined;
  json: boolean;
  quiet: boolean;
}

export const run: CommandModule<object, RunArguments> = {
  command: 'run <files..>',
  describe: 'simulate scenarios; print a summary and write results/<name>/',
  builder: (yargs) =>
    withSet(
      yargs
        .positional('files', { type: 'string', array: true, demandOption: true, describe: 'scenario files (YAML)' })
        .option('seed', SEED)
        .option('replications', REPLICATIONS)
        .option('out', OUT)
        .option('workers', WORKERS)
        .option('trace', TRACE)
        .option('json', JSON_OUTPUT)
        .option('quiet', QUIET),
    ).example('$0 run scenarios/minimal.yaml --replications 10 --set horizon=2h', ''),
  handler: (args) => finish(() => runAll(args)),
};

async function runAll(args: RunArguments): Promise<number> {
  checkCount('workers', args.workers);
  const trace = traceShare(args.trace);
  const { dirname, join, resolve } = await import('node:path');
  const { loadAll } = await import('../load.ts');
  const { checkReplaceable } = await import('../../results/directory.ts');
  const loaded = await loadAll(args.files, args);
  const names = loaded.map(({ scenario }) => scenario.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new UsageError(
      `two scenarios are named ${twice}: their results would overwrite each other; use --set name=...`,
    );
  for (const name of names) await checkReplaceable(join(args.out, name));

  const { runExperiment } = await import('../../experiment/run.ts');
  const { MisfitError } = await import('../../language/errors.ts');
  const { placed } = await import('../../scenario/index.ts');
  const { publish } = await import('../../report/publish.ts');
  const { summaryText } = await import('../summary.ts');
  const { onInterrupt } = await import('../interrupt.ts');
  const { print, printJson, progress } = await import('../terminal.ts');
  const interrupt = onInterrupt('Stopping; finished replications are kept.');
  const outputs: object[] = [];
  let code: number = EXIT.done;
  try {
    for (const { file, scenario } of loaded) {
      const directory = join(args.out, scenario.name);
      const bar = progress(scenario.name, args.quiet);
      bar.show('starting', 0, scenario.replications);
      let experiment: Awaited<ReturnType<typeof runExperiment>>;
      try {
        experiment = await runExperiment(scenario, {
          base: dirname(resolve(file)),
          directory,
          trace,
          ...(args.workers === undefined ? {} : { workers: args.workers }),
          signal: interrupt.signal,
          onProgress: bar.show,
        });
      } catch (error) {
        if (!(error instanceof MisfitError)) throw error;
        throw placed(file, error.findings, { set: args.set, seed: args.seed, replications: args.replications });
      } finally {
        bar.end();
      }
      if (experiment.result !== null) {
        const report = await publish(directory, experiment.result, experiment.files);
        const { manifest, summary } = experiment.result;
        if (args.json) outputs.push({ name: manifest.name, directory, report, seed: manifest.seed, ...summary });
        else if (!args.quiet) print(summaryText(experiment.result, report));
      }
      if (experiment.interrupted) {
        code = EXIT.interrupted;
        break;
      }
    }
  } finally {
    interrupt.release();
  }
  if (args.json) printJson(outputs);
  return code;
}
