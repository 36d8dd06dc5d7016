/**
 * Does each case measure what is published, and would it notice if it did not? At small cost, with a fixed seed: the row passes,
 * 1.1 times its expected value fails, and so does the row where the network is another one. Run by `npm run check`.
 */
import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/check/case.ts';
import { jackson } from '../../src/check/cases/D07.ts';
import { ranked } from '../../src/check/cases/D08.ts';
import { retrial } from '../../src/check/cases/D11.ts';
import { impatient } from '../../src/check/cases/D12.ts';
import { caseOf, paramsOf } from '../../src/check/names.ts';
import { type Batch, flow, steady, type Written } from '../../src/check/network.ts';
import { judge } from '../../src/check/verdict.ts';
import { measured, published, seen } from '../check/support.ts';

const poisson = (rate: number) => ({ arrivals: { poisson: { rate } } });
/** A network that is not the row's, measured as the row's is. */
interface Wrong {
  what: string;
  written: Written;
  look: (batch: Batch) => Observation;
  batch?: number;
}
const sojourn = (batch: Batch) => batch.metric('latency.mean_seconds');
const wait = (batch: Batch) => batch.metric('wait.mean_seconds');
const size = (size: unknown) => [{ name: 'job', size }];

const D07 = paramsOf(caseOf('D07')!, 'L_node', {}) as Parameters<typeof jackson>[0];

const FAMILIES: [id: string, label: string, params: Record<string, unknown>, wrong: Wrong][] = [
  [
    'D01',
    'Wq',
    { rho: 0.5 },
    { what: 'sizes that are all alike', written: { models: size('1s'), flows: [flow(poisson(0.5))] }, look: wait },
  ],
  [
    'D02',
    'ErlangC',
    { c: 2, rho: 0.7 },
    {
      what: 'c nodes, one drawn at random, for c slots',
      written: { nodes: [{ group: 'n', count: 2 }], flows: [flow(poisson(1.4))], measures: { waits: true } },
      look: (batch) => batch.metric('wait.share'),
    },
  ],
  [
    'D03',
    'Wq',
    { rho: 0.5, service: 'Erlang-2' },
    {
      what: 'phases of mean 1 s, not their sum',
      written: { models: size({ erlang: { k: 3, mean: '1s' } }), flows: [flow(poisson(0.5))] },
      look: wait,
    },
  ],
  [
    'D04',
    'P_block',
    { c: 10, K: 20, lam: 9 },
    {
      what: 'K jobs beside those in service',
      written: {
        nodes: [{ group: 'n', count: 1, slots: 10, queue: { fifo: { bound: 30 } } }],
        flows: [flow(poisson(9))],
      },
      look: (batch) => batch.metric('throughput.overflow_share'),
      batch: 2000,
    },
  ],
  [
    'D07',
    'L_node',
    { node: 1 },
    {
      what: 'another way back',
      written: jackson({ ...D07, P: [D07.P[0]!, D07.P[1]!, [0.2, 0, 0]] }),
      look: (batch) => batch.metric('stages.group.n1.present'),
    },
  ],
  [
    'D08',
    'Wq2',
    { l1: 0.3, l2: 0.5 },
    {
      what: 'order of coming',
      written: ranked({ l1: 0.3, l2: 0.5 }, 'fifo'),
      look: (batch) => batch.metric('wait.flow.f2.mean_seconds'),
    },
  ],
  [
    'D09',
    'mean_T',
    { rho: 0.5, service: 'D' },
    { what: 'order of coming', written: { models: size('1s'), flows: [flow(poisson(0.5))] }, look: sojourn },
  ],
  [
    'D11',
    'E_orbit',
    { lam: 0.7, theta: 5 },
    {
      what: 'room for one to wait',
      written: retrial({ lam: 0.7, theta: 5 }, 2),
      look: (batch) => batch.level('queue.jobs_in_system') - batch.level('utilization.mean'),
    },
  ],
  [
    'D12',
    'P_abandon',
    { c: 10, lam: 12, theta: 0.5 },
    {
      what: 'clients who leave their service, too',
      written: impatient({ c: 10, lam: 12, theta: 0.5 }, 'timeout'),
      look: (batch) => batch.metric('throughput.expired_share'),
      batch: 400,
    },
  ],
];

describe.each(FAMILIES)('%s %s %o', (id, label, params, { what, written, look, batch = 4000 }) => {
  const row = published(id, label, params);

  it('passes, and fails against 1.1 times what is expected', async () => {
    const found = await measured(row, { D04: 700, D08: 400, D11: 400 }[id] ?? 200);
    expect(judge(row, found)).toEqual({ verdict: 'pass' });
    expect(judge({ ...row, expected: 1.1 * row.expected }, found).verdict).toBe('fail');
  });

  it(`fails with ${what}`, async () => {
    const point = await steady(written, { warmup: batch, batch }, (of) => ({ [label]: look(of) }));
    const { verdict, reason } = judge({ ...row, precision: 1 }, await seen(point, label));
    expect([verdict, reason]).toEqual(['fail', expect.stringContaining('off by')]);
  });
});

describe('D06: nodes drawn with replacement', () => {
  it('are not the d distinct ones of the row: n = 10, one draw in ten twice the same', async () => {
    const row = published('D06', 'ET_finite_n_d2', { n: 10, lam: 0.5 });
    const found = await measured(row, 300);
    expect(judge(row, found).verdict).toBe('pass');
    expect(judge({ ...row, expected: 1.1 * row.expected }, found).verdict).toBe('fail');
    // Two draws that may be the same node: with probability 1/10 there is only one to choose from.
    const flows = [
      flow({ name: 'same', ...poisson(0.5), routing: 'uniform' }),
      flow({ name: 'other', ...poisson(4.5), routing: { 'power-of-d': { d: 2 } } }),
    ];
    const point = await steady({ nodes: [{ group: 'n', count: 10 }], flows }, { warmup: 400, batch: 800 }, (batch) => ({
      ET_finite_n_d2: sojourn(batch),
    }));
    expect(judge(row, await seen(point, 'ET_finite_n_d2', 300)).reason).toContain('off by');
  });
});

describe('D10: bursts', () => {
  it('are not a Poisson process of the same rate', async () => {
    const row = published('D10', 'L', { l1: 0.2 });
    const found = await measured(row, 1200);
    expect(judge({ ...row, precision: 0.25 }, found).verdict).toBe('pass');
    expect(judge({ ...row, expected: 1.1 * row.expected, precision: 0.25 }, found).verdict).toBe('fail');
    const point = await steady({ flows: [flow(poisson(0.8))] }, { warmup: 1000, batch: 5000 }, (batch) => ({
      L: batch.level('queue.jobs_in_system'),
    }));
    expect(judge({ ...row, precision: 1 }, await seen(point, 'L')).reason).toContain('off by');
  });
});

describe('E01: MSER-5', () => {
  it('is exact, and what is not cut is another number', async () => {
    const cut = published('E01', 'MSER5_truncate_obs');
    const mean = published('E01', 'MSER5_mean');
    expect(judge(cut, { ...(await measured(cut, 1)), se: 0 })).toEqual({ verdict: 'pass' });
    expect(judge(mean, { ...(await measured(mean, 1)), se: 0 })).toEqual({ verdict: 'pass' });
    expect(judge(mean, { value: 5.6020938539, se: 0, n: 1 }).verdict).toBe('fail');
  });
});
