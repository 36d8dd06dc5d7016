import { describe, expect, it } from 'vitest';
import { setting } from '../support/bound.ts';
import { chiSquareBound } from '../support/statistics.ts';

describe('poisson', () => {
  it('has independent exponential gaps of its rate (Kolmogorov-Smirnov, index of dispersion)', async () => {
    const world = setting();
    const rule = await world.bind('arrivals', 'poisson', { rate: '5/s' });
    rule.start();
    const times: number[] = [];
    while (times.length < 10_000) {
      world.engine.run(Infinity, 1);
      for (const [step, flow, size] of world.calls.splice(0)) {
        expect([step, flow, size]).toEqual(['arrive', 0, -1]);
        times.push(world.engine.now);
      }
    }
    const gaps = times.map((t, i) => t - (times[i - 1] ?? 0)).sort((a, b) => a - b);
    const n = gaps.length;
    const distance = Math.max(...gaps.map((x, i) => Math.abs(1 - Math.exp(-5 * x) - (i + 0.5) / n)));
    expect(distance * Math.sqrt(n)).toBeLessThan(1.95);
    // Counts per 10 s: variance / mean x (k - 1) is chi-square with k - 1 degrees of freedom.
    const k = 150;
    const counts = Array<number>(k).fill(0);
    for (const time of times) if (time < k * 10) counts[Math.floor(time / 10)]!++;
    const mean = counts.reduce((a, b) => a + b) / k;
    const dispersion = counts.reduce((s, c) => s + (c - mean) ** 2, 0) / mean;
    expect(dispersion).toBeLessThan(chiSquareBound(k - 1));
    expect(dispersion).toBeGreaterThan(149 - 4 * Math.sqrt(2 * 149));
  });

  it('sends nothing at rate 0', async () => {
    const world = setting();
    (await world.bind('arrivals', 'poisson', { rate: 0 })).start();
    expect(world.engine.run(1000)).toBe(0);
  });
});

describe('fifo', () => {
  /** Start and end of tasks submitted at these times, with this much work, on one executor with so many slots. */
  async function served(tasks: { at: number; work: number }[], slots: number) {
    const world = setting({ nodes: [0] });
    world.tables.executors.slots.data[0] = slots;
    const rule = await world.bind('service', 'fifo');
    const ids: number[] = [];
    const submit = world.engine.kind('submit', (i) => {
      const task = world.addTask(world.addJob(i), 0);
      ids[i] = task;
      world.tables.tasks.work.data[task] = tasks[i]!.work;
      rule.submit(task);
    });
    tasks.forEach(({ at }, i) => {
      world.engine.at(at, submit, i);
    });
    const log: Record<string, number[]> = { started: [], executed: [] };
    do {
      for (const [step, task] of world.calls.splice(0)) log[step]![ids.indexOf(task!)] = world.engine.now;
    } while (world.engine.run(1e6, 1) > 0);
    return { started: log.started!, ended: log.executed! };
  }

  it('serves in order of submission, one task a slot', async () => {
    const tasks = [
      { at: 0, work: 5 },
      { at: 1, work: 1 },
      { at: 2, work: 1 },
    ];
    expect(await served(tasks, 1)).toEqual({ started: [0, 5, 6], ended: [5, 6, 7] });
    expect(await served(tasks, 2)).toEqual({ started: [0, 1, 2], ended: [5, 2, 3] });
  });

  it('obeys the recursion of Kiefer and Wolfowitz: the task that comes takes the slot that is free first', async () => {
    let state = 7;
    const uniform = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    let at = 0;
    const tasks = Array.from({ length: 500 }, () => {
      at += uniform();
      return { at, work: uniform() * 2.8 };
    });
    for (const slots of [1, 3]) {
      const free = Array<number>(slots).fill(0);
      const started = tasks.map((task) => {
        free.sort((a, b) => a - b);
        const start = Math.max(task.at, free[0]!);
        free[0] = start + task.work;
        return start;
      });
      expect((await served(tasks, slots)).started).toEqual(started);
    }
  });
});
