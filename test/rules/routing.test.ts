import { describe, expect, it } from 'vitest';
import { JAILED } from '../../src/network/tables.ts';
import { setting } from '../support/bound.ts';
import { fits } from '../support/statistics.ts';

const JOBS = 20_000;

/** How often each node is picked for jobs 0, 1, ... */
function counts(world: ReturnType<typeof setting>, pick: (job: number) => number, jobs = JOBS): number[] {
  const count = Array<number>(world.tables.nodes.table.size).fill(0);
  const job = world.addJob(0);
  for (let number = 0; number < jobs; number++) {
    world.tables.jobs.number.data[job] = number;
    count[pick(job)]!++;
  }
  return count;
}

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);

describe('uniform', () => {
  it('picks every node with equal chances, and another one at another attempt', async () => {
    const world = setting({ nodes: Array(7).fill(0) });
    const { pick } = await world.bind('routing', 'uniform');
    expect(
      fits(
        counts(world, (job) => pick(job, 0)),
        Array(7).fill(1 / 7),
      ),
    ).toBe(true);
    // Attempts are independent: second choices given the first are uniform too.
    const second = Array<number>(49).fill(0);
    counts(world, (job) => {
      second[pick(job, 0) * 7 + pick(job, 1)]!++;
      return 0;
    });
    expect(fits(second, Array(49).fill(1 / 49))).toBe(true);
  });

  it('depends on the job alone: asked twice it says the same', async () => {
    const world = setting({ nodes: Array(7).fill(0) });
    const { pick } = await world.bind('routing', 'uniform');
    const job = world.addJob(17);
    expect([pick(job, 3), pick(job, 0), pick(job, 3)]).toEqual([pick(job, 3), pick(job, 0), pick(job, 3)]);
  });

  it('leaves out who is not active, and says -1 when nobody is', async () => {
    const world = setting({ nodes: [0, 0, 0] });
    const { pick } = await world.bind('routing', 'uniform');
    const { status } = world.tables.nodes;
    status.data[1] = JAILED;
    world.world.facts.emit('jailed', 1, 0);
    const count = counts(world, (job) => pick(job, 0));
    expect(count[1]).toBe(0);
    expect(fits([count[0]!, count[2]!], [0.5, 0.5])).toBe(true);
    status.data.fill(JAILED);
    world.world.facts.emit('jailed', 0, 0);
    expect(pick(world.addJob(1), 0)).toBe(-1);
  });

  it('picks only enclaves for a flow that needs one', async () => {
    const world = setting({ nodes: [0, 0, 0, 0] });
    world.tables.nodes.tee.data[2] = 1;
    world.directory.require(0, true);
    const { pick } = await world.bind('routing', 'uniform');
    expect(counts(world, (job) => pick(job, 0), 100)).toEqual([0, 0, 100, 0]);
  });
});

describe('power-of-d', () => {
  /** P(the node with r less loaded ones wins) among d distinct of n. */
  const distinct = (n: number, d: number) =>
    Array.from({ length: n }, (_, r) => choose(n - 1 - r, d - 1) / choose(n, d));
  /** The same if a node could be drawn twice: what the rule must not do. */
  const replaced = (n: number, d: number) =>
    Array.from({ length: n }, (_, r) => ((n - r) ** d - (n - r - 1) ** d) / n ** d);

  it.each([
    [5, 2],
    [5, 3],
    [8, 2],
    [8, 7],
  ])('picks the least loaded of d distinct nodes: n = %d, d = %d', async (n, d) => {
    const world = setting({ nodes: Array(n).fill(0) });
    const { pick } = await world.bind('routing', 'power-of-d', { d });
    const count = counts(world, (job) => pick(job, 0));
    // All loads differ, in an order that is not the table's.
    const order = Array.from({ length: n }, (_, i) => (i * 3 + 1) % n);
    order.forEach((node, load) => {
      world.tables.executors.present.data[world.tables.nodes.executor.data[node]!] = load;
    });
    const loaded = counts(world, (job) => pick(job, 0));
    const byRank = order.map((node) => loaded[node]!);
    const possible = n - d + 1;
    expect(byRank.slice(possible)).toEqual(Array(d - 1).fill(0));
    expect(fits(byRank.slice(0, possible), distinct(n, d).slice(0, possible))).toBe(true);
    // With all loads equal the first drawn wins: uniform.
    expect(fits(count, Array(n).fill(1 / n))).toBe(true);
  });

  it('is held to distinctness: the law with replacement is refused by the same check', () => {
    let state = 1;
    const uniform = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const count = [0, 0, 0, 0, 0];
    for (let i = 0; i < JOBS; i++) count[Math.min(Math.floor(uniform() * 5), Math.floor(uniform() * 5))]!++;
    expect(fits(count, replaced(5, 2))).toBe(true);
    expect(fits(count.slice(0, 4), distinct(5, 2).slice(0, 4))).toBe(false);
  });

  it('compares all when there are fewer than d', async () => {
    const world = setting({ nodes: [0, 0, 0] });
    const { pick } = await world.bind('routing', 'power-of-d', { d: 10 });
    [2, 1, 2].forEach((present, node) => {
      world.tables.executors.present.data[world.tables.nodes.executor.data[node]!] = present;
    });
    expect(counts(world, (job) => pick(job, 0), 200)).toEqual([0, 200, 0]);
  });

  it('is uniform with d = 1, whatever the loads', async () => {
    const world = setting({ nodes: [0, 0, 0] });
    const { pick } = await world.bind('routing', 'power-of-d', { d: 1 });
    world.tables.executors.present.data.set([9, 1, 5]);
    expect(
      fits(
        counts(world, (job) => pick(job, 0)),
        [1 / 3, 1 / 3, 1 / 3],
      ),
    ).toBe(true);
  });
});

describe('stake-weighted', () => {
  const bonds = [100, 400, 900, 1600, 0];
  it.each([
    [1, [100, 400, 900, 1600]],
    [0.5, [10, 20, 30, 40]],
  ])('picks in proportion to bond^%d', async (exponent, weights) => {
    const world = setting({ nodes: bonds });
    const { pick } = await world.bind('routing', 'stake-weighted', { exponent });
    const total = weights.reduce((a, b) => a + b);
    const count = counts(world, (job) => pick(job, 0));
    expect(count[4]).toBe(0);
    expect(
      fits(
        count.slice(0, 4),
        weights.map((w) => w / total),
      ),
    ).toBe(true);
    expect(fits(count.slice(0, 4), [0.25, 0.25, 0.25, 0.25])).toBe(false);
  });

  it('is uniform over identities with exponent 0', async () => {
    const world = setting({ nodes: bonds });
    const { pick } = await world.bind('routing', 'stake-weighted', { exponent: 0 });
    expect(
      fits(
        counts(world, (job) => pick(job, 0)),
        Array(5).fill(0.2),
      ),
    ).toBe(true);
  });

  it('follows a slash at once', async () => {
    const world = setting({ nodes: [100, 100] });
    const { pick } = await world.bind('routing', 'stake-weighted');
    pick(world.addJob(0), 0);
    world.ledger.destroy(world.tables.nodes.bond.data[0]!, 75, world.ledger.genesisReason);
    world.world.facts.emit('slashed', 0, 75);
    expect(
      fits(
        counts(world, (job) => pick(job, 0)),
        [0.2, 0.8],
      ),
    ).toBe(true);
  });

  it('says -1 when nobody has a bond', async () => {
    const world = setting({ nodes: [0, 0] });
    const { pick } = await world.bind('routing', 'stake-weighted');
    expect(pick(world.addJob(0), 0)).toBe(-1);
  });
});

describe('sticky', () => {
  it('draws a node uniformly per client and keeps it', async () => {
    const world = setting({ nodes: [0, 0, 0, 0], clients: 4000 });
    const { pick } = await world.bind('routing', 'sticky', { recheck: '300s' });
    const first = Array.from({ length: 4000 }, (_, client) => pick(world.addJob(client, client), 0));
    const count = [0, 1, 2, 3].map((node) => first.filter((one) => one === node).length);
    expect(fits(count, Array(4).fill(0.25))).toBe(true);
    expect(Array.from({ length: 4000 }, (_, client) => pick(world.addJob(5000 + client, client), 0))).toEqual(first);
  });

  it('believes in its node until the recheck, then finds it gone; keeps it when it is not', async () => {
    const world = setting({ nodes: [0, 0, 0] });
    const { pick } = await world.bind('routing', 'sticky', { recheck: '10s' });
    const { facts } = world.world;
    const { status } = world.tables.nodes;
    let number = 0;
    const at = (time: number) => {
      world.engine.run(time);
      return pick(world.addJob(number++), 0);
    };
    const mine = at(0);
    status.data[mine] = JAILED;
    facts.emit('jailed', mine, 0);
    expect(at(9.99)).toBe(mine);
    const other = at(10);
    expect(other).not.toBe(mine);
    // Checked and found active at 20, so believed in until 30.
    expect(at(20)).toBe(other);
    status.data[other] = JAILED;
    facts.emit('jailed', other, 0);
    expect(at(29.99)).toBe(other);
    expect(at(30)).not.toBe(other);
  });

  it('retries elsewhere, uniformly', async () => {
    const world = setting({ nodes: [0, 0, 0] });
    const { pick } = await world.bind('routing', 'sticky');
    expect(
      fits(
        counts(world, (job) => pick(job, 1)),
        [1 / 3, 1 / 3, 1 / 3],
      ),
    ).toBe(true);
  });
});
