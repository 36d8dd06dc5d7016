/** When are finished runs on the disk? When their part is full, when they have waited long enough, and at the end. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isPart, RUNS, Store } from '../../../src/experiment/store/store.ts';
import { failedRow } from '../../../src/experiment/task/runRow.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'verisim-store-'));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true, force: true });
});

const row = (replication: number) => failedRow('a', replication, '1', 'no numbers');
const parts = (): number => readdirSync(join(directory, RUNS)).filter(isPart).length;
/** The disk has its own time. */
const written = (count: number) => vi.waitFor(() => expect(parts()).toBe(count), { interval: 2 });

test('a run that no other follows waits for seconds, not for the end', async () => {
  const store = await Store.open(directory);
  await store.add(row(1));
  await vi.advanceTimersByTimeAsync(4000);
  expect(parts()).toBe(0);
  await store.add(row(2));
  await vi.advanceTimersByTimeAsync(1001);
  await written(1);
  await vi.advanceTimersByTimeAsync(100_000);
  expect(parts()).toBe(1);
  await store.add(row(3));
  await store.close();
  expect(parts()).toBe(2);
  const again = await Store.open(directory);
  expect([1, 2, 3, 4].map((replication) => again.has('a', replication))).toEqual([true, true, true, false]);
  await again.close();
});

test('a full part is written at once', async () => {
  const store = await Store.open(directory, { rows: 2 });
  await store.add(row(1));
  expect(parts()).toBe(0);
  await store.add(row(2));
  expect(parts()).toBe(1);
  await store.close();
});

test('what could not be written while nobody asked is told to whoever asks next', async () => {
  const store = await Store.open(directory);
  await store.add(row(1));
  rmSync(join(directory, RUNS), { recursive: true });
  writeFileSync(join(directory, RUNS), 'in the way');
  await vi.advanceTimersByTimeAsync(5001);
  await expect(store.close()).rejects.toThrow(/EEXIST|ENOTDIR/);
});
