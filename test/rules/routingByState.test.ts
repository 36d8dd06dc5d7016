/** Do the routing rules that look at the state of the nodes choose whom they say, with the chances that they say? */
import { describe, expect, it } from 'vitest';
import { JAILED } from '../../src/network/tables.ts';
import { setting } from '../support/bound.ts';
import { fits } from '../support/statistics.ts';

type World = ReturnType<typeof setting>;
const JOBS = 20_000;

/** How often each node is picked for jobs 0, 1, ... */
function counts(world: World, pick: (job: number) => number, jobs = JOBS): number[] {
  const count = Array<number>(world.tables.nodes.table.size).fill(0);
  const job = world.addJob(0);
  for (let number = 0; number < jobs; number++) {
    world.tables.jobs.number.data[job] = number;
    count[pick(job)]!++;
  }
  return count;
}

function load(world: World, present: number[]): void {
  present.forEach((jobs, node) => {
    world.tables.executors.present.data[world.tables.nodes.executor.data[node]!] = jobs;
  });
}

function jail(world: World, node: number): void {
  world.tables.nodes.status.data[node] = JAILED;
  world.world.facts.emit('jailed', node, 0);
}

describe('round-robin', () => {
  it('goes through the nodes in turn, whatever job asks', async () => {
    const world = setting({ nodes: [0, 0, 0] });
    const { pick } = await world.bind('routing', 'round-robin');
    const job = world.addJob(7);
    expect(Array.from({ length: 7 }, (_, k) => pick(job, k % 2))).toEqual([0, 1, 2, 0, 1, 2, 0]);
  });

  it('leaves out who is gone, and takes nobody else out of turn', async () => {
    const world = setting({ nodes: [0, 0, 0, 0] });
    const { pick } = await world.bind('routing', 'round-robin');
    const job = world.addJob(0);
    expect([pick(job, 0), pick(job, 0)]).toEqual([0, 1]);
    jail(world, 0);
    expect([pick(job, 0), pick(job, 0), pick(job, 0)]).toEqual([2, 3, 1]);
    for (const node of [1, 2, 3]) jail(world, node);
    expect(pick(job, 0)).toBe(-1);
  });

  it('goes on where it was when it is bound anew', async () => {
    const world = setting({ nodes: [0, 0, 0] });
    const job = world.addJob(0);
    const before = await world.bind('routing', 'round-robin');
    before.pick(job, 0);
    expect((await world.bind('routing', 'round-robin')).pick(job, 0)).toBe(1);
  });
});

describe('least-loaded', () => {
  it('takes the least occupied of all, and the next ones for further copies', async () => {
    const world = setting({ nodes: Array(6).fill(0) });
    const { pick } = await world.bind('routing', 'least-loaded');
    load(world, [4, 2, 0, 3, 5, 1]);
    const job = world.addJob(3);
    expect([0, 1, 2, 3, 4, 5].map((attempt) => pick(job, attempt))).toEqual([2, 5, 1, 3, 0, 4]);
    jail(world, 2);
    expect(pick(job, 0)).toBe(5);
  });

  it('draws among ties with equal chances, for every copy', async () => {
    const world = setting({ nodes: Array(6).fill(0) });
    const { pick } = await world.bind('routing', 'least-loaded');
    load(world, [1, 0, 1, 0, 9, 0]);
    const first = counts(world, (job) => pick(job, 0));
    expect([first[0], first[2], first[4]]).toEqual([0, 0, 0]);
    expect(fits([first[1]!, first[3]!, first[5]!], Array(3).fill(1 / 3))).toBe(true);
    // Orders of the three: each of the six as often, whichever was first.
    const orders = new Map<string, number>();
    counts(world, (job) => {
      const order = [0, 1, 2].map((attempt) => pick(job, attempt)).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
      return 0;
    });
    expect([...orders.keys()].sort()).toEqual(['135', '153', '315', '351', '513', '531']);
    expect(fits([...orders.values()], Array(6).fill(1 / 6))).toBe(true);
    // The fourth copy begins the next level.
    expect(new Set(Array.from({ length: 50 }, (_, i) => pick(world.addJob(i), 3)))).toEqual(new Set([0, 2]));
  });

  it('begins again when more is asked for than there is, and says -1 when there is nobody', async () => {
    const world = setting({ nodes: [0, 0] });
    const { pick } = await world.bind('routing', 'least-loaded');
    load(world, [1, 0]);
    const job = world.addJob(0);
    expect([pick(job, 2), pick(job, 3), pick(job, 127)]).toEqual([1, 0, 0]);
    jail(world, 0);
    jail(world, 1);
    expect(pick(job, 0)).toBe(-1);
  });
});

describe('reputation-weighted', () => {
  const record = [1, 0.5, 0.25, 0, 0.05];
  const shares = (weights: number[]) => weights.map((w) => w / weights.reduce((a, b) => a + b));
  const without = (values: number[]) => values.filter((_, node) => node !== 3);
  async function picked(gamma: number, reputation: number[]) {
    const world = setting({ nodes: Array(reputation.length).fill(0) });
    world.tables.nodes.reputation.data.set(reputation);
    const { pick } = await world.bind('routing', 'reputation-weighted', { gamma });
    return counts(world, (job) => pick(job, 0));
  }

  it.each([
    [1, [1, 0.5, 0.25, 0.05]],
    [2, [1, 0.25, 0.0625, 0.0025]],
    [0.5, [1, Math.SQRT1_2, 0.5, Math.sqrt(0.05)]],
  ])('draws in proportion to reputation^%d', async (gamma, weights) => {
    const count = await picked(gamma, record);
    expect(count[3]).toBe(0);
    expect(fits(without(count), shares(weights))).toBe(true);
    expect(fits(without(count), Array(4).fill(1 / 4))).toBe(false);
  });

  it('has the same chances where hardly anybody is worth anything, so that the scan decides', async () => {
    const count = await picked(1, [0.002, 0.001, 0.003, 0, 0.004]);
    expect(fits(without(count), shares([2, 1, 3, 4]))).toBe(true);
  });

  it('is uniform with gamma 0, even over those without any record', async () => {
    expect(fits(await picked(0, record), Array(5).fill(0.2))).toBe(true);
  });

  it('says -1 when all are worth nothing, follows changes at once, and depends on the job alone', async () => {
    const world = setting({ nodes: [0, 0, 0] });
    const { reputation } = world.tables.nodes;
    const { pick } = await world.bind('routing', 'reputation-weighted');
    const job = world.addJob(5);
    expect([pick(job, 2), pick(job, 0), pick(job, 2)]).toEqual([pick(job, 2), pick(job, 0), pick(job, 2)]);
    reputation.data.set([0, 0, 1]);
    expect(pick(job, 0)).toBe(2);
    reputation.data.fill(0);
    expect(pick(job, 0)).toBe(-1);
  });
});
