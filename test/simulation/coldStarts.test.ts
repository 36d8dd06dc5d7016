/** Does a model that is not there cost what it should, and does the right one make room? Traces by hand, and published hit rates of LRU. */
import { describe, expect, it } from 'vitest';
import { flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';
import { deviation } from '../support/statistics.ts';

const each = (name: string, model: string, more: Written = {}) =>
  flow({ name, model, arrivals: { trace: { file: 'fixtures/four-jobs.csv' } }, ...more });

/** What each answered job took from its arrival, per flow, in order. */
async function times(written: Written): Promise<Record<string, number[]>> {
  const checked = await scenario(written);
  const all: Record<string, number[]> = {};
  simulate(checked, {
    observers: ({ world: { engine, tables } }) => [
      {
        accepted(job) {
          const { name } = checked.flows[tables.jobs.flow.data[job]!]!;
          all[name] ??= [];
          all[name].push(Math.round((engine.now - tables.jobs.arrived.data[job]!) * 1e6) / 1e6);
        },
      },
    ],
  });
  return all;
}

// The trace: 2 s of work at 1 and 2, 1 s at 10, 5 s at 25.
describe('a model that is not there', () => {
  it('is loaded before its first execution, in service, and is there for the later ones', async () => {
    expect(
      await times({
        models: [{ name: 'm', size: '1s', memory: 8 }],
        nodes: [{ group: 'n', count: 1, memory: 8, bandwidth: 2 }],
        flows: [each('f', 'm')],
      }),
    ).toEqual({ f: [6, 7, 1, 5] });
  });

  it('takes its own time to load where it says so, and the hub its own', async () => {
    const nodes = [{ group: 'n', count: 1, memory: 8, bandwidth: 2 }];
    const models = [{ name: 'm', size: '1s', memory: 8, load: '3s', fetch: '500ms' }];
    const checked = { models, nodes, flows: [each('f', 'm')] };
    expect(await times(checked)).toEqual({ f: [5.5, 6.5, 1, 5] });
    const { metrics } = measure(await scenario(checked)).record();
    expect(metrics['cold_starts.share']).toBe(0.25);
    expect(metrics['cold_starts.load_mean_seconds']).toBeCloseTo(3.5, 12);
  });

  it('is loaded once for two executions side by side: the second waits for the rest', async () => {
    expect(
      await times({
        models: [{ name: 'm', size: '1s', memory: 8, load: '4s' }],
        nodes: [{ group: 'n', count: 1, slots: 2, memory: 8 }],
        flows: [each('f', 'm')],
      }),
    ).toEqual({ f: [6, 5, 1, 5] });
  });

  it('puts out the one whose last use began longest ago, and no more than it must', async () => {
    // Jobs of these models, one after the other: what each waited. Model c takes 8 GB, the others 4.
    const order = async (memory: number, names: string) => {
      const { mkdtempSync, writeFileSync } = await import('node:fs');
      const { tmpdir } = await import('node:os');
      const { join } = await import('node:path');
      const file = join(mkdtempSync(join(tmpdir(), 'verisim-trace-')), 'arrivals.csv');
      writeFileSync(file, `time,flow\n${[...names].map((name, i) => `${i * 10},${name}`).join('\n')}\n`);
      const found = new Set(names);
      const took = await times({
        models: ['a', 'b', 'c'].map((name) => ({ name, size: '1s', memory: name === 'c' ? 8 : 4, load: '3s' })),
        nodes: [{ group: 'n', count: 1, memory }],
        flows: [...found].map((name) => flow({ name, model: name, arrivals: { trace: { file, flow: name } } })),
      });
      return [...names].map((name) => took[name]!.shift()! - 1).join('');
    };
    // a, b in; a used again; c (8) into 12 needs 8: b alone goes, as it is older than a; then b puts out c.
    expect(await order(12, 'abacab')).toBe('330303');
    // Into 8 only one pair a, b fits: c puts out both.
    expect(await order(8, 'abcab')).toBe('33333');
    expect(await order(16, 'abcabc')).toBe('333000');
  });

  it('is gone when its node has failed', async () => {
    expect(
      await times({
        models: [{ name: 'm', size: '1s', memory: 8, load: '4s' }],
        nodes: [{ group: 'n', count: 1, memory: 8 }],
        flows: [each('f', 'm')],
        outages: [{ name: 'o', group: 'n', at: '20s', for: '1s' }],
      }),
    ).toEqual({ f: [6, 7, 1, 9] });
  });

  it('costs nothing where nodes say nothing of memory', async () => {
    const { metrics } = measure(
      await scenario({ models: [{ name: 'm', size: '1s', memory: 8, load: '3s' }], flows: [each('f', 'm')] }),
    ).record();
    expect(metrics).not.toHaveProperty('cold_starts.share');
    expect(metrics['latency.mean_seconds']).toBeLessThan(3);
  });
});

/** A trace of (time, flow) rows, as a file. */
async function traceOf(rows: readonly (readonly [time: number, flow: string])[]): Promise<string> {
  const { mkdtempSync, writeFileSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const file = join(mkdtempSync(join(tmpdir(), 'verisim-trace-')), 'arrivals.csv');
  writeFileSync(file, `time,flow\n${rows.map((row) => row.join()).join('\n')}\n`);
  return file;
}

describe('a model in use', () => {
  const two = async (rows: readonly (readonly [number, string])[], memory: number, more: Written = {}) => {
    const file = await traceOf(rows);
    return times({
      models: ['a', 'b'].map((name) => ({ name, size: name === 'a' ? '10s' : '1s', memory: 8, load: '3s' })),
      nodes: [{ group: 'n', count: 1, slots: 2, memory, ...more }],
      flows: ['a', 'b'].map((name) => flow({ name, model: name, arrivals: { trace: { file, flow: name } } })),
    });
  };

  it('is not put out: another one waits until nobody uses it, and what comes after that waits behind it', async () => {
    // a: loaded until 3, done at 13. b comes at 1, finds no room, is loaded from 13 to 16, done at 17. The second a came at 2,
    // when a was there: let in at once it could keep b out for ever. It is loaded again from 17 to 20, done at 30.
    const rows = [
      [0, 'a'],
      [1, 'b'],
      [2, 'a'],
    ] as const;
    expect(await two(rows, 8)).toEqual({ a: [13, 28], b: [16] });
    // With room for both nobody waits: the second a only for the loading that has begun. A slot is free again at 5.
    expect(await two(rows, 16)).toEqual({ a: [13, 13], b: [4] });
  });

  it('lets those go on together that need the same one, once their turn has come', async () => {
    const rows = [
      [0, 'b'],
      [1, 'a'],
      [2, 'b'],
      [2.5, 'b'],
    ] as const;
    // b: 0 to 4; a: 4 to 17; both b: loaded at once from 17 to 20, done at 21.
    expect(await two(rows, 8)).toEqual({ a: [16], b: [4, 19, 18.5] });
    expect(await two(rows, 8, { queue: { ps: { rates: [1, 2], limit: 2 } } })).toEqual({ a: [16], b: [4, 19, 18.5] });
  });

  it('keeps the whole of its work for one that waits where tokens are counted', async () => {
    const file = await traceOf([
      [0, 'b'],
      [1, 'a'],
      [2, 'b'],
    ]);
    // A thousand tokens are read in a second, whatever the size of the job. b: 0 to 4; a: loaded from 4 to 7, done at 8; b: to 12.
    expect(
      await times({
        models: ['a', 'b'].map((name) => ({ name, size: name === 'a' ? '10s' : '1s', memory: 8, load: '3s' })),
        nodes: [{ group: 'n', count: 1, memory: 8, queue: { ps: { prefill: 1000, decode: [10], limit: 2 } } }],
        flows: ['a', 'b'].map((name) =>
          flow({ name, model: name, tokens: { in: 1000, out: 1 }, arrivals: { trace: { file, flow: name } } }),
        ),
      }),
    ).toEqual({ a: [7], b: [4, 10] });
  });

  it('is never put out, and nobody is forgotten, under every discipline, with time-outs, audits and outages', async () => {
    const models = ['a', 'b', 'c'];
    const memory = 10;
    const size: Record<string, number> = { a: 4, b: 6, c: 7 };
    let waits = 0;
    for (const queue of [
      'fifo',
      { priority: { bound: 9 } },
      { ps: { rates: [1, 1.5, 1.8], limit: 3 } },
      { ps: { prefill: 900, decode: [90, 120], limit: 3, bound: 9 } },
    ]) {
      const checked = await scenario({
        horizon: '300s',
        models: models.map((name) => ({
          name,
          size: { exponential: { mean: '1s' } },
          memory: size[name],
          load: '200ms',
        })),
        nodes: [{ group: 'n', count: 3, slots: 3, memory, queue }],
        flows: models.map((name, i) =>
          flow({
            name,
            model: name,
            arrivals: { poisson: { rate: '0.7/s' } },
            tokens: { in: 90, out: 60 },
            priority: i,
            timeout: '9s',
            retries: 1,
            patience: { exponential: { mean: '6s' } },
            verification: { sampling: { probability: 0.2 } },
          }),
        ),
        outages: [{ name: 'o', nodes: 'n', every: { exponential: { mean: '40s' } }, for: '3s' }],
      } as Written);
      const run = new (await import('../../src/simulation/simulation.ts')).Simulation(checked, {
        replication: 1,
        banks: { profiles: {} },
      });
      run.start();
      const { tables, store } = run.world;
      const column = (table: string, name: string) =>
        store.snapshot()[table]!.columns[name]!.data as unknown as ArrayLike<number>;
      for (let step = 0; step < 60; step++) {
        run.run(step * 5);
        const users = column('cold-starts/residency', 'users');
        const used = column('cold-starts/residency', 'used');
        const free = column('nodes', 'free');
        const first = column('nodes', 'room/first');
        for (let node = 0; node < 3; node++) {
          const there = models.filter((_, m) => used[node * 3 + m]! >= 0);
          expect(free[node]).toBe(memory - there.reduce((sum, name) => sum + size[name]!, 0));
          for (const [m, name] of models.entries())
            if (users[node * 3 + m]! > 0) expect([step, there.includes(name)]).toEqual([step, true]);
          if (first[node]! >= 0) waits++;
        }
        // What is counted is what is in service.
        let inService = 0;
        const uses = tables.tasks.table.column('cold-starts/uses', 'f64').data;
        for (let task = 0; task < tables.tasks.table.size; task += tables.tasks.table.stride) {
          if (tables.tasks.job.data[task]! < 0) continue;
          if (uses[task] === 1) expect(tables.tasks.started.data[task]).toBeGreaterThanOrEqual(0);
          inService += uses[task]!;
        }
        expect(Array.from(users).reduce((a, b) => a + b)).toBe(inService);
      }
      // Time-outs see to it that every job is over some time after the last one came.
      run.world.engine.cancelPrefix('arrivals/');
      run.run(400);
      for (let job = 0; job < tables.jobs.table.size; job += tables.jobs.table.stride)
        expect(tables.jobs.flow.data[job]).toBe(-1);
      expect(Array.from(column('nodes', 'room/first'))).toEqual([-1, -1, -1]);
    }
    expect(waits).toBeGreaterThan(50);
  });
});

describe('three models by chance, with room for two', () => {
  const p = [0.6, 0.3, 0.1];
  const cold = async () => {
    const checked = await scenario({
      horizon: '2000s',
      models: p.map((_, i) => ({ name: `m${i}`, size: '1ms', memory: 1, load: 0 })),
      nodes: [{ group: 'n', count: 1, slots: 100, memory: 2 }],
      flows: p.map((share, i) => flow({ name: `f${i}`, model: `m${i}`, arrivals: { poisson: { rate: 5 * share } } })),
    });
    return Array.from(
      { length: 12 },
      (_, replication) => measure(checked, { replication }).record().metrics['cold_starts.share']!,
    );
  };
  /** In the stack of LRU, i before j with probability p_i p_j / (1 - p_i): King, "Analysis of demand paging algorithms", 1971. */
  const lru =
    1 -
    p.reduce((hit, own, i) => hit + own * (own + p.reduce((s, q, j) => (j === i ? s : s + (q * own) / (1 - q)), 0)), 0);
  /** First in, first out holds {i, j} with probability proportional to p_i p_j. */
  const pairs = [
    [0, 1],
    [0, 2],
    [1, 2],
  ].map(([i, j]) => ({ weight: p[i!]! * p[j!]!, hit: p[i!]! + p[j!]! }));
  const fifo =
    1 - pairs.reduce((s, { weight, hit }) => s + weight * hit, 0) / pairs.reduce((s, one) => s + one.weight, 0);

  it('are found as often as LRU finds them, and not as first in, first out would', async () => {
    const share = await cold();
    expect(deviation(share, lru)).toBeLessThan(4);
    expect(deviation(share, fifo)).toBeGreaterThan(4);
  });
});
