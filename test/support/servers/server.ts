/**
 * How does a test have a real server? Started in a folder of its own, bound to this machine alone, and ended with the test,
 * even if the test process is killed: the shell that started the server ends it when its standard input closes.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

/** Where servers live is often on the path of root alone. */
const PLACES = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];

/** The program's file, or undefined where it is not installed. */
export function program(name: string): string | undefined {
  return PLACES.map((place) => join(place, name)).find((file) => existsSync(file));
}

/** Names of those that are not installed. Says so on stderr: a test that is skipped should not look like one that passed. */
export function absentPrograms(what: string, names: readonly string[]): string[] {
  const absent = names.filter((name) => program(name) === undefined);
  if (absent.length > 0) process.stderr.write(`Skipped: ${what}: not installed here: ${absent.join(', ')}\n`);
  return absent;
}

/** A port of 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export interface Server {
  /** What the server has printed. */
  output(): string;
  stop(): Promise<void>;
}

/** Runs the server till its input closes, then `$1`, then ends it: gently, and after five seconds at once. */
const KEEPER = `
last=$1; shift
"$@" </dev/null & server=$!
cat >/dev/null
sh -c "$last" >/dev/null 2>&1
kill $server 2>/dev/null
for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 $server 2>/dev/null || break; sleep 0.5; done
kill -9 $server 2>/dev/null
wait
`;

export interface ServerOptions {
  /** File that gets what it prints. */
  log: string;
  env?: Record<string, string>;
  /** Shell command before the end. */
  last?: string;
}

export function startServer(command: readonly string[], { log, env, last = ':' }: ServerOptions): Server {
  const [name, ...args] = command;
  const out = openSync(log, 'w');
  const keeper: ChildProcess = spawn('sh', ['-c', KEEPER, 'sh', last, program(name!) ?? name!, ...args], {
    stdio: ['pipe', out, out],
    env: { ...process.env, ...env },
  });
  closeSync(out);
  const ended = once(keeper, 'exit');
  return {
    output: () => readFileSync(log, 'utf8'),
    async stop() {
      keeper.stdin!.end();
      await ended;
    },
  };
}

/** Tries until it does not throw; throws its last error, with what the servers said, after so many seconds. */
export async function ready<T>(
  attempt: () => T | Promise<T>,
  { seconds = 60, servers = [] as readonly Server[] } = {},
): Promise<T> {
  const end = performance.now() + 1000 * seconds;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end)
        throw new Error([String(error), ...servers.map((server) => server.output())].join('\n'));
      await new Promise((again) => setTimeout(again, 100));
    }
  }
}

/** A program's standard output. Throws with its standard error. */
export function output(command: readonly string[], env: Record<string, string> = {}): string {
  const [name, ...args] = command;
  return execFileSync(program(name!) ?? name!, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
}
