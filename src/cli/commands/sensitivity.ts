/** `verisim sensitivity <experiment.yaml>`: which factors matter, alone and together, and how much is luck? */
import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { type ExecutorArguments, openChosen, withExecutor } from '../executor.ts';
import { EXIT, finish } from '../exit.ts';
import { checkCount, JSON_OUTPUT, OUT, QUIET, SEED, withSet } from '../options.ts';

interface SensitivityArguments extends ExecutorArguments {
  file: string;
  seed?: string | undefined;
  replications?: number | undefined;
  set: string[];
  out: string;
  retry: boolean;
  json: boolean;
  quiet: boolean;
}

export const sensitivity: CommandModule<object, SensitivityArguments> = {
  command: 'sensitivity <file>',
  describe: 'which factors of an experiment matter: Sobol’s indices or Morris’s screening',
  builder: (yargs) =>
    withExecutor(withSet(yargs))
      .positional('file', { type: 'string', demandOption: true, describe: 'experiment with a sensitivity section' })
      .option('seed', SEED)
      .option('replications', {
        type: 'number',
        requiresArg: true,
        describe: 'seeds that every point is run under, instead of the experiment’s',
      })
      .option('out', OUT)
      .option('retry', { type: 'boolean', default: false, describe: 'do runs again that failed' })
      .option('json', JSON_OUTPUT)
      .option('quiet', QUIET)
      .example('$0 sensitivity scenarios/experiments/sensitivity-audits.yaml', ''),
  handler: (args) => finish(() => analyse(args)),
};

async function analyse(args: SensitivityArguments): Promise<number> {
  checkCount('workers', args.workers);
  checkCount('replications', args.replications);
  const { loadExperiment } = await import('../../experiment/file/load.ts');
  const loaded = await loadExperiment(args.file, { set: args.set, seed: args.seed });
  const experiment = args.replications === undefined ? loaded : { ...loaded, replications: args.replications };
  const directory = join(args.out, experiment.name);
  const { analyseSensitivity } = await import('../../experiment/sensitivity/analyse.ts');
  const { planOf } = await import('../../experiment/sensitivity/plan.ts');
  const { checkSweepDirectory } = await import('../../experiment/sweep/sweepFiles.ts');
  const { onInterrupt } = await import('../interrupt.ts');
  const { print, printJson, progress } = await import('../terminal.ts');
  // Before threads are started for it.
  planOf(experiment);
  await checkSweepDirectory(directory);
  const interrupt = onInterrupt('Stopping; finished runs are kept, and the same command goes on from there.');
  const bar = progress(experiment.name, args.quiet);
  bar.show('starting', 0, 1);
  let found: Awaited<ReturnType<typeof analyseSensitivity>>;
  try {
    found = await analyseSensitivity(experiment, {
      directory,
      executor: await openChosen(args, { directory, slurm: experiment.written.slurm }),
      retry: args.retry,
      signal: interrupt.signal,
      onProgress: bar.show,
    });
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    bar.end();
    interrupt.release();
  }
  for (const { metric, reason } of found.leftOut) process.stderr.write(`Nothing is said about ${metric}: ${reason}\n`);
  if (found.metrics.length === 0) return EXIT.failed;
  const { publishSensitivity } = await import('../../report/sensitivity.ts');
  const report = await publishSensitivity(directory, found);
  if (args.json) printJson({ directory, report, ...found });
  else if (!args.quiet) {
    const { sensitivityText } = await import('../sensitivityText.ts');
    print(sensitivityText(found, report));
  }
  return EXIT.done;
}
