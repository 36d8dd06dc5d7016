import { describe, expect, it } from 'vitest';
import { setting } from '../support/bound.ts';

/** A fixed linear congruential generator: the cases of a test, not of a run. */
function uniforms(state: number): () => number {
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Case {
  at: number;
  work: number;
  flow?: number;
  /** When it is called off, if it is still there. */
  leaves?: number;
}

/** Start and end of tasks at one executor under a rule; those called off have what went into them in `spent`. */
async function served(name: string, params: unknown, tasks: Case[], { slots = 1, priority = [0] } = {}) {
  const world = setting({ nodes: [0], terms: { priority } });
  const { tables, engine } = world;
  tables.executors.slots.data[0] = slots;
  const rule = await world.bind('service', name, params);
  const result = tasks.map(() => ({ started: -1, ended: -1, spent: -1, refused: false }));
  const ids: number[] = [];
  const note = () => {
    for (const [step, task] of world.calls.splice(0)) {
      const one = result[ids.indexOf(task!)]!;
      if (step === 'started') {
        one.started = engine.now;
        tables.tasks.started.data[task!] = engine.now;
      } else {
        one.ended = engine.now;
        tables.executors.present.data[0]!--;
      }
    }
  };
  const submit = engine.kind('submit', (i) => {
    const job = world.addJob(i);
    tables.jobs.flow.data[job] = tasks[i]!.flow ?? 0;
    const task = world.addTask(job, 0);
    ids[i] = task;
    tables.tasks.work.data[task] = tasks[i]!.work;
    if (rule.submit(task)) tables.executors.present.data[0]!++;
    else result[i]!.refused = true;
    note();
  });
  const withdraw = engine.kind('withdraw', (i) => {
    if (result[i]!.ended >= 0 || result[i]!.refused) return;
    result[i]!.spent = rule.withdraw(ids[i]!);
    tables.executors.present.data[0]!--;
    note();
  });
  tasks.forEach(({ at, leaves }, i) => {
    engine.at(at, submit, i);
    if (leaves !== undefined) engine.at(leaves, withdraw, i);
  });
  do note();
  while (engine.run(1e6, 1) > 0);
  expect(tables.executors.present.data[0]).toBe(0);
  return result;
}

/** The same by plain objects: at every moment, who is in service and how fast does it go? Looks at every task at every step. */
function reference(
  tasks: Case[],
  rate: (n: number) => number,
  { limit = Infinity, bound = Infinity, shared = true, rank = (_: Case) => 0 },
) {
  const result = tasks.map(() => ({ started: -1, ended: -1, spent: -1, refused: false }));
  let now = 0;
  let inside: { i: number; left: number }[] = [];
  const waiting: number[] = [];
  const moments = tasks.flatMap(({ at, leaves }, i) => [
    { time: at, i, comes: true },
    ...(leaves === undefined ? [] : [{ time: leaves, i, comes: false }]),
  ]);
  moments.sort((a, b) => a.time - b.time);
  const fill = () => {
    while (waiting.length > 0 && inside.length < limit) {
      let best = 0;
      for (let k = 1; k < waiting.length; k++) if (rank(tasks[waiting[k]!]!) < rank(tasks[waiting[best]!]!)) best = k;
      const [i] = waiting.splice(best, 1);
      inside.push({ i: i!, left: tasks[i!]!.work });
      result[i!]!.started = now;
    }
  };
  const pace = () => (shared ? rate(inside.length) / inside.length : 1);
  const go = (until: number) => {
    for (;;) {
      const least = inside.reduce((a, b) => (b.left < a.left ? b : a), { i: -1, left: Infinity });
      const end = inside.length > 0 ? now + least.left / pace() : Infinity;
      const step = Math.min(end, until) - now;
      const share = inside.length > 0 ? pace() : 0;
      for (const one of inside) one.left -= step * share;
      now = Math.min(end, until);
      if (end > until || end === Infinity) return;
      result[least.i]!.ended = now;
      inside = inside.filter((one) => one !== least);
      fill();
    }
  };
  for (const { time, i, comes } of moments) {
    go(time);
    if (comes) {
      if (inside.length + waiting.length >= bound) result[i]!.refused = true;
      else waiting.push(i);
    } else if (result[i]!.ended < 0 && !result[i]!.refused) {
      const at = inside.findIndex((one) => one.i === i);
      result[i]!.spent = at >= 0 ? tasks[i]!.work - inside[at]!.left : 0;
      if (at >= 0) inside.splice(at, 1);
      else waiting.splice(waiting.indexOf(i), 1);
    }
    fill();
  }
  go(Infinity);
  return result;
}

function cases(seed: number, count: number, load: number): Case[] {
  const next = uniforms(seed);
  let at = 0;
  return Array.from({ length: count }, () => {
    at += next();
    const leaves = next() < 0.4 ? at + next() * 4 : undefined;
    return {
      at,
      work: 0.01 + next() * load,
      flow: Math.floor(next() * 3),
      ...(leaves === undefined ? {} : { leaves }),
    };
  });
}

function expectSame(found: Awaited<ReturnType<typeof served>>, wanted: ReturnType<typeof reference>): void {
  found.forEach((one, i) => {
    for (const key of ['started', 'ended', 'spent'] as const)
      expect(Math.abs(one[key] - wanted[i]![key]), `${key} of ${i}`).toBeLessThan(1e-9);
    expect([i, one.refused]).toEqual([i, wanted[i]!.refused]);
  });
  // It was about something: some ended, and some were called off after they had begun.
  expect(found.some(({ ended }) => ended >= 0)).toBe(true);
  expect(found.some(({ spent }) => spent > 0)).toBe(true);
}

describe('services against plain objects that are asked at every event, with tasks that leave', () => {
  it.each([
    ['fifo', 1, undefined],
    ['fifo', 3, 5],
  ] as const)('%s with %d slots and bound %s', async (name, slots, bound) => {
    const tasks = cases(slots, 400, slots * 1.3);
    const wanted = reference(tasks, (n) => n, { limit: slots, shared: false, ...(bound ? { bound } : {}) });
    expectSame(await served(name, bound ? { bound } : {}, tasks, { slots }), wanted);
    if (bound) expect(wanted.some(({ refused }) => refused)).toBe(true);
  });

  it.each([1, 2])('priority with %d slots', async (slots) => {
    const tasks = cases(11, 400, slots * 1.4);
    const priority = [2, 0, 7];
    const wanted = reference(tasks, (n) => n, { limit: slots, shared: false, rank: (one) => priority[one.flow!]! });
    expectSame(await served('priority', {}, tasks, { slots, priority }), wanted);
    // The order matters: that of coming gives other times.
    const inOrder = reference(tasks, (n) => n, { limit: slots, shared: false });
    expect(wanted).not.toEqual(inOrder);
  });

  it.each([
    [{}, 1],
    [{}, 4],
    [{ rates: [1, 1.7, 2.1, 2.2] }, 1],
    [{ rates: [0.5, 0.9], limit: 3 }, 1],
    [{ rates: [1, 1.7, 2.1, 2.2], limit: 4, bound: 6 }, 1],
  ] as [{ rates?: number[]; limit?: number; bound?: number }, number][])(
    'ps %j with %d slots',
    async (params, slots) => {
      const { rates, ...rest } = params;
      const rate = (n: number) => (rates ? rates[Math.min(n, rates.length) - 1]! : Math.min(n, slots));
      const tasks = cases(23, 400, 0.9 * rate(100));
      expectSame(await served('ps', params, tasks, { slots }), reference(tasks, rate, rest));
    },
  );
});

describe('capacity', () => {
  it('is what a full executor does per second', async () => {
    const world = setting();
    expect((await world.bind('service', 'fifo')).capacity(3)).toBe(3);
    expect((await world.bind('service', 'ps')).capacity(3)).toBe(3);
    expect((await world.bind('service', 'ps', { rates: [1, 3, 2] })).capacity(1)).toBe(3);
    expect((await world.bind('service', 'ps', { rates: [1, 3, 4], limit: 1 })).capacity(1)).toBe(1);
  });
});
