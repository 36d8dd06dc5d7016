/** Where are the runs of an experiment done? The options of every command that does many, and what they choose. */
import type { Argv } from 'yargs';
import type { ExecutorChoice } from '../api/executor.ts';
import type { SlurmSettings } from '../experiment/file/slurm.ts';
import { UsageError } from './exit.ts';
import { WORKERS } from './options.ts';

export const REDIS = {
  type: 'string',
  requiresArg: true,
  describe: 'Redis that experiments and workers meet at: redis://[user:password@]host[:port]; default $VERISIM_REDIS',
} as const;

export const SLURM = {
  type: 'string',
  array: true,
  nargs: 1,
  default: [] as string[],
  defaultDescription: 'the experiment’s slurm section',
  describe: 'a setting of the executor slurm, key=value: partition, time, memory, cpus, runs...; repeatable',
} as const;

const EXECUTORS = ['local', 'inline', 'slurm', 'bullmq'] as const;

export interface ExecutorArguments {
  executor: (typeof EXECUTORS)[number];
  workers?: number | undefined;
  redis?: string | undefined;
  slurm: readonly string[];
  detach: boolean;
  quiet?: boolean | undefined;
}

export function withExecutor<T>(yargs: Argv<T>) {
  return yargs
    .option('executor', {
      choices: EXECUTORS,
      default: 'local' as const,
      describe: 'who does the runs: threads here, one after another without threads, jobs of Slurm, workers over Redis',
    })
    .option('workers', WORKERS)
    .option('redis', REDIS)
    .option('slurm', SLURM)
    .option('detach', {
      type: 'boolean',
      default: false,
      describe: 'with slurm: submit and return; "verisim cluster" follows',
    });
}

/** What was chosen, as the library takes it. Throws UsageError. */
export async function choiceOf({
  executor,
  workers,
  redis,
  slurm,
  detach,
  quiet,
}: ExecutorArguments): Promise<ExecutorChoice> {
  return {
    ...{ executor, workers, redis, detach },
    slurm: await slurmGiven(slurm),
    onNotice: (message) => quiet || process.stderr.write(`${message}\n`),
  };
}

/** Settings that the command line gives, those of the file left out; undefined where there are none. Throws UsageError. */
export async function slurmGiven(written: readonly string[]): Promise<Partial<SlurmSettings> | undefined> {
  if (written.length === 0) return undefined;
  const { slurm } = await import('../experiment/file/slurm.ts');
  const given: Record<string, unknown> = {};
  const options: string[] = [];
  for (const each of written) {
    const equals = each.indexOf('=');
    if (equals < 1) throw new UsageError(`--slurm ${each}: expected key=value, such as partition=long`);
    const [key, value] = [each.slice(0, equals), each.slice(equals + 1)];
    if (key === 'options') options.push(value);
    else given[key] = /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  }
  if (options.length > 0) given.options = options;
  const known = Object.keys(slurm.shape);
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new UsageError(`--slurm ${unknown}: no such setting; expected one of ${known.join(', ')}`);
  const asked = Object.fromEntries(Object.keys(given).map((key) => [key, true])) as Record<keyof SlurmSettings, true>;
  const parsed = slurm.pick(asked).safeParse(given);
  if (parsed.success) return parsed.data;
  throw new UsageError(
    parsed.error.issues.map(({ path, message }) => `--slurm ${path.map(String).join('.')}: ${message}`).join('\n'),
  );
}
