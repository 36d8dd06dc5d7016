/** `verisim worker`: do runs for experiments that ask for workers over Redis. */
import type { CommandModule } from 'yargs';
import { REDIS } from '../executor.ts';
import { EXIT, finish } from '../exit.ts';
import { checkCount, QUIET, WORKERS } from '../options.ts';
import { running } from '../running.ts';

interface WorkerArguments {
  redis: string | undefined;
  workers: number | undefined;
  patience: number;
  quiet: boolean;
}

export const worker: CommandModule<object, WorkerArguments> = {
  command: 'worker',
  describe: 'do runs for experiments anywhere that ask for workers over Redis',
  builder: (yargs) =>
    yargs
      .option('redis', REDIS)
      .option('workers', {
        ...WORKERS,
        alias: 'concurrency',
        describe: 'runs at once, a thread each; default all cores',
      })
      .option('patience', {
        type: 'number',
        requiresArg: true,
        default: 15,
        describe: 'seconds without a sign of life after which a run is taken from its worker',
      })
      .option('quiet', QUIET),
  handler: (args) => finish(() => takePart(args)),
};

async function takePart({ redis, workers, patience, quiet }: WorkerArguments): Promise<number> {
  checkCount('workers', workers);
  const { work } = await import('../../api/work.ts');
  const say = (text: string): void => {
    if (!quiet) process.stderr.write(`${text}\n`);
  };
  // It works until it is told to stop: that is its end, not its failure.
  const stopping = 'Stopping; runs under way go back to the queue.';
  return running({ label: 'worker', stopping, quiet: true }, async ({ signal }) => {
    const done = await work({ redis, workers, patience, signal, onNotice: say });
    say(`${done} runs done.`);
    return EXIT.done;
  });
}
