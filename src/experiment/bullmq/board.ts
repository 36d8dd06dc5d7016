/**
 * Which experiments are there to work on? A list in Redis. Each has a queue of its own, so that one that is over can be
 * cleaned away as a whole, and says again and again that it is alive: one that was killed is cleaned away by the others.
 */
import type { Redis } from 'ioredis';
import type { Build } from '../task/build.ts';
import { PREFIX, queuePackages } from './connection.ts';

/** An experiment that wants work done. */
export interface Notice {
  /** Of this process, not of the experiment: one that is started again asks afresh. */
  id: string;
  /** For people. */
  name: string;
  /** Who works on it must be of the same build. */
  build: Build;
}

/** An experiment that has not been heard of for so long is over. */
const ALIVE_MS = 60_000;

const LIST = `${PREFIX}:experiments`;
const aliveKey = (id: string): string => `${PREFIX}:${id}:alive`;

/** Name of the queue of an experiment. */
export const queueName = (id: string): string => `runs-${id}`;
/** Hash of the grounds of an experiment, by their ids. */
export const groundsKey = (id: string): string => `${PREFIX}:${id}:grounds`;
/** Rows that nobody fetches are forgotten after so many seconds. */
const FORGOTTEN_S = 86_400;
/** A row for an experiment that is over would lie there for nothing. */
const HAND_OVER = `if redis.call('exists', KEYS[1]) == 0 then return 0 end
redis.call('rpush', KEYS[2], ARGV[1])
return redis.call('expire', KEYS[2], ARGV[2])`;

/** List of the rows that its process has not taken yet. */
export const rowsKey = (id: string): string => `${PREFIX}:${id}:rows`;

export class Board {
  private readonly redis: Redis;

  constructor(redis: Redis) {
    this.redis = redis;
  }

  /** To be said again well within `ALIVE_MS`. */
  async announce(notice: Notice): Promise<void> {
    await this.redis
      .multi()
      .set(aliveKey(notice.id), '1', 'PX', ALIVE_MS)
      .hset(LIST, notice.id, JSON.stringify(notice))
      .exec();
  }

  /** Those that are alive. What is left of others is cleaned away. */
  async read(): Promise<Notice[]> {
    const alive: Notice[] = [];
    for (const [id, text] of Object.entries(await this.redis.hgetall(LIST))) {
      if ((await this.redis.exists(aliveKey(id))) === 1) alive.push(JSON.parse(text) as Notice);
      else await this.withdraw(id);
    }
    return alive;
  }

  /** Hands a row over to the experiment, if it is alive; one that was thought dead asks for the run again. */
  async handOver(id: string, row: string): Promise<void> {
    await this.redis.eval(HAND_OVER, 2, aliveKey(id), rowsKey(id), row, FORGOTTEN_S);
  }

  /** Cleans away the experiment and all that it has in Redis. */
  async withdraw(id: string): Promise<void> {
    await this.redis.multi().hdel(LIST, id).del(aliveKey(id), groundsKey(id), rowsKey(id)).exec();
    const { Queue } = await queuePackages();
    const queue = new Queue(queueName(id), { connection: this.redis, prefix: PREFIX, skipMetasUpdate: true });
    queue.on('error', () => {});
    await queue.obliterate({ force: true });
    await queue.close();
  }
}
