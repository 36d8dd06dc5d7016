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
