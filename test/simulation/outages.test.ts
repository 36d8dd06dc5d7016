/** What do nodes that fail cost? Traces made by hand, closed forms, and nothing left behind. */
import { describe, expect, it } from 'vitest';
import { LOSSES } from '../../src/network/facts.ts';
import type { Simulation } from '../../src/simulation/simulation.ts';
import { flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';
import { deviation } from '../support/statistics.ts';

/** What became of each job: `answered`, or why it was lost, and when; with nothing left behind. */
async function fates(written: Written): Promise<Record<number, string>> {
  const fate: Record<number, string> = {};
  const run = simulate(await scenario(written), {
    observers: ({ world: { engine, tables } }) => {
      const say = (job: number, what: string) => {
        expect(fate[tables.jobs.number.data[job]!]).toBeUndefined();
        fate[tables.jobs.number.data[job]!] = `${what} ${Math.round(engine.now * 1000) / 1000}`;
      };
      return [{ accepted: (job) => say(job, 'answered'), lost: (job, loss) => say(job, LOSSES[loss]!) }];
    },
  });
  empty(run);
  return fate;
}

function empty({ world }: Simulation): void {
  const { jobs, tasks, executors } = world.tables;
  for (let id = 0; id < jobs.table.size; id += jobs.table.stride) expect(jobs.flow.data[id]).toBe(-1);
  for (let id = 0; id < tasks.table.size; id += tasks.table.stride) expect(tasks.job.data[id]).toBe(-1);
  for (let e = 0; e < executors.table.size; e += executors.table.stride) expect(executors.present.data[e]).toBe(0);
}

/** Jobs at 1, 2, 10 and 25 s, of 2, 2, 1 and 5 s, at one node. */
const ONE = {
  nodes: [{ group: 'n', count: 1 }],
} satisfies Written;
const four = (more: Written = {}) => [flow({ arrivals: { trace: { file: 'fixtures/four-jobs.csv' } }, ...more })];
describe('a node that fails', () => {
  it('loses what it had begun and what waited, at once', async () => {
    expect(
      await fates({ ...ONE, outages: [{ name: 'lost', group: 'n', at: '2.5s', for: '8s' }], flows: four() }),
    ).toEqual({
      0: 'outage 2.5',
      1: 'outage 2.5',
      2: 'outage 10',
      3: 'answered 30',
    });
  });

  it('is asked again after the back-off until it is there', async () => {
    // Both fail at 2.5 and are sent again at 4.5, 6.5, 8.5 and 10.5, when it has just come back; the third one at 12.
    const back_off = { delay: '2s' };
    expect(
      await fates({
        ...ONE,
        outages: [{ name: 'lost', group: 'n', at: '2.5s', for: '8s' }],
        flows: four({ retries: 'unlimited', back_off }),
      }),
    ).toEqual({ 0: 'answered 12.5', 1: 'answered 14.5', 2: 'answered 15.5', 3: 'answered 30' });
  });

  it('leaves clients waiting for their time-out when it fails in silence', async () => {
    const outages = [{ name: 'lost', group: 'n', at: '2.5s', for: '8s', silent: true }];
    expect(await fates({ ...ONE, outages, flows: four({ timeout: '6s' }) })).toEqual({
      0: 'expired 7',
      1: 'expired 8',
      2: 'expired 16',
      3: 'answered 30',
    });
    // Sent again at 7: nobody hears. At 13 it is there.
    expect(await fates({ ...ONE, outages, flows: four({ timeout: '6s', retries: 2 }) })).toMatchObject({
      0: 'answered 15',
      2: 'answered 18',
    });
  });

  it('is met by travelling jobs when they get there, and answers on their way home arrive', async () => {
    const outages = [{ name: 'lost', group: 'n', at: '3.2s', for: '2s' }];
    expect(await fates({ ...ONE, outages, flows: four({ latency: '500ms' }) })).toMatchObject({ 0: 'outage 3.2' });
    expect(
      await fates({ ...ONE, outages: [{ ...outages[0], at: '3.7s' }], flows: four({ latency: '500ms' }) }),
    ).toMatchObject({
      0: 'answered 4',
      1: 'outage 3.7',
    });
  });

  it('comes back only when the last of its outages is over', async () => {
    const outages = [
      { name: 'one', group: 'n', at: '5.5s', for: '9.5s' },
      { name: 'two', group: 'n', at: '8s', for: '12.5s' },
    ];
    const run = measure(await scenario({ ...ONE, horizon: '30s', outages, flows: four() }));
    const { metrics } = run.record();
    expect(metrics['availability.nodes_share']).toBeCloseTo(0.5, 12);
    expect(metrics['availability.outages']).toBe(2);
    expect(metrics['throughput.outage_share']).toBe(0.25);
    expect(metrics['availability.answered_share']).toBe(0.75);
  });
});

describe('an audit', () => {
  const audited = (more: Written) => ({
    horizon: '400s',
    nodes: [
      { group: 'a', count: 1 },
      { group: 'b', count: 2, speed: 0.3, region: 'r' },
    ],
    models: [{ name: 'toy', size: '1s' }],
    flows: [
      flow({
        arrivals: { trace: { file: 'fixtures/each-second.csv' } },
        verification: { sampling: { probability: 1, auditors: 2 } },
      }),
    ],
    ...more,
  });

  it('that is lost with its node is done without, and the job is closed', async () => {
    const run = simulate(
      await scenario(
        audited({ outages: [{ name: 'x', group: 'b', every: { exponential: { mean: '9s' } }, for: '2s' }] }),
      ),
    );
    expect(run.outages!.lost).toBeGreaterThan(3);
    empty(run);
  });
});

describe('outages by chance', () => {
  const seeds = Array.from({ length: 12 }, (_, i) => i + 1);
  const measured = async (written: Written, name: string) => {
    const checked = await scenario(written);
    return seeds.map((replication) => measure(checked, { replication }).record().metrics[name]!);
  };
  const alone = (every: unknown, lasts: unknown) => ({
    horizon: '4000s',
    nodes: [{ group: 'n', count: 12, slots: 50 }],
    flows: [flow({ arrivals: { poisson: { rate: '1/s' } } })],
    outages: [{ name: 'crash', nodes: 'n', every, for: lasts }],
    measures: { windows: 20, warmup: '400s' },
  });

  it('leave nodes up for MTBF / (MTBF + MTTR) of the time, whatever the distributions', async () => {
    for (const [every, lasts] of [
      [{ exponential: { mean: '30s' } }, { exponential: { mean: '10s' } }],
      [{ erlang: { k: 3, mean: '30s' } }, { lognormal: { mean: '10s', scv: 2 } }],
    ]) {
      const up = await measured(alone(every, lasts), 'availability.nodes_share');
      expect(deviation(up, 0.75)).toBeLessThan(4);
      // What it would be if repair took no time off.
      expect(deviation(up, 1 - 10 / 30)).toBeGreaterThan(4);
    }
  });

  it('lose 1 - A mu / (mu + f) of the jobs of exponential size that nobody sends again', async () => {
    const share = await measured(
      alone({ exponential: { mean: '30s' } }, { exponential: { mean: '10s' } }),
      'throughput.outage_share',
    );
    expect(deviation(share, 1 - 0.75 * (1 / (1 + 1 / 30)))).toBeLessThan(4);
    expect(deviation(share, 0.25)).toBeGreaterThan(4);
  });

  it('are survived by sending again: r retries lose 2^-(r+1) when one of two nodes is gone', async () => {
    for (const retries of [0, 1, 2]) {
      const share = await measured(
        {
          nodes: [
            { group: 'gone', count: 1 },
            { group: 'there', count: 1, slots: 20 },
          ],
          flows: [flow({ retries, back_off: { delay: '10ms' } })],
          outages: [{ name: 'x', group: 'gone', at: 0, for: '1h' }],
        },
        'throughput.outage_share',
      );
      expect(deviation(share, 0.5 / 2 ** retries)).toBeLessThan(4);
    }
  });

  it('are streams of their own: another outage, or more jobs, leave them as they are', async () => {
    const moments = async (more: Written) => {
      const all: string[] = [];
      const run = simulate(
        await scenario({ ...alone({ exponential: { mean: '300s' } }, '10s'), horizon: '2000s', ...more }),
        {
          observers: ({ world }) => {
            const { emit } = world.facts;
            world.facts.emit = (fact, a, b) => {
              if (fact === 'down' && a < 12) all.push(`${a} ${world.engine.now}`);
              emit.call(world.facts, fact, a, b);
            };
            return [];
          },
        },
      );
      expect(run.outages!.begun).toBeGreaterThan(20);
      return all;
    };
    const before = await moments({});
    const more = await moments({
      nodes: [
        { group: 'n', count: 12, slots: 50 },
        { group: 'm', count: 3 },
      ],
      flows: [flow({ arrivals: { poisson: { rate: '3/s' } } })],
      outages: [
        { name: 'other', group: 'm', every: '50s', for: '1s' },
        { name: 'crash', nodes: 'n', every: { exponential: { mean: '300s' } }, for: '10s' },
      ],
    });
    expect(more).toEqual(before);
  });
});

describe('outages of many nodes', () => {
  const nodes = [
    { group: 'a', count: 2, region: 'us', provider: 'x' },
    { group: 'b', count: 1, operator: 'firm' },
    { group: 'c', count: 1, region: 'eu', provider: 'x', upstream: 'api' },
  ];
  const struck = async (outage: Written) => {
    const checked = await scenario({
      horizon: '10s',
      operators: [{ group: 'firm', count: 1, region: 'us', provider: 'y' }],
      nodes,
      outages: [{ name: 'o', at: '1s', for: '20s', ...outage }],
    });
    const run = simulate(checked);
    return Array.from(run.outages!.down.data.slice(0, 4));
  };
  it.each([
    [{ region: 'us' }, [1, 1, 1, 0]],
    [{ provider: 'x' }, [1, 1, 0, 1]],
    [{ upstream: 'api' }, [0, 0, 0, 1]],
    [{ group: 'a' }, [1, 1, 0, 0]],
    [{ nodes: 'a' }, [1, 1, 0, 0]],
  ])('%j strike %j', async (outage, down) => expect(await struck(outage)).toEqual(down));

  it('leave what is elsewhere: clients find it when they send again', async () => {
    const lost = async (retries: number) =>
      measure(
        await scenario({
          horizon: '600s',
          nodes: nodes.map((group) => ({ ...group, slots: 20 })),
          operators: [{ group: 'firm', count: 1, region: 'us', provider: 'y' }],
          flows: [flow({ routing: 'round-robin', retries, back_off: { delay: '50ms' } })],
          outages: [{ name: 'o', region: 'us', every: '60s', for: '60s' }],
        }),
      ).record().metrics;
    const never = await lost(0);
    const often = await lost(8);
    expect(never['throughput.outage_share']!).toBeGreaterThan(0.3);
    expect(often['throughput.outage_share']!).toBeLessThan(0.01);
    expect(often['availability.nodes_share']!).toBeCloseTo(1 - 0.75 / 2, 9);
  });
});

describe('routing while a node is down', () => {
  /** Of 5 jobs/s from 20 to 120 s: how many were sent to the one of four nodes that is down then, in attempts. */
  const sent = async (routing: unknown, more: Written = {}, flowMore: Written = {}) => {
    let there = 0;
    let all = 0;
    const run = simulate(
      await scenario({
        horizon: '120s',
        models: [{ name: 'toy', size: { constant: '100ms' } }],
        nodes: [
          { group: 'n', count: 3, ask: '$0.02' },
          { group: 'dead', count: 1, ask: '$0.01', stake: 1 },
        ],
        outages: [{ name: 'o', group: 'dead', at: '20s', for: '1h' }],
        flows: [flow({ arrivals: { poisson: { rate: '5/s' } }, routing, retries: 3, clients: 40, ...flowMore })],
        ...more,
      }),
      {
        observers: ({ world: { engine, tables } }) => [
          {
            accepted(job) {
              if (engine.now < 20) return;
              all++;
              // Attempts that failed are those times that a job was sent again.
              there += tables.jobs.resent.data[job]!;
            },
          },
        ],
      },
    );
    expect(run.outages!.begun).toBe(1);
    return there / all;
  };
  const ASKS = { incentives: { price: 'ask' } };

  it.each([
    ['least-loaded', {}, {}],
    [{ 'power-of-d': { d: 2 } }, {}, {}],
    ['lowest-price', ASKS, {}],
    ['auction', ASKS, {}],
  ] as const)('%j asks before it sends, and who is down does not answer', async (routing, more, flowMore) => {
    expect(await sent(routing, more, flowMore)).toBe(0);
  });

  it('lowest-latency asks, too, though the node that is down is the nearest', async () => {
    const regions = {
      names: ['here', 'there'],
      latency: [
        ['1ms', '9ms'],
        ['9ms', '1ms'],
      ],
    };
    const nodes = [
      { group: 'n', count: 3, region: 'there' },
      { group: 'dead', count: 1, region: 'here' },
    ];
    expect(await sent('lowest-latency', { regions, nodes }, { regions: { here: 1 } })).toBe(0);
  });

  it('others take whom the network lists, which does not know, and find out by failing', async () => {
    // One in four attempts fails: 1/4 + 1/16 + ... = 1/3 of a failed attempt per answered job.
    expect(await sent('uniform')).toBeGreaterThan(0.2);
    expect(await sent('uniform')).toBeLessThan(0.5);
    expect(await sent('round-robin')).toBeGreaterThan(0.2);
    expect(await sent({ 'stake-weighted': { exponent: 0 } })).toBeGreaterThan(0.2);
    expect(await sent({ 'reputation-weighted': {} })).toBeGreaterThan(0.2);
  });

  it('a sticky client leaves a node at which its request failed, and keeps the one that served it', async () => {
    // Ten of 40 clients find out once or a few times, in 500 jobs, instead of with every job of theirs.
    const failed = await sent({ sticky: { recheck: '1h' } });
    expect(failed).toBeGreaterThan(0);
    expect(failed).toBeLessThan(0.07);
  });

  it('tries a listed one all the same when nobody answers', async () => {
    const late: number[] = [];
    const checked = await scenario({
      horizon: '120s',
      models: [{ name: 'toy', size: { constant: '10ms' } }],
      nodes: [{ group: 'dead', count: 1 }],
      outages: [{ name: 'o', group: 'dead', at: '20s', for: '30s' }],
      flows: [flow({ routing: 'least-loaded', retries: 'unlimited', back_off: { delay: '1s' } })],
    });
    simulate(checked, {
      observers: ({ world: { engine, tables } }) => [
        {
          accepted: (job) => void late.push(engine.now - tables.jobs.arrived.data[job]!),
          lost: () => expect.unreachable(),
        },
      ],
    });
    expect(Math.max(...late)).toBeGreaterThan(29);
  });
});
