/** What happens to a job whose client does not get its answer at once? Refused, left, timed out, sent again. */
import { describe, expect, it } from 'vitest';
import type { Simulation } from '../../src/simulation/simulation.ts';
import { flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';

/** Jobs come at these times to one node, with this much work. */
async function trace(times: readonly number[], size: string, more: Written, rest: Written = {}) {
  const rows = times.map((time) => `${time}`);
  const { mkdtempSync, writeFileSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const file = join(mkdtempSync(join(tmpdir(), 'verisim-trace-')), 'arrivals.csv');
  writeFileSync(file, `time\n${rows.join('\n')}\n`);
  return scenario({
    models: [{ name: 'toy', size }],
    nodes: [{ group: 'n', count: 1, queue: { fifo: { bound: 2 } } }],
    flows: [flow({ arrivals: { trace: { file } }, ...more })],
    ...rest,
  });
}

/** What became of each job: `answered`, or why it was lost, and when. */
function fates(checked: Awaited<ReturnType<typeof scenario>>): { fate: Record<number, string>; run: Simulation } {
  const fate: Record<number, string> = {};
  const names = ['refused', 'unserved', 'rejected', 'overflow', 'abandoned', 'expired'];
  const run = simulate(checked, {
    observers: ({ world: { engine, tables } }) => {
      const say = (job: number, what: string) => {
        expect(fate[tables.jobs.number.data[job]!]).toBeUndefined();
        fate[tables.jobs.number.data[job]!] = `${what} ${Math.round(engine.now * 1000) / 1000}`;
      };
      return [{ accepted: (job) => say(job, 'answered'), lost: (job, loss) => say(job, names[loss]!) }];
    },
  });
  for (const [{ table }, column] of [
    [run.world.tables.jobs, run.world.tables.jobs.flow],
    [run.world.tables.tasks, run.world.tables.tasks.job],
  ] as const)
    for (let id = 0; id < table.size; id += table.stride) expect(column.data[id]).toBe(-1);
  for (let e = 0; e < run.world.tables.executors.table.size; e += run.world.tables.executors.table.stride)
    expect(run.world.tables.executors.present.data[e]).toBe(0);
  return { fate, run };
}

const at = async (times: readonly number[], size: string, more: Written, rest?: Written) =>
  fates(await trace(times, size, more, rest)).fate;

describe('a full queue', () => {
  it('refuses who comes third at a bound of 2, and no other', async () => {
    expect(await at([0, 1, 2, 5.5], '5s', {})).toEqual({
      0: 'answered 5',
      1: 'answered 10',
      2: 'overflow 2',
      3: 'answered 15',
    });
  });

  it('is tried again after the back-off, which grows and is cut off', async () => {
    // Sent again 1, 1 + 3 and 1 + 3 + 5 s after the first time: at 2.5, 5.5 and 10.5, when there is room.
    const back_off = { delay: '1s', factor: 3, most: '5s' };
    expect(await at([0, 1, 1.5], '10s', { retries: 3, back_off })).toMatchObject({ 2: 'answered 30' });
    expect(await at([0, 1, 1.5], '10s', { retries: 2, back_off })).toMatchObject({ 2: 'overflow 5.5' });
  });

  it('is met by travelling jobs when they get there', async () => {
    expect(await at([0, 1, 2], '5s', { latency: '500ms' })).toMatchObject({ 1: 'answered 11', 2: 'overflow 2.5' });
  });

  it('leaves an audit out, and the job is closed without it', async () => {
    // The second node is slow and full with its first job; all others answer at the first one, audited by the second.
    const run = measure(
      await scenario({
        models: [{ name: 'toy', size: '1s' }],
        nodes: [
          { group: 'n', count: 1 },
          { group: 'slow', count: 1, speed: 0.01, queue: { fifo: { bound: 1 } } },
        ],
        flows: [flow({ routing: { 'power-of-d': { d: 2 } }, verification: { sampling: { probability: 1 } } })],
      }),
    );
    const { metrics } = run.record();
    expect(metrics['throughput.jobs_per_second']! * 200).toBeGreaterThan(150);
    expect(metrics['verification.audits']).toBeLessThanOrEqual(2);
    // Nothing is left but what is still queued.
    const { jobs, tasks } = run.simulation.world.tables;
    for (let job = 0; job < jobs.table.size; job += jobs.table.stride)
      if (jobs.flow.data[job]! >= 0) {
        const task = jobs.tasks.data[job]!;
        expect(tasks.executor.data[task]).toBeGreaterThanOrEqual(0);
        expect(jobs.open.data[job]).toBeGreaterThan(0);
      }
  });

  it('takes the whole attempt with it when one copy of several is refused', async () => {
    // Three nodes, one of them full for ever after its first copy: only the first job has all three.
    const { fate } = fates(
      await trace(
        [0, 10, 20],
        '1s',
        { verification: { 'redundant-majority': { copies: 3 } } },
        {
          nodes: [
            { group: 'n', count: 2 },
            { group: 'slow', count: 1, speed: 1 / 150, queue: { fifo: { bound: 1 } } },
          ],
        },
      ),
    );
    expect(fate).toEqual({ 0: 'answered 1', 1: 'overflow 10', 2: 'overflow 20' });
  });

  it('does without a copy that comes too late for a full queue, once the job is answered', async () => {
    // With travel the third copy may be refused after the other two have agreed: the job closes all the same.
    const { metrics } = measure(
      await scenario({
        models: [{ name: 'toy', size: '1s' }],
        nodes: [{ group: 'n', count: 3, slots: 4, queue: { fifo: { bound: 4 } } }],
        flows: [
          flow({
            arrivals: { poisson: { rate: 1 } },
            latency: { exponential: { mean: '2s' } },
            verification: { 'redundant-majority': { copies: 3 } },
          }),
        ],
      }),
    ).record();
    expect(metrics['throughput.overflow_share']).toBeGreaterThan(0);
    expect(metrics['throughput.jobs_per_second']).toBeGreaterThan(0.1);
    expect(metrics['fraud.false_convictions']).toBe(0);
  });
});

describe('a network without a node', () => {
  /** The only node comes after 3 s. */
  const late = { nodes: [{ group: 'n', count: 1, joins: '3s' }] };
  const back_off = { delay: '1s' };

  it('is asked again after the back-off, as often as the flow retries', async () => {
    expect(await at([0.5], '1s', {}, late)).toEqual({ 0: 'unserved 0.5' });
    expect(await at([0.5], '1s', { retries: 2, back_off }, late)).toEqual({ 0: 'unserved 2.5' });
    expect(await at([0.5], '1s', { retries: 3, back_off }, late)).toEqual({ 0: 'answered 4.5' });
    expect(await at([0.5], '1s', { retries: 'unlimited', back_off }, late)).toEqual({ 0: 'answered 4.5' });
  });

  it('is asked again while the client has patience, which a time-out does not end', async () => {
    const more = { retries: 5, back_off };
    expect(await at([0.5], '1s', { ...more, patience: '1.7s' }, late)).toEqual({ 0: 'abandoned 2.2' });
    expect(await at([0.5], '1s', { ...more, timeout: '1.2s' }, late)).toEqual({ 0: 'answered 4.5' });
  });

  it('is asked again for as many nodes as there are copies, and for the stage that has none', async () => {
    const two = { nodes: [...late.nodes, { group: 'm', count: 1 }] };
    const copies = { verification: { 'redundant-majority': { copies: 2 } } };
    expect(await at([0.5], '1s', { retries: 3, back_off, ...copies }, two)).toEqual({ 0: 'answered 4.5' });
    const staged = {
      stages: [
        { name: 'fetch', nodes: ['n'], enter: 1, size: '500ms', next: { infer: 1 } },
        { name: 'infer', nodes: ['m'] },
      ],
    };
    expect(await at([0.5], '1s', { retries: 3, back_off, ...staged }, two)).toEqual({ 0: 'answered 5' });
    expect(await at([0.5], '1s', { retries: 2, back_off, ...staged }, two)).toEqual({ 0: 'unserved 2.5' });
  });
});

describe('patience', () => {
  it('is over for those whom nobody has begun; the others stay', async () => {
    expect(await at([0, 1, 6], '5s', { patience: '3s' })).toEqual({
      0: 'answered 5',
      1: 'abandoned 4',
      2: 'answered 11',
    });
  });

  it('counts to the very moment: who is begun then, stays', async () => {
    expect(await at([0, 1], '5s', { patience: '4s' })).toEqual({ 0: 'answered 5', 1: 'answered 10' });
  });

  it('runs on while the job travels or waits to be sent again', async () => {
    expect(await at([0], '1s', { patience: '3s', latency: '4s' })).toEqual({ 0: 'abandoned 3' });
    const back_off = { delay: '4s' };
    expect(await at([0, 0.5, 1], '9s', { patience: '3s', retries: 'unlimited', back_off })).toMatchObject({
      2: 'abandoned 4',
    });
  });

  it('is the same in a lane, where it is constant, and in the heap', async () => {
    const record = async (patience: unknown, timeout: unknown) => {
      const { metrics, events } = measure(
        await scenario({
          flows: [
            flow({ arrivals: { poisson: { rate: 4 } }, patience, timeout, retries: 2, back_off: { delay: '1s' } }),
          ],
        }),
      ).record();
      expect(metrics['throughput.abandoned_share']).toBeGreaterThan(0.05);
      expect(metrics['throughput.expired_share']).toBeGreaterThan(0);
      return { metrics, events };
    };
    const drawn = { uniform: { low: '1.5s', high: '1.5s' } };
    const late = { uniform: { low: '2.5s', high: '2.5s' } };
    expect(await record(drawn, late)).toEqual(await record('1.5s', '2.5s'));
  });
});

describe('a time-out', () => {
  it('calls off what is being done, counts it as work, and lets the next one in', async () => {
    const checked = await trace([0, 1], '5s', { timeout: '3s' });
    const { fate, run } = fates(checked);
    expect(fate).toEqual({ 0: 'expired 3', 1: 'expired 4' });
    // 3 s of the first job and 1 s of the second.
    expect(run.world.tables.executors.busy.data[0]).toBe(4);
    const { metrics } = measure(checked).record();
    expect(metrics['utilization.mean']).toBeCloseTo(4 / 200, 12);
    expect(metrics['throughput.expired_share']).toBe(1);
  });

  it('reaches tasks on their way there and back', async () => {
    expect(await at([0], '1s', { latency: '4s', timeout: '3s' })).toEqual({ 0: 'expired 3' });
    expect(await at([0], '1s', { latency: '2s', timeout: '4s' })).toEqual({ 0: 'expired 4' });
    expect(await at([0], '1s', { latency: '2s', timeout: '6s' })).toEqual({ 0: 'answered 5' });
  });

  it('starts anew when the job is sent again', async () => {
    // The second is begun at 2, called off at 3.5, sent again at 4.5.
    const { fate } = fates(await trace([0, 1], '2s', { timeout: '2.5s', retries: 3, back_off: { delay: '1s' } }));
    expect(fate).toEqual({ 0: 'answered 2', 1: 'answered 6.5' });
  });

  it('ends with an answer: nothing of it is left to fire', async () => {
    const run = simulate(await trace([0], '1s', { timeout: '50s', patience: '60s' }));
    expect(run.world.engine.count).toBeGreaterThan(0);
    expect(run.world.tables.jobs.flow.data[0]).toBe(-1);
  });
});

describe('changes in mid-run', () => {
  it('find limits that were set before them', async () => {
    const { metrics } = measure(
      await scenario({
        flows: [flow({ arrivals: { poisson: { rate: 5 } }, patience: '2s', timeout: '9s' })],
        changes: [
          { at: '50s', set: { 'flows.f.patience': { exponential: { mean: '2s' } }, 'flows.f.timeout': '3s' } },
          { at: '100s', set: { 'flows.f.patience': '1s', 'flows.f.timeout': { exponential: { mean: '3s' } } } },
        ],
      }),
    ).record();
    expect(metrics['throughput.abandoned_share']).toBeGreaterThan(0.1);
    expect(metrics['throughput.expired_share']).toBeGreaterThan(0);
  });
});

describe('bad input', () => {
  it.each([
    [
      'a bound that leaves slots unused',
      { nodes: [{ group: 'n', count: 1, slots: 4, queue: { fifo: { bound: 3 } } }] },
      /nodes\[0\]\.queue\.fifo\.bound: is 3, and counts the executions in service, expected at least the slots, 4/,
    ],
    [
      'retries without end or delay',
      { flows: [flow({ retries: 'unlimited' })] },
      /flows\[0\]\.retries: is unlimited, without any delay, expected a back_off with a delay above 0/,
    ],
    ['a rank that there is not', { flows: [flow({ priority: 8 })] }, /flows\[0\]\.priority: is 8, expected at most 7/],
    [
      'a total rate of 0',
      { nodes: [{ group: 'n', count: 1, queue: { ps: { rates: [1, 0] } } }] },
      /nodes\[0\]\.queue\.ps\.rates\[1\]: is 0, expected more than 0/,
    ],
  ])('%s', async (_, written, problem) => {
    await expect(scenario(written)).rejects.toThrow(problem);
  });
});
