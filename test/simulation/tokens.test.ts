/** Do nodes that count tokens read and write as fast as they say? Traces made by hand, closed forms of processor sharing, bad input. */
import { describe, expect, it } from 'vitest';
import { complaints } from '../scenario/support.ts';
import { flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';
import { deviation } from '../support/statistics.ts';

const four = (more: Written = {}) => flow({ arrivals: { trace: { file: 'fixtures/four-jobs.csv' } }, ...more });
const node = (queue: Written, more: Written = {}) => [{ group: 'n', count: 1, queue: { ps: queue }, ...more }];

/** Time from arrival to first token at the node and to the answer of each job, rounded, and the node-seconds of its execution. */
async function courses(written: Written): Promise<[first: number, answer: number, spent: number][]> {
  const all: [number, number, number][] = [];
  const round = (x: number) => Math.round(x * 1e9) / 1e9;
  const run = simulate(await scenario({ models: [{ name: 'toy', size: '1s' }], ...written }), {
    observers: ({ world: { engine, tables } }) => [
      {
        accepted(job, task) {
          const { jobs, tasks } = tables;
          const came = jobs.arrived.data[job]!;
          const first = tasks.table.column('firstToken', 'f64', -1).data[task]!;
          all[jobs.number.data[job]!] = [round(first - came), round(engine.now - came), round(tasks.work.data[task]!)];
        },
      },
    ],
  });
  const { executors } = run.world.tables;
  expect(executors.present.data[0]).toBe(0);
  return all;
}

// Jobs at 1, 2, 10 and 25 s.
describe('a node that counts tokens', () => {
  it('reads, and then writes one token after the other', async () => {
    const tokens = { in: 100, out: 11 };
    // 100 / 1000 s to the first token, 10 more at 20/s.
    expect(await courses({ nodes: node({ prefill: 1000, decode: [20] }), flows: [four({ tokens })] })).toEqual(
      Array.from({ length: 4 }, () => [0.1, 0.6, 0.6]),
    );
    // Twice as fast, and under an enclave of factor 4: 1.2 s each, of which the first two share 0.4 s.
    expect(
      await courses({
        nodes: node({ prefill: 1000, decode: [20] }, { speed: 2, tee: true }),
        flows: [four({ tokens, verification: { tee: { factor: 4 } } })],
      }),
    ).toEqual([
      [0.2, 1.4, 1.2],
      [0.4, 1.4, 1.2],
      [0.2, 1.2, 1.2],
      [0.2, 1.2, 1.2],
    ]);
  });

  it('reads one and writes another side by side, and writes two faster than one after the other', async () => {
    // First: reads 1 to 1.5, writes 20 at 10/s: 5 until 2. Second comes at 2 and reads half of the time, until 3; the
    // first writes at 10 / 2: 5 until 3. Both write at 16 / 2 = 8: the first has 10 left, until 4.25; the second 10, then 10
    // of 20 are left at 10/s, until 5.25.
    const all = await courses({
      nodes: node({ prefill: 1000, decode: [10, 16] }),
      flows: [four({ tokens: { in: 500, out: 21 } })],
    });
    expect(all[0]).toEqual([0.5, 3.25, 2.125]);
    expect(all[1]).toEqual([1, 3.25, 2.125]);
    expect(all[2]).toEqual([0.5, 2.5, 2.5]);
  });

  it('lets as many in as its limit says, and turns away beyond its bound', async () => {
    const tokens = { in: 500, out: 21 };
    const all = await courses({
      nodes: node({ prefill: 1000, decode: [10, 16], limit: 1 }),
      flows: [four({ tokens })],
    });
    expect(all[1]).toEqual([2, 4, 2.5]);
    const { metrics } = measure(
      await scenario({
        nodes: node({ prefill: 1000, decode: [10], limit: 1, bound: 1 }),
        flows: [four({ tokens })],
      }),
    ).record();
    expect(metrics['throughput.overflow_share']).toBe(0.25);
  });

  it('goes on with the others when one gives up', async () => {
    // Both come at 2 and are read at half speed; one gives up at 2.5, and the other has 2.25 of its 2.5 s left.
    const once = { arrivals: { trace: { file: 'fixtures/once.csv' } }, tokens: { in: 500, out: 21 } };
    const run = measure(
      await scenario({
        nodes: node({ prefill: 1000, decode: [10] }),
        models: [{ name: 'toy', size: '1s' }],
        flows: [flow(once), flow({ ...once, name: 'hasty', timeout: '500ms' })],
      }),
    );
    const { metrics } = run.record();
    expect(metrics['throughput.expired_share']).toBe(0.5);
    expect(metrics['latency.mean_seconds']).toBeCloseTo(2.75, 9);
    expect(run.simulation.world.tables.executors.busy.data[0]).toBeCloseTo(2.75, 9);
  });

  it('takes the tokens of a trace, and measures what came of them', async () => {
    const { metrics } = measure(
      await scenario({
        nodes: node({ prefill: 1000, decode: [50] }),
        models: [{ name: 'toy', size: '1s' }],
        flows: [flow({ latency: '10ms', arrivals: { trace: { file: 'fixtures/spaced-tokens.csv' } } })],
      }),
    ).record();
    // In 100, 300, 200; out 51, 1, 101.
    expect(metrics['tokens.first_mean_seconds']).toBeCloseTo(0.2 + 0.02, 9);
    expect(metrics['tokens.each_mean_seconds']).toBeCloseTo(0.02, 9);
    expect(metrics['tokens.out_per_second']).toBeCloseTo(153 / 200, 9);
    expect(metrics['latency.mean_seconds']).toBeCloseTo(0.02 + 0.2 + (50 + 0 + 100) / 50 / 3, 9);
  });
});

describe('with one rate of writing, however many are written', () => {
  /** Work 0.2 s of reading and 0.8 s of writing in the mean; rho 0.5. */
  const measured = async (queue: Written) => {
    const checked = await scenario({
      horizon: '4000s',
      models: [{ name: 'toy', size: '1s' }],
      nodes: node(queue),
      flows: [
        flow({
          arrivals: { poisson: { rate: 0.5 } },
          tokens: { in: { lognormal: { mean: 200, scv: 1 } }, out: { hyperexponential: { mean: 80, scv: 3 } } },
        }),
      ],
      measures: { windows: 20, warmup: '400s' },
    });
    const runs = Array.from({ length: 12 }, (_, replication) => measure(checked, { replication }).record().metrics);
    return (name: string) => runs.map((metrics) => metrics[name]!);
  };
  // Reading ends with the first token: of 80 a little less than 79 are written after it, as a few answers have less than one.
  const after = (() => {
    // Mean of max(0, X - 1) of the hyperexponential with balanced means.
    const p = (1 + Math.sqrt((3 - 1) / (3 + 1))) / 2;
    return [p, 1 - p].reduce((sum, q) => sum + q * (40 / q) * Math.exp(-1 / (40 / q)), 0);
  })();
  const rho = 0.5 * (0.2 + after / 100);

  it('is processor sharing: E[T | work x] = x / (1 - rho), of the first token as of the whole', async () => {
    const of = await measured({ prefill: 1000, decode: [100] });
    expect(deviation(of('tokens.first_mean_seconds'), 0.2 / (1 - rho))).toBeLessThan(4);
    expect(deviation(of('latency.mean_seconds'), (0.2 + after / 100) / (1 - rho))).toBeLessThan(4);
    expect(deviation(of('utilization.mean'), rho)).toBeLessThan(4);
  });

  it('is not what it is first come, first served, or when batches are faster', async () => {
    const fifo = await measured({ prefill: 1000, decode: [100], limit: 1 });
    expect(deviation(fifo('tokens.first_mean_seconds'), 0.2 / (1 - rho))).toBeGreaterThan(4);
    const batched = await measured({ prefill: 1000, decode: [100, 180, 250, 310] });
    expect(deviation(batched('latency.mean_seconds'), (0.2 + after / 100) / (1 - rho))).toBeGreaterThan(4);
  });
});

describe('bad input', () => {
  const found = (more: Written) => complaints(scenario(more) as never).then((lines) => lines.join('\n'));
  it.each([
    ['reading without writing', { nodes: node({ prefill: 10 }) }, 'queue.ps.prefill: is given without decode'],
    ['two curves', { nodes: node({ prefill: 10, decode: [1], rates: [1] }) }, 'queue.ps.rates: is given beside decode'],
    [
      'jobs without tokens',
      { nodes: node({ prefill: 10, decode: [1] }) },
      '$.flows[0]: has no tokens, which the queue of node group n',
    ],
    [
      'stages on the way',
      {
        nodes: node({ prefill: 10, decode: [1] }),
        flows: [flow({ tokens: { in: 1, out: 1 }, stages: [{ name: 'a' }, { name: 'b' }] })],
      },
      '$.flows[0].stages[0]: may be on the way to another stage',
    ],
  ])('%s: refused', async (_, more, problem) => expect(await found(more)).toContain(problem));
});
