/** `verisim run`: simulate scenarios, print a summary, write `results/<name>/`. */
import type { CommandModule } from 'yargs';
import { EXIT, finish } from '../exit.ts';
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
  const { runs } = await import('../../api/run.ts');
  const { summaryText } = await import('../summary.ts');
  const { onInterrupt } = await import('../interrupt.ts');
  const { print, printJson, progress } = await import('../terminal.ts');
  const interrupt = onInterrupt('Stopping; finished replications are kept.');
  const outputs: object[] = [];
  let bar = progress('run', args.quiet);
  let code: number = EXIT.done;
  try {
    const { set, seed, replications, out, workers } = args;
    const outcomes = runs(args.files, {
      ...{ set, seed, replications, out, trace, workers },
      signal: interrupt.signal,
      onScenario(scenario) {
        bar = progress(scenario.name, args.quiet);
        bar.show('starting', 0, scenario.replications);
      },
      onProgress: (what, done, total) => bar.show(what, done, total),
    });
    for await (const { result, directory, report, interrupted } of outcomes) {
      bar.end();
      if (result !== null && report !== null) {
        const { manifest, summary } = result;
        if (args.json) outputs.push({ name: manifest.name, directory, report, seed: manifest.seed, ...summary });
        else if (!args.quiet) print(summaryText(result, report));
      }
      if (interrupted) code = EXIT.interrupted;
    }
  } finally {
    bar.end();
    interrupt.release();
  }
  if (args.json) printJson(outputs);
  return code;
}
