/** `verisim cluster`: look after an experiment that was submitted to Slurm. */
import type { Argv, CommandModule } from 'yargs';
import type { ClusterStatus } from '../../api/cluster.ts';
import { SLURM, slurmGiven } from '../executor.ts';
import { EXIT, finish } from '../exit.ts';
import { JSON_OUTPUT, QUIET } from '../options.ts';
import { columns, print, printJson } from '../terminal.ts';

interface DirectoryArguments {
  directory: string;
  json: boolean;
  quiet: boolean;
}

export const cluster: CommandModule = {
  command: 'cluster <action>',
  describe: 'follow, resubmit, collect or cancel what was submitted to Slurm',
  builder: (yargs) =>
    yargs
      .command(
        'status <directory>',
        'how far the jobs are, and what is missing',
        (command: Argv) => withDirectory(command),
        (args) => finish(() => status(args)),
      )
      .command(
        'resubmit <directory>',
        'collect, and submit again what is neither done nor under way',
        (command: Argv) => withDirectory(command).option('slurm', SLURM),
        (args) => finish(() => again(args)),
      )
      .command(
        'collect <directory>',
        'bring finished runs into the results',
        (command: Argv) => withDirectory(command),
        (args) => finish(() => collect(args)),
      )
      .command(
        'cancel <directory>',
        'end all jobs; what they have done is kept',
        (command: Argv) => withDirectory(command),
        (args) => finish(() => cancel(args)),
      )
      // What an array task runs.
      .command(
        'do <submission> <place>',
        false,
        (command: Argv) =>
          command
            .positional('submission', { type: 'string', demandOption: true })
            .positional('place', { type: 'number', demandOption: true }),
        (args) => finish(() => work(args)),
      )
      .demandCommand(1, 'status, resubmit, collect or cancel?')
      .strict(),
  // One of the commands above does the work.
  handler() {},
};

const withDirectory = (yargs: Argv) =>
  yargs
    .positional('directory', { type: 'string', demandOption: true, describe: 'results/<name>' })
    .option('json', JSON_OUTPUT)
    .option('quiet', QUIET);

async function status({ directory, json, quiet }: DirectoryArguments): Promise<number> {
  const api = await import('../../api/cluster.ts');
  const found = await api.status(directory);
  if (json) printJson(found);
  else if (!quiet) print(statusText(directory, found));
  return EXIT.done;
}

const HEAD = ['job', 'runs done', 'of', 'tasks waiting', 'running', 'complete', 'incomplete', ''];

function statusText(directory: string, { submissions, stored, missing }: ClusterStatus): string {
  const lines = submissions.map(({ job, runs, places, reasons }) => [
    job ?? '?',
    ...[runs.done, runs.total, places.waiting, places.running, places.complete, places.incomplete].map(String),
    Object.entries(reasons)
      .map(([reason, count]) => `${reason} (${count})`)
      .join(', '),
  ]);
  const table = lines.length === 0 ? [] : columns([HEAD, ...lines], [1, 2, 3, 4, 5, 6]);
  const inAll = `${stored} runs in ${directory}`;
  if (submissions.length === 0) return `Nothing is with Slurm. ${inAll}.`;
  const next =
    missing === 0 ? '' : ` ${missing} runs are neither done nor under way: verisim cluster resubmit ${directory}`;
  return [...table, `${inAll}.${next}`].join('\n');
}

async function collect({ directory, json, quiet }: DirectoryArguments): Promise<number> {
  const api = await import('../../api/cluster.ts');
  const { TakenError } = await import('../../experiment/store/lock.ts');
  try {
    const collected = await api.collect(directory);
    if (json) printJson(collected);
    else if (!quiet)
      print(`${collected.added} runs collected, ${collected.stored} in ${directory}, ${collected.missing} missing.`);
  } catch (error) {
    if (!(error instanceof TakenError)) throw error;
    // Not this one's task, then: the job that follows an array comes here whenever somebody waits for it.
    process.stderr.write(`${error.message}\nIt takes the rows itself; collect again when it was ended.\n`);
  }
  return EXIT.done;
}

async function again({
  directory,
  json,
  quiet,
  slurm,
}: DirectoryArguments & { slurm: readonly string[] }): Promise<number> {
  const api = await import('../../api/cluster.ts');
  const result = await api.resubmit(directory, {
    slurm: await slurmGiven(slurm),
    onNotice: (message) => !quiet && process.stderr.write(`${message}\n`),
  });
  if (json) printJson(result);
  else if (!quiet) print(`${result.added} runs collected, ${result.submitted} submitted again.`);
  return EXIT.done;
}

async function cancel({ directory, json, quiet }: DirectoryArguments): Promise<number> {
  const api = await import('../../api/cluster.ts');
  const submissions = await api.cancel(directory);
  if (json) printJson({ submissions });
  else if (!quiet)
    print(`The jobs of ${submissions} submissions were ended. What they have done: verisim cluster collect`);
  return EXIT.done;
}

async function work({ submission, place }: { submission: string; place: number }): Promise<number> {
  const { doPlace } = await import('../../experiment/slurm/place.ts');
  const { SLURM_JOB_ID = `${process.pid}`, SLURM_RESTART_COUNT = '0' } = process.env;
  const done = await doPlace(submission, place, `${SLURM_JOB_ID}-${SLURM_RESTART_COUNT}`);
  process.stderr.write(`${done} runs done.\n`);
  return EXIT.done;
}
