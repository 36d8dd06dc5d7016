/** What does each attack do, in a network small enough to count? */
import { describe, expect, it } from 'vitest';
import { adversaries, strategies } from '../../src/agents/index.ts';
import { AUDIT } from '../../src/network/tables.ts';
import { World } from '../../src/network/world.ts';
import { Simulation } from '../../src/simulation/simulation.ts';
import { luck } from '../support/luck.ts';
import { BANKS, flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';

const run = async (written: Written) =>
  measure(await scenario({ horizon: '400s', nodes: [{ group: 'n', count: 10 }], ...written }));
const metrics = async (written: Written) => (await run(written)).record().metrics;

/** Class of every answer by node, and of every audit. */
async function classes(written: Written) {
  const checked = await scenario({ horizon: '400s', nodes: [{ group: 'n', count: 10 }], ...written });
  const seen: {
    node: number;
    role: number;
    name: string;
    agent: number;
    checks: number;
    work: number;
    size: number;
  }[] = [];
  const simulation = simulate(checked, {
    observers: (s) => [
      {
        executed(task) {
          const { tasks, jobs, nodes } = s.world.tables;
          const node = tasks.node.data[task]!;
          const checks = tasks.checks.data[task]!;
          seen.push({
            node,
            role: tasks.role.data[task]!,
            name: s.behaviours.banks[0]!.classNames[tasks.behaviour.data[task]!]!,
            agent: node >= 0 ? nodes.adversary.data[node]! : -1,
            checks: checks >= 0 ? nodes.adversary.data[tasks.node.data[checks]!]! : -2,
            work: tasks.work.data[task]!,
            size: jobs.size.data[tasks.job.data[task]!]!,
          });
        },
      },
    ],
  });
  return { seen, simulation };
}

describe.each([
  ['lazy', 'made-up', 0.01],
  ['selective', 'made-up', 0.01],
  ['substitute', 'substitute', 0.25],
  ['collude', 'made-up-shared', 0.01],
  ['sybil', 'made-up-shared', 0.01],
])('%s', (attack, name, cost) => {
  it(`answers ${name} with its probability, at ${cost} of the work; everyone else is honest`, async () => {
    const { seen } = await classes({
      adversaries: [{ name: 'a', attack: { [attack]: { probability: 0.3 } }, count: 5 }],
    });
    const own = seen.filter((e) => e.agent === 0);
    const cheats = own.filter((e) => e.name !== 'native');
    expect(new Set(cheats.map((e) => e.name))).toEqual(new Set([name]));
    expect(Math.abs(cheats.length - 0.3 * own.length)).toBeLessThan(4 * Math.sqrt(own.length * 0.21));
    expect(seen.filter((e) => e.agent < 0 && e.name !== 'native')).toEqual([]);
    for (const e of seen) expect(e.work).toBeCloseTo(e.size * (e.name === 'native' ? 1 : cost), 12);
  });

  it('is honest before `from` and after `until`', async () => {
    const all = luck(
      await scenario({
        horizon: '300s',
        models: [{ name: 'toy', size: { constant: '1ms' } }],
        adversaries: [{ name: 'a', attack: { [attack]: { probability: 1 } }, count: 3, from: '100s', until: '200s' }],
      }),
    );
    for (const { arrived, cheat } of all.values())
      if (cheat !== undefined) expect([arrived, cheat]).toEqual([arrived, arrived >= 100 && arrived < 200 ? 1 : 0]);
  });

  it('holds as many nodes as it is given', async () => {
    const held = async (share: object) => {
      const { simulation } = await classes({ horizon: '1s', adversaries: [{ name: 'a', attack, ...share }] });
      return Array.from(simulation.world.tables.nodes.adversary.data.subarray(0, 10)).filter((a) => a === 0).length;
    };
    expect([await held({ count: 4 }), await held({ share: 0.25 }), await held({ share: 1 })]).toEqual([4, 3, 10]);
  });

  it('says what it gains, what it costs and what beats it', () => {
    const { gains, costs, beatenBy, source, summary } = adversaries[attack]!;
    for (const text of [gains, costs, beatenBy, source, summary]) expect(text.length).toBeGreaterThan(10);
  });
});

describe('selective', () => {
  it('decides anew for each execution of a job, where others decide once', async () => {
    /** Share of jobs whose two copies, both by nodes that cheat with probability 1/2, are both wrong or both right. */
    const alike = async (attack: string) => {
      let same = 0;
      let jobs = 0;
      simulate(
        await scenario({
          horizon: '1000s',
          nodes: [{ group: 'n', count: 4 }],
          flows: [
            flow({ arrivals: { poisson: { rate: '1/s' } }, verification: { 'redundant-majority': { copies: 2 } } }),
          ],
          adversaries: [{ name: 'a', attack: { [attack]: { probability: 0.5 } }, share: 1 }],
        }),
        {
          observers: ({ world: { tables } }) => [
            {
              closed(job) {
                const first = tables.jobs.tasks.data[job]!;
                const second = tables.tasks.sibling.data[first]!;
                jobs++;
                if (tables.tasks.cheat.data[first] === tables.tasks.cheat.data[second]) same++;
              },
            },
          ],
        },
      );
      expect(jobs).toBeGreaterThan(900);
      return same / jobs;
    };
    expect(await alike('lazy')).toBe(1);
    expect(Math.abs((await alike('selective')) - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 900));
  });

  it('cheats on jobs worth enough only, audits honestly, and together vouches for its own', async () => {
    const written = (attack: object, probability: number) => ({
      flows: [
        flow({
          value: { uniform: { low: 0, high: 2 } },
          verification: { sampling: { probability } },
        }),
      ],
      adversaries: [{ name: 'a', attack: { selective: attack }, count: 5 }],
    });
    const picky = await metrics(written({ probability: 1, at_least: 1 }, 0));
    const any = await metrics(written({ probability: 1 }, 0));
    const share = picky['fraud.attempted']! / any['fraud.attempted']!;
    expect(Math.abs(share - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / any['fraud.attempted']!));
    // Each cheat has a value of 1.5 USD in the mean, not 1.
    expect(picky['fraud.harm_usd']! / picky['fraud.attempted']!).toBeGreaterThan(1.4);
    const alone = await metrics(written({ probability: 1 }, 1));
    expect(alone['fraud.false_votes']).toBe(0);
    expect(alone['fraud.missed']).toBe(0);
    const ring = await metrics(written({ probability: 1, with: 'made-up-shared', together: true }, 1));
    expect(ring['fraud.false_votes']).toBeGreaterThan(0);
    expect(ring['fraud.missed']).toBeGreaterThan(0);
    expect(ring['fraud.false_convictions']).toBe(0);
  });
});

describe('which nodes an adversary holds', () => {
  it('is a share of its group, whoever else holds nodes there, and no node twice', async () => {
    const { simulation } = await classes({
      horizon: '1s',
      nodes: [
        { group: 'a', count: 10 },
        { group: 'b', count: 6 },
      ],
      adversaries: [
        { name: 'first', attack: 'lazy', share: 0.5, group: 'a' },
        { name: 'second', attack: 'substitute', share: 0.5, group: 'a' },
        { name: 'third', attack: 'lazy', count: 2, group: 'b' },
      ],
    });
    const held = Array.from(simulation.world.tables.nodes.adversary.data.subarray(0, 16));
    const count = (adversary: number, from: number, to: number) =>
      held.slice(from, to).filter((a) => a === adversary).length;
    expect([count(0, 0, 10), count(1, 0, 10), count(2, 10, 16), count(2, 0, 10)]).toEqual([5, 5, 2, 0]);
  });
});

describe('made-up answers', () => {
  const voted = (attack: string) =>
    metrics({
      nodes: [{ group: 'n', count: 3 }],
      flows: [
        flow({ arrivals: { poisson: { rate: '0.5/s' } }, verification: { 'redundant-majority': { copies: 3 } } }),
      ],
      adversaries: [{ name: 'a', attack, count: 2 }],
    });

  it('do not agree: two lazy nodes of three find no majority', async () => {
    const m = await voted('lazy');
    expect(m['throughput.rejected_share']).toBeGreaterThan(0.95);
    expect([m['fraud.detected'], m['fraud.wrong_answers_accepted']]).toEqual([0, 0]);
  });

  it('of colluders agree: two of three convict the honest one, every time', async () => {
    const m = await voted('collude');
    expect(m['fraud.wrong_answers_share']).toBe(1);
    expect(m['fraud.detected']).toBe(0);
    expect(m['fraud.false_convictions']).toBeGreaterThan(100);
  });

  it('of two coalitions do not agree with each other', async () => {
    const m = await metrics({
      nodes: [{ group: 'n', count: 2 }],
      flows: [
        flow({ arrivals: { poisson: { rate: '0.5/s' } }, verification: { 'redundant-majority': { copies: 2 } } }),
      ],
      adversaries: [
        { name: 'a', attack: 'collude', count: 1 },
        { name: 'b', attack: 'collude', count: 1 },
      ],
    });
    expect(m['throughput.rejected_share']).toBeGreaterThan(0.95);
  });
});

describe('colluding auditors', () => {
  it.each(['collude', 'sybil'])(
    '%s: vouch for their own whatever the class, and judge others honestly',
    async (attack) => {
      for (const [params, disagreement] of [
        [{ probability: 1 }, 0],
        // On hard inputs even honest executions disagree; an echo does not.
        [{ probability: 0.5 }, 0.5],
        ...(attack === 'sybil' ? ([[{ probability: 1, with: 'made-up' }, 0]] as const) : []),
      ] as const) {
        const written: Written = {
          models: [{ name: 'toy', size: { exponential: { mean: '1s' } }, disagreement }],
          flows: [flow({ verification: { sampling: { probability: 1 } } })],
          adversaries: [{ name: 'a', attack: { [attack]: params }, share: 1 }],
        };
        const m = await metrics(written);
        expect([m['fraud.detected'], m['fraud.false_convictions']]).toEqual([0, 0]);
        expect(m['fraud.missed']).toBeGreaterThan(100);
      }
      const { seen } = await classes({
        flows: [flow({ verification: { sampling: { probability: 1 } } })],
        adversaries: [{ name: 'a', attack: { [attack]: { probability: 1 } }, count: 5 }],
      });
      const audits = seen.filter((e) => e.role === AUDIT);
      for (const audit of audits)
        expect(audit.name).toBe(audit.agent === 0 && audit.checks === 0 ? 'made-up-shared' : 'native');
      expect(audits.filter((e) => e.agent === 0 && e.checks === 0).length).toBeGreaterThan(50);
      expect(audits.filter((e) => e.agent === 0 && e.checks !== 0).length).toBeGreaterThan(50);
    },
  );
});

describe('sybil', () => {
  it('looks decentralized by identity and is one by operator', async () => {
    const m = await metrics({
      adversaries: [{ name: 'a', attack: 'sybil', share: 1 }],
      incentives: { price: { token: '1 OPG' } },
    });
    expect(m['decentralization.revenue.nakamoto_50.identity']).toBeGreaterThan(3);
    expect(m['decentralization.revenue.nakamoto_50.operator']).toBe(1);
    expect(m['decentralization.revenue.effective.operator']).toBe(1);
    expect(m['fraud.attempted']).toBe(0);
  });
});

describe('an enclave', () => {
  it('stops every cheat when it attests the execution, and none when it attests the hand-off', async () => {
    const tee = (attests: string) =>
      metrics({
        nodes: [{ group: 'n', count: 4, tee: true }],
        flows: [flow({ verification: { tee: { attests } } })],
        adversaries: [{ name: 'a', attack: 'substitute', count: 1 }],
      });
    const sealed = await tee('execution');
    expect(sealed['fraud.detection_rate_per_cheated_job']).toBe(1);
    expect(sealed['fraud.wrong_answers_accepted']).toBe(0);
    const open = await tee('hand-off');
    expect(open['fraud.detection_rate_per_cheated_job']).toBe(0);
    expect(open['fraud.wrong_answers_accepted']).toBe(open['fraud.attempted']);
  });
});

describe('strategy fixed', () => {
  it('changes nothing', () => {
    const { fixed } = strategies;
    const { tables } = new World({ seed: '1/1' });
    expect(fixed!.bind({}, { tables }).revise(0, 0)).toBeUndefined();
  });
});

describe('an adversary without its class', () => {
  it('is named when it is bound', async () => {
    const checked = await scenario({
      adversaries: [{ name: 'a', attack: { substitute: { with: 'no-such-class' } }, count: 1 }],
    });
    expect(() => new Simulation(checked, { replication: 0, banks: BANKS })).toThrow(/no-such-class/);
  });
});
