/** `verisim sweep`: many runs over a design of points; what is done is kept, and begun again it does what is missing. */
import type { CommandModule } from 'yargs';
import { type ExecutorArguments, openChosen, withExecutor } from '../executor.ts';
import { EXIT, finish } from '../exit.ts';
import { checkCount, JSON_OUTPUT, OUT, QUIET, SEED, withSet } from '../options.ts';

interface SweepArguments extends ExecutorArguments {
  file: string;
  set: string[];
  seed?: string | undefined;
  out: string;
  retry: boolean;
  json: boolean;
  quiet: boolean;
}

export const sweep: CommandModule<object, SweepArguments> = {
  command: 'sweep <file>',
  describe: 'many runs over a design of parameter points; resumable',
  builder: (yargs) =>
    withSet(
      withExecutor(yargs)
        .positional('file', { type: 'string', demandOption: true, describe: 'experiment file (YAML)' })
        .option('seed', { ...SEED, describe: 'master seed, instead of the experiment’s' })
        .option('out', OUT)
        .option('retry', { type: 'boolean', default: false, describe: 'do runs again that failed' })
        .option('json', JSON_OUTPUT)
        .option('quiet', QUIET),
    )
      .example('$0 sweep scenarios/experiments/audit-rate.yaml', '')
      .example('$0 sweep my-sweep.yaml --workers 8 --set horizon=1d', '')
      .example('$0 sweep my-sweep.yaml --executor bullmq --redis redis://queue:6379', '')
      .example('$0 sweep my-sweep.yaml --executor slurm --slurm partition=long --slurm time=2:00:00', ''),
  handler: (args) => finish(() => sweepOne(args)),
};

async function sweepOne(args: SweepArguments): Promise<number> {
  checkCount('workers', args.workers);
  const { join } = await import('node:path');
  const { loadExperiment } = await import('../../experiment/file/load.ts');
  const { checkSweepDirectory } = await import('../../experiment/sweep/sweepFiles.ts');
  const experiment = await loadExperiment(args.file, { set: args.set, seed: args.seed });
  const directory = join(args.out, experiment.name);
  await checkSweepDirectory(directory);
  const { sweep } = await import('../../experiment/sweep/sweep.ts');
  const { publishSweep } = await import('../../report/sweep.ts');
  const { sweepText } = await import('../sweepText.ts');
  const { onInterrupt } = await import('../interrupt.ts');
  const { print, printJson, progress } = await import('../terminal.ts');
  const interrupt = onInterrupt('Stopping; finished runs are kept: the same command goes on.');
  const bar = progress(experiment.name, args.quiet);
  try {
    const executor = await openChosen(args, { directory, slurm: experiment.written.slurm });
    const result = await sweep(experiment, {
      directory,
      executor,
      retry: args.retry,
      signal: interrupt.signal,
      onProgress: bar.show,
    });
    bar.show('charts and report', 1, 1);
    const report = await publishSweep(directory, result);
    bar.end();
    if (args.json) {
      const { name, seed } = experiment;
      const { runs, failed, missing, wide, fresh, points } = result;
      printJson({
        name,
        directory,
        report,
        seed,
        runs,
        fresh,
        failed,
        missing,
        wide,
        points: points.map(({ point, ...rest }) => ({
          point: point.resolved.hash,
          base: point.base,
          values: Object.fromEntries(experiment.factors.map(({ name }, k) => [name, point.values[k]])),
          ...rest,
        })),
      });
    } else if (!args.quiet) print(sweepText(result, report));
    if (result.failed > 0) {
      const worst = result.errors.slice(0, 3).map(({ error, runs }) => `\n  ${runs} x ${error}`);
      process.stderr.write(`${result.failed} of ${result.runs} runs failed:${worst.join('')}\n`);
    }
    if (result.interrupted) return EXIT.interrupted;
    return result.failed > 0 ? EXIT.failed : EXIT.done;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    return EXIT.interrupted;
  } finally {
    bar.end();
    interrupt.release();
  }
}
