/**
 * Is a scenario in which every rule is there, and none of them does anything, the queueing network that is left? Money, a chain,
 * validators, delegators, operators, audits with probability 0, adversaries who never cheat: against the closed forms of the
 * network, and event by event against the scenario that says nothing of them.
 */
import { describe, expect, it } from 'vitest';
import { flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';
import { deviation } from '../support/statistics.ts';

const SEEDS = ['1', '2', '3'];

/** Flows on which every step of a job's life has a rule that changes nothing. */
const idle: Written = {
  clients: 10,
  verification: { sampling: { probability: 0, by: 'validators' } },
  settlement: { batch: { items: 20, idle: '5m', age: '15m', gas: 100 } },
  payment: 'prepaid',
  latency: '0s',
  willingness: '$1',
  retries: 3,
};

/** Sections of a scenario beside its network: all there, all without effect on it. */
const neutral: Written = {
  epoch: '100s',
  token: { supply: '1000000 OPG' },
  chain: { mode: 'on', block_time: '2s', gas_price: '0 OPG' },
  operators: [{ group: 'firms', count: 2, strategy: 'fixed' }],
  validators: [{ group: 'v', count: 3, stake: '30 OPG', uptime: 1 }],
  delegators: [{ group: 'd', count: 5, stake: '5 OPG' }],
  incentives: {
    price: { token: '0 OPG' },
    fees: { node: 0.7, validators: 0.2, treasury: 0.05, burn: 0.05 },
    emission: { linear: { pool: '100 OPG', over: '3000s' } },
    division: 'ml-pos',
    slashing: { fraction: { fraction: 1, jail: '1d' } },
    minimum_stake: '1 OPG',
  },
  adversaries: [{ name: 'never', share: 1, attack: { selective: { probability: 0 } } }],
};

/** Nodes with a bond, run by operators. */
const nodes = (list: readonly Written[]): Written[] =>
  list.map((node) => ({ stake: '10 OPG', operator: 'firms', ...node }));

async function records(written: Written, replications: number) {
  const all: { [name: string]: number | undefined }[] = [];
  for (const seed of SEEDS) {
    const checked = await scenario({
      horizon: '3000s',
      measures: { windows: 30, warmup: '400s', waits: true },
      ...written,
      seed,
    });
    for (let replication = 1; replication <= replications; replication++)
      all.push(measure(checked, { replication }).record().metrics as Record<string, number>);
  }
  return (name: string): number[] =>
    all.map((metrics) => {
      const value = metrics[name];
      if (value === undefined) throw new Error(`no ${name}; there is ${Object.keys(metrics).join(' ')}`);
      return value;
    });
}

describe('every rule neutral', () => {
  it('is M/M/c: L, W, Wq and the share that waits by Erlang C, and the work that was asked for', async () => {
    const [c, a] = [3, 2.1];
    const of = await records(
      {
        ...neutral,
        nodes: nodes([{ group: 'n', count: 1, slots: c }]),
        flows: [flow({ arrivals: { poisson: { rate: a } }, ...idle })],
      },
      5,
    );
    // C(3, a) = (a^3 / 3!) (3 / (3 - a)) / (1 + a + a^2 / 2 + that).
    const last = ((a * a * a) / 6) * (c / (c - a));
    const waits = last / (1 + a + (a * a) / 2 + last);
    const wait = waits / (c - a);
    const expected = {
      'wait.share': waits,
      'wait.mean_seconds': wait,
      'latency.mean_seconds': wait + 1,
      'queue.jobs_in_system': a * (wait + 1),
      'utilization.mean': a / c,
      'throughput.jobs_per_second': a,
    };
    for (const [name, value] of Object.entries(expected)) {
      expect([name, deviation(of(name), value) < 4]).toEqual([name, true]);
      expect([name, deviation(of(name), 1.3 * value) > 4]).toEqual([name, true]);
    }
  });

  it('is a Jackson network: two nodes in a row with a way back', async () => {
    // Half of what leaves the second node goes back to the first, so that each is visited twice by every job.
    const [rate, mu1, mu2] = [0.5, 2, 1.6];
    const size = { exponential: { mean: '1s' } };
    const of = await records(
      {
        ...neutral,
        nodes: nodes([
          { group: 'one', count: 1, speed: mu1 },
          { group: 'two', count: 1, speed: mu2 },
        ]),
        flows: [
          flow({
            arrivals: { poisson: { rate } },
            ...idle,
            stages: [
              { name: 'one', nodes: ['one'], size, enter: 1, next: { two: 1 } },
              { name: 'two', nodes: ['two'], size, enter: 0, next: { one: 0.5 } },
            ],
          }),
        ],
      },
      5,
    );
    const level = (mu: number): number => (2 * rate) / (mu - 2 * rate);
    const expected = {
      'stages.group.one.present': level(mu1),
      'stages.group.two.present': level(mu2),
      'stages.group.one.visits_per_second': 2 * rate,
      'stages.group.two.visits_per_second': 2 * rate,
      'latency.mean_seconds': (level(mu1) + level(mu2)) / rate,
      'queue.jobs_in_system': level(mu1) + level(mu2),
    };
    for (const [name, value] of Object.entries(expected)) {
      expect([name, deviation(of(name), value) < 4]).toEqual([name, true]);
      expect([name, deviation(of(name), 1.3 * value) > 4]).toEqual([name, true]);
    }
  });

  it('has every job come, begin and end when it does in the scenario that says nothing of rules', async () => {
    const times = async (written: Written): Promise<string[]> => {
      const seen: string[] = [];
      simulate(await scenario({ horizon: '300s', ...written }), {
        observers: ({ world: { engine, tables } }) => [
          {
            accepted(job, task) {
              const { arrived, number } = tables.jobs;
              const { started, node } = tables.tasks;
              seen.push(
                `${number.data[job]} ${arrived.data[job]} ${started.data[task]} ${node.data[task]} ${engine.now}`,
              );
            },
          },
        ],
      });
      return seen;
    };
    const arrivals = { poisson: { rate: 4 } };
    const bare = await times({ nodes: [{ group: 'n', count: 3, slots: 2 }], flows: [flow({ arrivals })] });
    const full = await times({
      ...neutral,
      nodes: nodes([{ group: 'n', count: 3, slots: 2 }]),
      flows: [flow({ arrivals, ...idle })],
    });
    expect(bare.length).toBeGreaterThan(1000);
    expect(full).toEqual(bare);
  });
});
