/** `verisim compare`: scenarios under the same luck, paired differences, one table and chart per metric. */
import type { CommandModule } from 'yargs';
import { EXIT, finish } from '../exit.ts';
import { checkCount, JSON_OUTPUT, OUT, QUIET, REPLICATIONS, SEED, WORKERS, withSet } from '../options.ts';
import { running } from '../running.ts';
import { print, printJson } from '../terminal.ts';

interface CompareArguments {
  scenarios: string[];
  variant: string[];
  baseline?: string | undefined;
  metric: string[];
  name?: string | undefined;
  seed?: string | undefined;
  replications?: number | undefined;
  set: string[];
  out: string;
  workers?: number | undefined;
  json: boolean;
  quiet: boolean;
}

const LIST = { type: 'string', array: true, nargs: 1, default: [] as string[], defaultDescription: 'none' } as const;

export const compare: CommandModule<object, CompareArguments> = {
  command: 'compare <scenarios..>',
  describe: 'scenarios under the same random numbers: paired differences, in results/<name>/',
  builder: (yargs) =>
    withSet(
      yargs
        .positional('scenarios', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'scenario files (YAML), the first is the baseline; one file with --variant',
        })
        .option('variant', {
          ...LIST,
          describe: 'name:path=value,path=value: the one file with other values, under a name; repeatable',
        })
        .option('baseline', { type: 'string', requiresArg: true, describe: 'name of the scenario to compare with' })
        .option('metric', {
          ...LIST,
          describe: 'metric to compare, repeatable; default the answers to the questions, and a few more',
        })
        .option('name', {
          type: 'string',
          requiresArg: true,
          describe: 'of the results; default of the scenarios’ names',
        })
        .option('seed', { ...SEED, describe: 'master seed of all; default the baseline’s' })
        .option('replications', {
          ...REPLICATIONS,
          describe: 'pairs of runs, at least 2; default what the scenarios say',
        })
        .option('out', OUT)
        .option('workers', WORKERS)
        .option('json', JSON_OUTPUT)
        .option('quiet', QUIET),
    )
      .example('$0 compare cheap.yaml dear.yaml --replications 20', '')
      .example('$0 compare mine.yaml --variant two:flows.clients.routing=power-of-d --replications 20', ''),
  handler: (args) => finish(() => compareAll(args)),
};

async function compareAll(args: CompareArguments): Promise<number> {
  checkCount('workers', args.workers);
  checkCount('replications', args.replications);
  const api = await import('../../api/compare.ts');
  const { comparisonText } = await import('../comparisonText.ts');
  const { json, quiet, scenarios, metric, variant, baseline, name, seed, replications, set, out, workers } = args;
  const stopping = 'Stopping; pairs of runs that are done are compared.';
  return running({ label: 'compare', stopping, quiet }, async ({ signal, show, clear }) => {
    show('starting', 0, 1);
    const { comparison, ...outcome } = await api.compare({
      ...{ scenarios, metrics: metric, variants: variant, baseline, name, seed, replications, set, out, workers },
      signal,
      onProgress: show,
    });
    clear();
    if (json) printJson({ ...outcome, ...comparison });
    else if (comparison !== null && !quiet) print(comparisonText(comparison, outcome.report));
    if (outcome.interrupted) return EXIT.interrupted;
    for (const failure of outcome.failures) process.stderr.write(`${failure}\n`);
    return outcome.failures.length > 0 ? EXIT.failed : EXIT.done;
  });
}
