/** Who looks, who disputes, when is it over, and who pays? */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/measures/run.ts';
import { OFFENCES } from '../../src/network/facts.ts';
import { BANKS, flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';
import { deviation } from '../support/statistics.ts';

const disputed = (optimistic: Written, more: Written = {}): Written => ({
  horizon: '400s',
  models: [{ name: 'toy', size: { constant: '1s' } }],
  nodes: [{ group: 'n', count: 8, slots: 4, stake: '50 OPG' }],
  validators: [{ group: 'v', count: 6, slots: 50, stake: '30 OPG' }],
  flows: [
    flow({
      verification: { optimistic: { by: 'validators', window: '30s', steps: 1024, round: '2s', ...optimistic } },
    }),
  ],
  ...more,
});
const LIARS = [{ name: 'liars', attack: 'substitute', count: 3 }];

describe('optimistic', () => {
  it.each([
    [1, 0.5],
    [3, 0.3],
    [5, 0.2],
  ])('misses a wrong answer with probability (1 - y)^h: h = %d, y = %d', async (challengers, looks) => {
    const checked = await scenario(disputed({ challengers, looks }, { adversaries: LIARS }));
    const rates: number[] = [];
    for (let replication = 0; replication < 8; replication++) {
      const { metrics } = runScenario(checked, { replication, banks: BANKS });
      rates.push(1 - metrics['fraud.detection_rate_per_cheated_job']!);
      expect(metrics['fraud.false_convictions']).toBe(0);
      expect(metrics['fraud.false_challenges']).toBe(0);
    }
    const missed = (1 - looks) ** challengers;
    expect(deviation(rates, missed)).toBeLessThan(4);
    // One look fewer or more would be seen.
    expect(deviation(rates, (1 - looks) ** (challengers + 1))).toBeGreaterThan(4);
    expect(deviation(rates, (1 - looks) ** (challengers - 1))).toBeGreaterThan(4);
  });

  it('has its verdict at the end of the window when nobody disputes', async () => {
    for (const looks of [0, 1]) {
      const { metrics } = measure(await scenario(disputed({ looks }))).record();
      expect(metrics['verdict.time_mean_seconds']).toBeCloseTo(30, 9);
    }
  });

  it.each([
    [1, 0],
    [2, 1],
    [1024, 10],
    [1025, 11],
    [1_048_576, 20],
  ])('seeks the wrong step among %d in %d rounds', async (steps, rounds) => {
    const written = disputed({ looks: 1, challengers: 1, window: '10s', steps, round: '3s' }, { adversaries: LIARS });
    const { offences } = measure(await scenario(written)).record();
    const convicted = offences.filter(({ fate }) => fate === 'detected');
    expect(convicted.length).toBeGreaterThan(50);
    // The challenger executes it again, 1 s, and then they search.
    for (const { time, settled } of convicted) expect(settled! - time).toBeCloseTo(1 + 3 * rounds, 6);
  });

  it('keeps for a job the window under which it was sent', async () => {
    const changes = [{ at: '100s', set: { 'flows.f.verification.optimistic.window': '3s' } }];
    const windows = { before: new Set<number>(), after: new Set<number>() };
    simulate(await scenario(disputed({ looks: 0 }, { changes })), {
      observers: ({ world: { engine, tables } }) => [
        {
          closed(job) {
            const { arrived, answered } = tables.jobs;
            const side = arrived.data[job]! < 100 ? windows.before : windows.after;
            side.add(Math.round((engine.now - answered.data[job]!) * 1e6) / 1e6);
          },
        },
      ],
    });
    expect(windows).toEqual({ before: new Set([30]), after: new Set([3]) });
  });

  it('is too late after the window', async () => {
    const slow = { validators: [{ group: 'v', count: 6, slots: 50, stake: '30 OPG', speed: 0.09 }] };
    const missed = disputed({ looks: 1, window: '10s' }, { adversaries: LIARS, ...slow });
    expect(measure(await scenario(missed)).record().metrics['fraud.detected']).toBe(0);
    const caught = disputed({ looks: 1, window: '12s' }, { adversaries: LIARS, ...slow });
    expect(measure(await scenario(caught)).record().metrics['fraud.detected']).toBeGreaterThan(50);
  });

  it("pays the challenger out of the liar's bond, and burns the rest", async () => {
    const run = simulate(
      await scenario(disputed({ looks: 1, challengers: 2, bond: '0.1 OPG', reward: 0.3 }, { adversaries: LIARS })),
    );
    const { ledger } = run.world;
    const paid = ledger.total('node-bond', 'validator', 'slash');
    const burned = ledger.total('node-bond', 'burn', 'slash');
    const convictions = (paid + burned) / 100_000n;
    expect(convictions).toBeGreaterThan(50n);
    // One challenger a dispute, though both have looked.
    expect(paid).toBe(convictions * 30_000n);
    expect(burned).toBe(convictions * 70_000n);
    expect(ledger.total('validator-bond', null, 'slash')).toBe(0n);
  });

  it('takes no challenge from those who cannot stand for it', async () => {
    const { metrics } = measure(
      await scenario(disputed({ looks: 1, bond: '31 OPG' }, { adversaries: LIARS })),
    ).record();
    expect([metrics['fraud.detected'], metrics['fraud.attempted']! > 100]).toEqual([0, true]);
  });

  it('convicts a false challenge of its own offence, and pays the challenged', async () => {
    const convicted: { node: number; offence: string }[] = [];
    const run = simulate(
      await scenario(
        disputed(
          { by: 'nodes', looks: 1, challengers: 1, bond: '0.1 OPG' },
          // They make up what they are to check, and answer nobody themselves.
          { adversaries: [{ name: 'idlers', attack: 'lazy', count: 2 }], horizon: '200s' },
        ),
      ),
      {
        observers: (s) => [
          {
            convicted(task, offence) {
              const { tasks, nodes } = s.world.tables;
              const holder = nodes.adversary.data[tasks.node.data[task]!]!;
              convicted.push({ node: holder, offence: OFFENCES[offence]! });
            },
          },
        ],
      },
    );
    const false_ = convicted.filter(({ offence }) => offence === 'false-challenge');
    expect(false_.length).toBeGreaterThan(20);
    // Only who lies is ever convicted, of either offence.
    expect(convicted.filter(({ node }) => node !== 0)).toEqual([]);
    expect(run.world.ledger.total('node-bond', 'node', 'slash')).toBe(BigInt(convicted.length) * 50_000n);
  });

  it('lets honest answers stand to the end of their window after a false challenge', async () => {
    const { metrics } = measure(
      await scenario(
        disputed(
          { by: 'nodes', looks: 1, challengers: 1 },
          { adversaries: [{ name: 'idlers', attack: 'lazy', count: 2 }] },
        ),
      ),
    ).record();
    // The dispute takes 20 s after a look of at most some seconds: within the window of 30 s.
    expect(metrics['fraud.pending']! + metrics['fraud.detected']! + metrics['fraud.missed']!).toBe(
      metrics['fraud.attempted'],
    );
    expect(metrics['fraud.false_convictions']).toBe(0);
    expect(metrics['fraud.false_challenges']).toBeGreaterThan(20);
  });

  it('slows executions by its factor', async () => {
    const { metrics } = measure(await scenario(disputed({ looks: 0, factor: 1.5 }))).record();
    expect(metrics['latency.mean_seconds']).toBeGreaterThan(1.499);
    expect(metrics['latency.mean_seconds']).toBeLessThan(1.6);
  });
});
