/** A Redis of the test's own: on 127.0.0.1, in memory only. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { absentPrograms, freePort, output, ready, type Server, startServer } from './server.ts';

export interface Redis {
  url: string;
  /** Answer to a command, as redis-cli prints it. */
  ask(...words: string[]): string;
  /** Names of all keys that it holds. */
  keys(): string[];
  /** Stops it and starts it again at the same address: it has forgotten everything. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export function redisIsAbsent(): boolean {
  return absentPrograms('tests with a real Redis', ['redis-server', 'redis-cli']).length > 0;
}

export async function startRedis(): Promise<Redis> {
  const folder = mkdtempSync(join(tmpdir(), 'verisim-redis-'));
  const port = `${await freePort()}`;
  const start = (): Server =>
    startServer(
      ['redis-server', '--bind', '127.0.0.1', '--port', port, '--save', '', '--appendonly', 'no', '--dir', folder],
      { log: join(folder, 'log') },
    );
  let server = start();
  const ask = (...words: string[]): string => output(['redis-cli', '-h', '127.0.0.1', '-p', port, ...words]);
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const answers = (): Promise<void> =>
    ready(
      () => {
        if (ask('ping').trim() !== 'PONG') throw new Error('redis-server does not answer');
      },
      { servers: [server] },
    );
  try {
    await answers();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    ask,
    keys: () => ask('keys', '*').split('\n').filter(Boolean),
    async restart() {
      await server.stop();
      server = start();
      await answers();
    },
    stop,
  };
}
