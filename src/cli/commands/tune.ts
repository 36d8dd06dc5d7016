/** `verisim tune`: search values of rules for goals under constraints; begun again it does the runs that are missing. */
import type { CommandModule } from 'yargs';
import { type ExecutorArguments, openChosen, withExecutor } from '../executor.ts';
import { EXIT, finish, UsageError } from '../exit.ts';
import { checkCount, JSON_OUTPUT, OUT, QUIET, SEED, withSet } from '../options.ts';

interface TuneArguments extends ExecutorArguments {
  file: string;
  set: string[];
  seed?: string | undefined;
  out: string;
  json: boolean;
  quiet: boolean;
}

export const tune: CommandModule<object, TuneArguments> = {
  command: 'tune <file>',
  describe: 'search rule parameters for goals under constraints; Pareto front; resumable',
  builder: (yargs) =>
    withSet(
      withExecutor(yargs)
        .positional('file', {
          type: 'string',
          demandOption: true,
          describe: 'experiment file (YAML) with goals and tune',
        })
        .option('seed', { ...SEED, describe: 'master seed, instead of the experiment’s' })
        .option('out', OUT)
        .option('json', JSON_OUTPUT)
        .option('quiet', QUIET),
    ).example('$0 tune scenarios/experiments/tune-opengradient.yaml', ''),
  handler: (args) => finish(() => tuneOne(args)),
};

async function tuneOne(args: TuneArguments): Promise<number> {
  checkCount('workers', args.workers);
  const { join } = await import('node:path');
  const { loadExperiment } = await import('../../experiment/file/load.ts');
  const { checkSweepDirectory } = await import('../../experiment/sweep/sweepFiles.ts');
  const { tunePlanOf } = await import('../../experiment/tune/planOf.ts');
  if (args.detach) throw new UsageError('--detach: a search looks at each generation before it makes the next');
  const experiment = await loadExperiment(args.file, { set: args.set, seed: args.seed });
  tunePlanOf(experiment);
  const directory = join(args.out, experiment.name);
  await checkSweepDirectory(directory);
  const { runTuning } = await import('../../experiment/tune/run.ts');
  const { publishTuning } = await import('../../report/tuning.ts');
  const { tuningText } = await import('../tuningText.ts');
  const { onInterrupt } = await import('../interrupt.ts');
  const { print, printJson, progress } = await import('../terminal.ts');
  const interrupt = onInterrupt('Stopping; finished runs are kept: the same command goes on.');
  const bar = progress(experiment.name, args.quiet);
  try {
    const executor = await openChosen(args, { directory, slurm: experiment.written.slurm });
    const run = await runTuning(experiment, {
      directory,
      executor,
      signal: interrupt.signal,
      onProgress: bar.show,
    });
    bar.show('charts and report', 1, 1);
    const report = await publishTuning(directory, experiment, run);
    bar.end();
    const { tuning, files } = run;
    if (args.json) printJson({ directory, report, ...JSON.parse(String(files.get('tuning.json'))) });
    else if (!args.quiet) print(tuningText(tuning, report));
    if (tuning.winner === null)
      process.stderr.write('No candidate keeps the constraints on fresh seeds: no winner was written.\n');
    return tuning.winner === null ? EXIT.failed : EXIT.done;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    return EXIT.interrupted;
  } finally {
    bar.end();
    interrupt.release();
  }
}
