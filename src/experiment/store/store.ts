/**
 * Which runs are done, and what did they give? Parquet parts in `runs/`, each written to a temporary name and renamed when it
 * is whole, never changed afterwards: killed at any moment, what was renamed is there and the rest is missing. What stays in
 * memory is which runs there are, and the rows of the next part.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TEMPORARY, writeWhole } from '../../results/whole.ts';
import type { RunRow } from '../task/runRow.ts';
import { lock } from './lock.ts';
import { printPart, readKeys, readPart, shapeOf } from './parts.ts';

export const RUNS = 'runs';
const PART = /^[0-9a-f]{16}\.parquet$/;

/** Is this the name of a part that is whole? */
export const isPart = (name: string): boolean => PART.test(name);

/** Rows of a part at most. */
const ROWS = 500;
/** A row waits for its part no longer than this share of the time since the store was opened, within these bounds in ms. */
const WAIT = { share: 0.05, least: 5000, most: 60_000 };

export interface StoreOptions {
  /** Rows of a part at most. */
  rows?: number | undefined;
  /** Runs that failed count as missing: they are done again. */
  retry?: boolean | undefined;
}

/** The runs of one experiment, in its directory. One process has it at a time; others may read its parts. */
export class Store {
  readonly directory: string;
  private readonly unlock: () => Promise<void>;
  private readonly most: number;
  private readonly retry: boolean;
  /** By point: replications that are done, and the parts that they are in. */
  private readonly done = new Map<string, { replications: Set<number>; parts: Set<string> }>();
  private failures = 0;
  private count = 0;
  private waiting = new Map<string, RunRow[]>();
  private readonly opened = Date.now();
  private waitingSince = 0;
  /** Ends the wait though no further run ends. */
  private timer: NodeJS.Timeout | undefined;
  /** Parts are written one after another; once one could not be, nobody goes on as if it were there. */
  private writing: Promise<void> = Promise.resolve();

  private constructor(directory: string, unlock: () => Promise<void>, { rows = ROWS, retry = false }: StoreOptions) {
    this.directory = directory;
    this.unlock = unlock;
    this.most = rows;
    this.retry = retry;
  }

  /**
   * Opens the runs in `directory`, which need not be there yet; what a killed process left half-written is removed. Throws
   * ResultsError while another process has it.
   */
  static async open(directory: string, options: StoreOptions = {}): Promise<Store> {
    const store = new Store(directory, await lock(directory), options);
    try {
      await mkdir(join(directory, RUNS), { recursive: true });
      for (const name of (await readdir(join(directory, RUNS))).sort())
        if (name.endsWith(TEMPORARY)) await rm(join(directory, RUNS, name));
        else if (PART.test(name)) await store.index(name);
    } catch (error) {
      await store.unlock();
      throw error;
    }
    return store;
  }

  /** Runs that are done, failed ones among them. */
  get size(): number {
    return this.count;
  }

  /** Of these, runs that failed. */
  get failed(): number {
    return this.failures;
  }

  has(point: string, replication: number): boolean {
    return this.done.get(point)?.replications.has(replication) ?? false;
  }

  /** Keeps a row; one that is there already is dropped. Resolves when as many rows wait as may. */
  async add(row: RunRow): Promise<void> {
    if (!this.note(row.point, row.replication, row.error !== null)) return;
    const shape = shapeOf(row);
    const rows = this.waiting.get(shape) ?? [];
    this.waiting.set(shape, rows);
    rows.push(row);
    const now = Date.now();
    const patience = Math.min(WAIT.most, Math.max(WAIT.least, WAIT.share * (now - this.opened)));
    if (this.waitingSince === 0) {
      this.waitingSince = now;
      // What goes wrong here is told by the next call. No process lives on for it: closing the store writes, too.
      this.timer = setTimeout(() => void this.flush().catch(() => {}), patience).unref();
    }
    if (rows.length >= this.most || now - this.waitingSince > patience) await this.flush();
  }

  /** Writes what waits. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    const groups = [...this.waiting.values()];
    this.waiting = new Map();
    this.waitingSince = 0;
    for (const rows of groups) {
      const content = printPart(rows);
      // By its content: two processes that did the same runs write the same file.
      const name = `${createHash('sha256').update(content).digest('hex').slice(0, 16)}.parquet`;
      await writeWhole(join(this.directory, RUNS, name), content);
      for (const { point } of rows) this.done.get(point)!.parts.add(name);
    }
  }

  /** The runs of some points, each by ascending replication; a point without runs is missing. */
  async runsOf(points: ReadonlySet<string>, metrics?: readonly string[]): Promise<Map<string, RunRow[]>> {
    await this.flush();
    const parts = new Set([...points].flatMap((point) => [...(this.done.get(point)?.parts ?? [])]));
    const runs = new Map<string, Map<number, RunRow>>();
    for (const part of [...parts].sort())
      for (const row of await readPart(join(this.directory, RUNS, part), { points, metrics })) {
        const known = runs.get(row.point) ?? new Map<number, RunRow>();
        runs.set(row.point, known);
        // A run that failed and was done again stands there twice.
        if (!known.has(row.replication) || row.error === null) known.set(row.replication, row);
      }
    return new Map(
      [...runs].map(([point, rows]) => [point, [...rows.values()].sort((a, b) => a.replication - b.replication)]),
    );
  }

  /** Every run once, in no order that means anything; a part is held at a time. A run that failed comes if it never succeeded. */
  async *rows(metrics?: readonly string[]): AsyncGenerator<RunRow> {
    await this.flush();
    const seen = new Map<string, Set<number>>();
    const failures: RunRow[] = [];
    for (const name of await this.parts())
      for (const row of await readPart(join(this.directory, RUNS, name), { metrics })) {
        const known = seen.get(row.point) ?? new Set<number>();
        seen.set(row.point, known);
        if (known.has(row.replication)) continue;
        if (row.error === null) {
          known.add(row.replication);
          yield row;
        } else failures.push(row);
      }
    for (const row of failures) {
      const known = seen.get(row.point)!;
      if (known.has(row.replication)) continue;
      known.add(row.replication);
      yield row;
    }
  }

  /** File names of the parts, in code unit order. */
  private async parts(): Promise<string[]> {
    return (await readdir(join(this.directory, RUNS))).filter((name) => PART.test(name)).sort();
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.unlock();
    }
  }

  /** False where the run was known. */
  private note(point: string, replication: number, failed: boolean, part?: string): boolean {
    const known = this.done.get(point) ?? { replications: new Set(), parts: new Set() };
    this.done.set(point, known);
    if (part !== undefined) known.parts.add(part);
    if (known.replications.has(replication)) return false;
    known.replications.add(replication);
    this.count++;
    if (failed) this.failures++;
    return true;
  }

  private async index(name: string): Promise<void> {
    for (const { point, replication, failed } of await readKeys(join(this.directory, RUNS, name)))
      if (!(failed && this.retry)) this.note(point, replication, failed, name);
  }
}
