/** `verisim worker`: do runs for experiments that ask for workers over Redis. */
import type { CommandModule } from 'yargs';
import { REDIS, redisAddress } from '../executor.ts';
import { EXIT, finish, UsageError } from '../exit.ts';
import { checkCount, QUIET, WORKERS } from '../options.ts';

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
  handler: (args) => finish(() => work(args)),
};

async function work({ redis, workers, patience, quiet }: WorkerArguments): Promise<number> {
  checkCount('workers', workers);
  if (!(patience >= 1 && Number.isFinite(patience))) throw new UsageError('--patience must be at least 1 second');
  const { serve } = await import('../../experiment/bullmq/serve.ts');
  const { onInterrupt } = await import('../interrupt.ts');
  const say = (text: string): void => {
    process.stderr.write(`${text}\n`);
  };
  const interrupt = onInterrupt('Stopping; runs under way go back to the queue.');
  let done = 0;
  try {
    await serve({
      redis: redisAddress(redis),
      workers,
      patience,
      signal: interrupt.signal,
      onNotice: (message) => !quiet && say(message),
      onRun: () => {
        done++;
      },
    });
  } finally {
    interrupt.release();
  }
  if (!quiet) say(`${done} runs done.`);
  // It works until it is told to stop: that is its end, not its failure.
  return EXIT.done;
}
