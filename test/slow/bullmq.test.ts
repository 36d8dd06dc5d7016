/** Do workers on a real Redis give every result once, whatever happens to them? */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Board } from '../../src/experiment/bullmq/board.ts';
import { connect } from '../../src/experiment/bullmq/connection.ts';
import { executors } from '../../src/experiment/executors/all.ts';
import { thisBuild } from '../../src/experiment/task/build.ts';
import type { PointResult } from '../../src/experiment/task/evaluate.ts';
import type { Point } from '../../src/experiment/task/point.ts';
import { busyPoints, evaluated, keptRuns } from '../support/busyExperiment.ts';
import { type Redis, redisIsAbsent, startRedis } from '../support/servers/redis.ts';
import { freePort, ready } from '../support/servers/server.ts';

const COUNT = 3;
const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

interface Process {
  child: ChildProcess;
  said(): string;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

describe.skipIf(redisIsAbsent())('workers on a real Redis', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verisim-bullmq-'));
  let redis: Redis;
  let points: Point[];
  let expected: PointResult[];
  const processes: Process[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    points = busyPoints(folder, '20m');
    const inline = await executors.inline();
    ({ results: expected } = await evaluated(inline, { directory: join(folder, 'inline'), points, count: COUNT }));
  });
  afterEach(async () => {
    for (const { child, ended } of processes.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
  });
  afterAll(async () => {
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function worker(...args: string[]): Process {
    const child = spawn(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), main, 'worker', '--redis', redis.url, '--workers', '1', ...args],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    child.stderr!.on('data', (data) => (said += data));
    const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
    const one = { child, said: () => said, ended };
    processes.push(one);
    return one;
  }

  const open = (directory: string) => executors.bullmq({ directory, redis: redis.url });
  /** Runs that some worker holds. */
  const active = (): number =>
    redis
      .keys()
      .filter((key) => key.endsWith(':active'))
      .reduce((sum, key) => sum + Number(redis.ask('llen', key)), 0);

  it('two workers give the rows that the runs have here, failures among them, and leave nothing behind', async () => {
    const directory = join(folder, 'two');
    worker();
    worker();
    const { results, handed } = await evaluated(await open(directory), { directory, points, count: COUNT });
    expect(results).toEqual(expected);
    expect(results[3]!.runs.map(({ error }) => error)).toEqual(
      Array(COUNT).fill(expect.stringMatching(/RunInputError/)),
    );
    expect(new Set(handed).size).toBe(handed.length);
    expect((await keptRuns(directory)).sort()).toEqual([...handed].sort());
    await ready(() => expect(redis.keys()).toEqual([]));
  });

  it('a worker that is killed in the middle of a run: another one does it, and every result is there once', async () => {
    const directory = join(folder, 'killed');
    const first = worker('--patience', '4');
    let killing: Promise<void> | undefined;
    const kill = async (): Promise<void> => {
      await ready(() => expect(active()).toBe(1));
      first.child.kill('SIGKILL');
      expect(await first.ended).toBe('SIGKILL');
      // The run that it held is nobody's now.
      expect(active()).toBe(1);
      worker('--patience', '4');
    };
    const { results, handed } = await evaluated(await open(directory), {
      directory,
      points,
      count: COUNT,
      onRow: () => {
        killing ??= kill();
      },
    });
    await killing;
    expect(killing).toBeDefined();
    expect(results).toEqual(expected);
    expect(new Set(handed).size).toBe(handed.length);
    expect((await keptRuns(directory)).sort()).toEqual([...handed].sort());
    await ready(() => expect(redis.keys()).toEqual([]));
  });

  it('a worker that is told to stop gives its runs back at once', async () => {
    const directory = join(folder, 'stopped');
    // So long that nobody would miss it within this test.
    const first = worker('--patience', '3600');
    let stopping: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      await ready(() => expect(active()).toBe(1));
      first.child.kill('SIGINT');
      expect(await first.ended).toBe(0);
      expect(first.said()).toMatch(/^\d+ runs done\.$/m);
      expect(active()).toBe(0);
      worker();
    };
    const { results, handed } = await evaluated(await open(directory), {
      directory,
      points: points.slice(0, 1),
      count: COUNT,
      onRow: () => {
        stopping ??= stop();
      },
    });
    await stopping;
    expect(results).toEqual(expected.slice(0, 1));
    expect(handed).toHaveLength(COUNT);
    await ready(() => expect(redis.keys()).toEqual([]));
  });

  it('an experiment that is told to stop takes back what it asked for, and goes on later', async () => {
    const directory = join(folder, 'interrupted');
    const { said } = worker();
    const stop = new AbortController();
    const executor = await open(directory);
    const signal = stop.signal;
    await expect(
      evaluated(executor, { directory, points, count: COUNT, signal, onRow: () => stop.abort() }),
    ).rejects.toThrow(/abort/i);
    expect(redis.keys().filter((key) => /alive|wait|grounds|experiments/.test(key))).toEqual([]);
    await ready(() => expect(said()).toContain('interrupted is over.'));
    const before = await keptRuns(directory);
    expect(before.length).toBeGreaterThan(0);
    const { results, handed } = await evaluated(await open(directory), { directory, points, count: COUNT });
    expect(results).toEqual(expected);
    expect(handed).toHaveLength(points.length * COUNT - before.length);
    await ready(() => expect(redis.keys()).toEqual([]));
  });

  it('a Redis that is lost and comes back empty costs no result', async () => {
    const directory = join(folder, 'forgotten');
    worker();
    let restarting: Promise<void> | undefined;
    const { results, handed } = await evaluated(await open(directory), {
      directory,
      points,
      count: COUNT,
      onRow: () => {
        restarting ??= redis.restart();
      },
    });
    await restarting;
    expect(results).toEqual(expected);
    expect(handed).toHaveLength(points.length * COUNT);
    await ready(() => expect(redis.keys()).toEqual([]));
  });

  it('a worker of another build refuses, says why, and touches nothing', async () => {
    const connection = await connect(redis.url);
    const board = new Board(connection);
    const notice = { id: 'of-old', name: 'old', build: { ...thisBuild(), version: '0.0.1' } };
    await board.announce(notice);
    const { said } = worker();
    await ready(() => expect(said()).toMatch(/Not taking part in old: it runs on Verisim 0\.0\.1 .*, this worker is/));
    expect(redis.keys().sort()).toEqual(['verisim:experiments', 'verisim:of-old:alive']);
    await board.withdraw('of-old');
    connection.disconnect();
    expect(redis.keys()).toEqual([]);
  });

  it('what an experiment leaves that was killed is cleaned away by the next', async () => {
    const connection = await connect(redis.url);
    const board = new Board(connection);
    await board.announce({ id: 'dead', name: 'dead', build: thisBuild() });
    redis.ask('hset', 'verisim:dead:grounds', 'a', '1');
    redis.ask('del', 'verisim:dead:alive');
    expect(await board.read()).toEqual([]);
    expect(redis.keys()).toEqual([]);
    connection.disconnect();
  });

  it('a Redis that is not there is said to be so', async () => {
    const url = `redis://user:secret@127.0.0.1:${await freePort()}`;
    const message = await executors.bullmq({ directory: folder, redis: url }).catch((error: Error) => error.message);
    expect(message).toMatch(/^Redis at redis:\/\/127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED/);
    await expect(executors.bullmq({ directory: folder, redis: 'localhost:6379' })).rejects.toThrow(
      /no address of a Redis/,
    );
  });
});
