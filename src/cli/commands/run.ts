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
import { running } from '../running.ts';
import { print, printJson } from '../terminal.ts';

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
  const { files, set, seed, replications, out, workers, json, quiet } = args;
  const outputs: object[] = [];
  const stopping = 'Stopping; finished replications are kept.';
  const code = await running({ label: 'run', stopping, quiet }, async ({ signal, show, begin, clear }) => {
    const outcomes = runs(files, {
      ...{ set, seed, replications, out, trace, workers, signal },
      onScenario(scenario) {
        begin(scenario.name);
        show('starting', 0, scenario.replications);
      },
      onProgress: show,
    });
    let stopped = false;
    for await (const { result, directory, report, interrupted } of outcomes) {
      clear();
      if (result !== null && report !== null) {
        const { manifest, summary } = result;
        if (json) outputs.push({ name: manifest.name, directory, report, seed: manifest.seed, ...summary });
        else if (!quiet) print(summaryText(result, report));
      }
      stopped ||= interrupted;
    }
    return stopped ? EXIT.interrupted : EXIT.done;
  });
  if (json) printJson(outputs);
  return code;
}
