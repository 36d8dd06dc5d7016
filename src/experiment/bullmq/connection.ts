/** How is Redis reached? Through ioredis and BullMQ, optional packages that are loaded when they are asked for. */
import type { Redis } from 'ioredis';
import { ClusterError } from '../task/clusterError.ts';

/** All keys of Verisim in a Redis begin with it. */
export const PREFIX = 'verisim';

/** The packages. Throws ClusterError where they are not installed. */
export async function queuePackages() {
  try {
    const [bullmq, ioredis] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { Queue: bullmq.Queue, Worker: bullmq.Worker, WaitingError: bullmq.WaitingError, Redis: ioredis.Redis };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new ClusterError('Work over Redis needs two packages that are not installed: npm install bullmq ioredis');
  }
}

/**
 * A connection that is there when this returns, and that comes back whenever it is lost. Throws ClusterError for what is no
 * address of a Redis (`redis://[user:password@]host[:port][/db]`, `rediss://` with TLS) and where none answers.
 */
export async function connect(address: string, onLost: (message: string) => void = () => {}): Promise<Redis> {
  const shown = shownAddress(address);
  const { Redis } = await queuePackages();
  let reached = false;
  let lost = false;
  let last = 'no answer';
  const redis = new Redis(address, {
    lazyConnect: true,
    // BullMQ waits for a queue as long as it takes.
    maxRetriesPerRequest: null,
    connectTimeout: 10_000,
    retryStrategy: (attempt) => (reached ? Math.min(2000, 100 * attempt) : null),
  });
  redis.on('error', (error) => {
    last = error.message || String(error);
    if (reached && !lost) onLost(`Redis at ${shown} is lost (${last}); trying again until it is back.`);
    lost = true;
  });
  redis.on('ready', () => {
    lost = false;
  });
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw new ClusterError(`Redis at ${shown} cannot be reached: ${last === 'no answer' ? messageOf(error) : last}`);
  }
  reached = true;
  lost = false;
  return redis;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The address without its password. */
function shownAddress(address: string): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new ClusterError(`${address} is no address of a Redis; expected redis://host:port`);
  }
  if (!['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '')
    throw new ClusterError(`${url.protocol}//${url.host} is no address of a Redis; expected redis://host:port`);
  return `${url.protocol}//${url.host}${url.pathname}`;
}
