/** Which options do several commands share, and how is each said? */
import type { Argv } from 'yargs';
import { UsageError } from './exit.ts';

export const SEED = { type: 'string', requiresArg: true, describe: 'master seed, instead of the scenario’s' } as const;
export const REPLICATIONS = {
  type: 'number',
  requiresArg: true,
  describe: 'independent runs, instead of the scenario’s',
} as const;
export const OUT = {
  type: 'string',
  requiresArg: true,
  default: 'results',
  describe: 'directory that holds a directory per result',
} as const;
export const WORKERS = { type: 'number', requiresArg: true, describe: 'threads; default all cores' } as const;
export const JSON_OUTPUT = {
  type: 'boolean',
  default: false,
  describe: 'machine-readable result on stdout, nothing else there',
} as const;
export const QUIET = { type: 'boolean', default: false, describe: 'no progress and no summary; errors only' } as const;

export const TRACE = {
  type: 'string',
  requiresArg: true,
  describe: 'keep one row a job in jobs.parquet: jobs, or jobs=SHARE for a random share of them, e.g. jobs=0.01',
} as const;

/** The share that `--trace jobs[=share]` asks for; undefined when it was left out. Throws UsageError for anything else. */
export function traceShare(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const [what, text = '1', ...rest] = written.split('=');
  const share = text.trim() === '' ? Number.NaN : Number(text);
  if (what !== 'jobs' || rest.length > 0 || !(share > 0 && share <= 1))
    throw new UsageError(`--trace ${written}: expected jobs, or jobs=SHARE with a share above 0 and at most 1`);
  return share;
}

/** `--set path=value`, as often as wanted; one value each, so that a file may follow. */
export function withSet<T>(yargs: Argv<T>) {
  return yargs.option('set', {
    type: 'string',
    array: true,
    nargs: 1,
    default: [] as string[],
    defaultDescription: 'none',
    describe: 'path=value, e.g. flows.clients.arrivals.poisson.rate=4/s; repeatable',
  });
}

/** Throws UsageError unless the option was left out or is a whole number from 1 on. */
export function checkCount(name: string, value: number | undefined): void {
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1))
    throw new UsageError(`--${name} must be a whole number of at least 1`);
}
