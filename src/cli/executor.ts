/** Where are the runs of an experiment done? The options of every command that does many, and the executor that they choose. */
import type { Argv } from 'yargs';
import type { SlurmSettings } from '../experiment/file/slurm.ts';
import type { Executor } from '../experiment/task/executor.ts';
import { UsageError } from './exit.ts';
import { WORKERS } from './options.ts';

export const REDIS = {
  type: 'string',
  requiresArg: true,
  describe: 'Redis that experiments and workers meet at: redis://[user:password@]host[:port]; default $VERISIM_REDIS',
} as const;

/** The address that was given, or that of the environment. Throws UsageError where there is neither. */
export function redisAddress(given: string | undefined): string {
  const address = given ?? process.env.VERISIM_REDIS;
  if (address === undefined || address === '')
    throw new UsageError('which Redis? Give --redis redis://host:port, or set VERISIM_REDIS');
  return address;
}

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

/** Opens the executor that was chosen; `slurm` is what the experiment's file says. Throws UsageError and ClusterError. */
export async function openChosen(
  { executor, workers, redis, slurm: written, detach, quiet }: ExecutorArguments,
  { directory, slurm: ofFile }: { directory: string; slurm?: SlurmSettings | undefined },
): Promise<Executor> {
  if (detach && executor !== 'slurm') throw new UsageError('--detach goes with --executor slurm');
  if (written.length > 0 && executor !== 'slurm') throw new UsageError('--slurm goes with --executor slurm');
  const { executors } = await import('../experiment/executors/all.ts');
  return executors[executor]({
    directory,
    workers,
    detach,
    ...(executor === 'bullmq' ? { redis: redisAddress(redis) } : {}),
    ...(executor === 'slurm' ? { slurm: await slurmSettings(written, ofFile) } : {}),
    onNotice: (message) => quiet || process.stderr.write(`${message}\n`),
  });
}

/** Settings of the command line over those of the file. Throws UsageError. */
export async function slurmSettings(
  written: readonly string[],
  ofFile: Partial<SlurmSettings> = {},
): Promise<SlurmSettings> {
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
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(slurm.shape, key));
  if (unknown !== undefined)
    throw new UsageError(`--slurm ${unknown}: no such setting; expected one of ${Object.keys(slurm.shape).join(', ')}`);
  const parsed = slurm.safeParse({ ...ofFile, ...given, ...(options.length > 0 ? { options } : {}) });
  if (parsed.success) return parsed.data;
  throw new UsageError(
    parsed.error.issues.map(({ path, message }) => `--slurm ${path.map(String).join('.')}: ${message}`).join('\n'),
  );
}
