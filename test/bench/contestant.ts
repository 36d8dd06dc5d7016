/**
 * How is one contestant measured? In a process of its own, so that none warms or spoils the compiler for another; rounds
 * of all contestants are interleaved, so that a busy machine troubles all alike. CPU time, not wall-clock time.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './table.ts';

/** What one round returns: numbers by name, e.g. `{ns: 80}`. */
export type Measured = Record<string, number>;
export type Contestant = () => Measured;

const HERE = import.meta.dirname;

/** A TypeScript file of this folder that prints one line of JSON. */
export function typescript(file: string, ...args: (string | number)[]): Contestant {
  return () => parse(process.execPath, ['--expose-gc', '--import', 'tsx', join(HERE, file), ...args.map(String)]);
}

/** Debian's Python: python3-simpy is installed for it and for no other. Null where it is not there. */
const PYTHON = ['/usr/bin/python3', '/usr/local/bin/python3'].find((path) => existsSync(path));

/** A Python file of this folder that prints one line of JSON; undefined when Python or a module it needs is missing. */
export function python(module: string, file: string, ...args: (string | number)[]): Contestant | undefined {
  const interpreter = PYTHON;
  if (interpreter === undefined) return undefined;
  try {
    execFileSync(interpreter, ['-c', `import ${module}`], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return () => parse(interpreter, [join(HERE, file), ...args.map(String)]);
}

function parse(command: string, args: string[]): Measured {
  const output = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(output.trim().split('\n').at(-1)!) as Measured;
}

/** Medians by contestant: every contestant once per round, in turn. */
export function race<Name extends string>(
  contestants: Record<Name, Contestant | undefined>,
  rounds: number,
): Record<Name, Record<string, number | null>> {
  const names = Object.keys(contestants) as Name[];
  const found = new Map<Name, Measured[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const name of names) {
      const contestant = contestants[name];
      if (contestant !== undefined) found.get(name)!.push(contestant());
    }
  const medians = names.map((name) => {
    const results = found.get(name)!;
    const keys = Object.keys(results[0] ?? {});
    return [name, Object.fromEntries(keys.map((key) => [key, median(results.map((each) => each[key]!))]))];
  });
  return Object.fromEntries(medians);
}

/** CPU seconds that this process has used. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * CPU seconds of a unit of work in the quietest twentieth of many equal slices. On a machine that is shared, other tenants
 * slow most slices down by up to a half, through caches and memory that CPU time does not leave out; what the slices that
 * they left alone took is nearest to what the code takes. Whole runs are reported beside it.
 */
export class Slices {
  private readonly seconds: number[] = [];
  private readonly units: number;

  /** `units` of work in every slice. */
  constructor(units: number) {
    this.units = units;
  }

  time(slice: () => void): void {
    const start = cpuSeconds();
    slice();
    this.seconds.push((cpuSeconds() - start) / this.units);
  }

  get quietest(): number {
    const sorted = this.seconds.toSorted((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 20)]!;
  }
}

/** A module of the compiled dist/, with the type of its source. */
export async function compiled<T>(path: string): Promise<T> {
  return (await import(new URL(`../../dist/${path}`, import.meta.url).href)) as T;
}
