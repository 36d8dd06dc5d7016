/** Operators who learn: what their choices bring them is read off right, and they do what their strategies say with it. */
import { describe, expect, it } from 'vitest';
import type { Learner } from '../../src/agents/contract.ts';
import { Experience } from '../../src/agents/experience.ts';
import { strategies } from '../../src/agents/index.ts';
import { Store } from '../../src/engine/state.ts';
import { complaints } from '../scenario/support.ts';
import { flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';

const learner = (name: string, params: object = {}): Learner =>
  strategies[name]!.learns!(strategies[name]!.schema.parse(params));
const experience = (memory: number) =>
  new Experience(2, memory, (length) => new Store().cells('e', length).column('v', 'f64', Number.NaN));

describe('experience', () => {
  it('is the mean of the last epochs in which a choice was tried, each alike', () => {
    const seen = experience(3);
    expect(seen.payoff(1, 0, 1)).toBeNaN();
    [4, Number.NaN, 8].forEach((mean, epoch) => {
      seen.note(1, 0, 1, epoch, mean);
    });
    expect(seen.payoff(1, 0, 1)).toBe(6);
    seen.note(1, 0, 1, 3, 1);
    expect(seen.payoff(1, 0, 1)).toBe(4.5);
    expect([seen.payoff(0, 0, 1), seen.payoff(1, 1, 1), seen.payoff(1, 0, 0)]).toEqual([NaN, NaN, NaN]);
  });

  it('without end goes back to the first epoch', () => {
    const seen = experience(Number.POSITIVE_INFINITY);
    [1, Number.NaN, 2, 6].forEach((mean, epoch) => {
      seen.note(0, 1, 0, epoch, mean);
    });
    expect(seen.payoff(0, 1, 0)).toBe(3);
    expect(seen.payoff(0, 1, 1)).toBeNaN();
  });
});

describe('what a strategy makes of payoffs', () => {
  it.each(['best-response', 'fictitious-play'])(
    '%s turns to what pays more, and stays where both pay the same',
    (name) => {
      const { next } = learner(name);
      expect([next(0, 1, 2), next(1, 2, 1), next(0, 1, 1), next(1, 1, 1)]).toEqual([1, 0, 0, 1]);
    },
  );

  it('logit has the odds e to the difference over the noise', () => {
    const { next } = learner('logit', { noise: 0.5 });
    expect(next(0, 1, 1)).toBe(0.5);
    expect(next(0, 1, 2)).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
    expect(next(1, 2, 1)).toBeCloseTo(1 / (1 + Math.exp(2)), 12);
    expect([next(0, 0, 1e6), next(0, 1e6, 0)]).toEqual([1, 0]);
  });

  it('replicators multiply the odds, and never lose a choice', () => {
    const { next } = learner('replicator', { speed: 2, least: 0.001 });
    expect(next(0.2, 1, 1)).toBeCloseTo(0.2, 12);
    expect(next(0.2, 1, 1.5)).toBeCloseTo((0.25 * Math.E) / (1 + 0.25 * Math.E), 12);
    expect([next(0.5, 0, 1e9), next(0.5, 1e9, 0)]).toEqual([0.999, 0.001]);
  });
});

/** A network of providers who get 1 OPG ($1) a job, save $0.5 by a cheat and lose $10 with it when they are convicted. */
const providers = (p: number, strategy: Written, more: Written = {}): Written => ({
  horizon: '6000s',
  epoch: '1000s',
  token: { price: 1 },
  models: [{ name: 'toy', size: '1s' }],
  operators: [{ group: 'providers', count: 10, strategy }],
  nodes: [{ group: 'n', count: 10, slots: 50, stake: '100000 OPG', operator: 'providers' }],
  validators: [{ group: 'v', count: 3, stake: 1, slots: 100 }],
  flows: [
    flow({
      arrivals: { deterministic: { rate: 10 } },
      routing: 'round-robin',
      verification: { sampling: { probability: p, by: 'validators' } },
    }),
  ],
  incentives: { price: { token: 1 }, slashing: { amount: { amount: 11, refund: 1 } } },
  ...more,
});
/** A made-up answer takes 1 % of the work. */
const BEST = { 'best-response': { compute: 0.5 / 0.99, exploration: 0.2, memory: 3 } };
const metrics = async (written: Written) => measure(await scenario(written)).record().metrics;

describe('providers who learn', () => {
  it('cheat where nobody looks, gaining just the compute', async () => {
    const m = await metrics(providers(0, BEST));
    expect(m['strategy.providers.cheating_gain_usd']).toBeCloseTo(0.5, 9);
    expect(m['strategy.providers.cheats']).toBe(1);
    // All but half of what is tried at random, and of the first epoch.
    expect(m['strategy.providers.cheated_share']).toBeCloseTo((0.5 + 5 * 0.9) / 6, 1);
    expect(m['fraud.wrong_answers_share']).toBeCloseTo(m['strategy.providers.cheated_share']!, 2);
  });

  it('work where every answer is audited, after losing reward and stake with each cheat', async () => {
    const m = await metrics(providers(1, BEST));
    expect(m['strategy.providers.cheating_gain_usd']).toBeCloseTo(0.5 - 11, 9);
    expect(m['strategy.providers.cheats']).toBe(0);
    expect(m['strategy.providers.cheated_share']).toBeCloseTo((0.5 + 5 * 0.1) / 6, 1);
  });

  it('turn near 4.5 % of audits', async () => {
    expect((await metrics(providers(0.025, BEST)))['strategy.providers.cheats']).toBeGreaterThan(0.8);
    expect((await metrics(providers(0.08, BEST)))['strategy.providers.cheats']).toBeLessThan(0.2);
  });

  it('with auditors who approve unseen turn later: the audits that count are fewer by those', async () => {
    const stamped = (probability: number) =>
      metrics(
        providers(1, BEST, {
          adversaries: [{ name: 'stampers', attack: { 'rubber-stamp': { probability } }, share: 1 }],
        }),
      );
    const all = await stamped(1);
    expect(all['strategy.providers.cheating_gain_usd']).toBeCloseTo(0.5, 9);
    expect(all['fraud.detected']).toBe(0);
    expect(all['fraud.false_votes']).toBe(all['verification.audits']);
    const half = await stamped(0.5);
    const cheats = half['fraud.attempted']!;
    const se = 11 * Math.sqrt(0.25 / cheats);
    expect(Math.abs(half['strategy.providers.cheating_gain_usd']! - (0.5 - 5.5))).toBeLessThan(4 * se);
  });

  it('by logit are torn where both pay the same, by replicators drift to what pays', async () => {
    const torn = await metrics(providers(0, { logit: { compute: 0, noise: 0.1 } }));
    expect(torn['strategy.providers.cheats']).toBeCloseTo(0.5, 9);
    const drift = await metrics(
      providers(0, { replicator: { compute: 0.5 / 0.99, speed: 2, initial: 0.1, exploration: 0.2 } }),
    );
    // Odds 1 : 9, times e to 1 each epoch.
    const odds = Math.exp(6) / 9;
    expect(drift['strategy.providers.cheats']).toBeCloseTo(odds / (1 + odds), 9);
  });

  it('leave their nodes to an adversary while it holds them, and learn nothing from it', async () => {
    const checked = await scenario(
      providers(
        0,
        { 'best-response': { exploration: 0, initial: 0 } },
        {
          adversaries: [{ name: 'a', attack: 'lazy', share: 1, from: '1000s', until: '2000s' }],
        },
      ),
    );
    const { metrics: m } = measure(checked).record();
    expect(m['fraud.attempted']).toBeGreaterThan(9000);
    expect(m['fraud.attempted']).toBeLessThanOrEqual(10_010);
    expect(m['strategy.providers.cheated_share']).toBe(0);
    const before = simulate(checked);
    expect([...before.world.tables.nodes.agent.data.subarray(0, 10)]).toEqual(Array(10).fill(1));
  });
});

describe('auditors who learn', () => {
  /** Every answer is a cheat, and is to be audited by one of the watchers' validators. */
  const watched = (strategy: Written, slashing: Written, more: Written = {}): Written => ({
    horizon: '3000s',
    epoch: '500s',
    token: { price: 2 },
    models: [{ name: 'toy', size: '1s' }],
    operators: [{ group: 'watchers', count: 3, strategy }],
    nodes: [{ group: 'n', count: 4, slots: 50, stake: '100000 OPG' }],
    validators: [{ group: 'v', count: 3, stake: 1, slots: 100, operator: 'watchers' }],
    flows: [
      flow({
        arrivals: { deterministic: { rate: 5 } },
        verification: { sampling: { probability: 1, by: 'validators', reward: '0.05 OPG' } },
      }),
    ],
    incentives: { price: { token: 1 }, slashing: { amount: slashing } },
    adversaries: [{ name: 'a', attack: 'lazy', share: 1 }],
    ...more,
  });
  const strategy = { 'best-response': { decides: ['audits'], compute: 0.3, harm: 0.25, exploration: 0.2 } };

  it('look where the bounty pays for it: reward in any case, bounty and compute of looking, harm of not looking', async () => {
    const m = await metrics(watched(strategy, { amount: 3, bounty: 1 }));
    // Skipping: 0.1 - 0.25. Looking: 0.1 + 2 - 0.3.
    expect(m['strategy.watchers.skipping_gain_usd']).toBeCloseTo(-0.25 - (2 - 0.3), 6);
    expect(m['strategy.watchers.skips']).toBe(0);
  });

  it('approve unseen where it does not, and nobody is convicted any more', async () => {
    const idle = await metrics(watched(strategy, { amount: 3 }));
    expect(idle['strategy.watchers.skipping_gain_usd']).toBeCloseTo(-0.25 + 0.3, 6);
    expect(idle['strategy.watchers.skips']).toBe(1);
    const shy = await metrics(
      watched({ 'best-response': { decides: ['audits'], compute: 0.3, harm: 0.35, exploration: 0.2 } }, { amount: 3 }),
    );
    expect(shy['strategy.watchers.skips']).toBe(0);
  });

  it('get a bounty that the bond does not cover from the treasury', async () => {
    const { simulation } = measure(await scenario(watched(strategy, { amount: '0.4 OPG', bounty: 1, to: 'treasury' })));
    const { ledger } = simulation.world;
    const bonds = Number(ledger.total('node-bond', 'validator', 'bounty'));
    expect(bonds).toBeGreaterThan(0);
    expect(Number(ledger.total('treasury', 'validator', 'bounty'))).toBe((bonds * 3) / 2);
  });

  it('and those whom they watch go round each other: dearer cheats lower looking, not cheating', async () => {
    // Gain by a cheat $1, loss $2 or $6; looking costs $0.5, and finds $2: cheating at 1/4, looking at 1/3 or 1/7.
    const game = (loss: number) => {
      const play = (decides: string, more: object) => ({
        'fictitious-play': { decides: [decides], exploration: 0.1, ...more },
      });
      return watched(
        play('audits', { compute: 0.5 }),
        { amount: (loss + 1) / 2, bounty: 1 },
        {
          horizon: '20000s',
          epoch: '20s',
          operators: [
            { group: 'watchers', count: 1, strategy: play('audits', { compute: 0.5 }) },
            { group: 'watched', count: 1, strategy: play('answers', { compute: 1 / 0.99 }) },
          ],
          nodes: [{ group: 'n', count: 1, slots: 99, stake: '1000000 OPG', operator: 'watched' }],
          validators: [{ group: 'v', count: 1, stake: 1, slots: 99, operator: 'watchers' }],
          adversaries: [],
        },
      );
    };
    const [cheap, dear] = [await metrics(game(2)), await metrics(game(6))];
    for (const m of [cheap, dear]) expect(Math.abs(m['strategy.watched.cheated_share']! - 0.25)).toBeLessThan(0.05);
    expect(Math.abs(1 - cheap['strategy.watchers.skipped_share']! - 1 / 3)).toBeLessThan(0.06);
    expect(Math.abs(1 - dear['strategy.watchers.skipped_share']! - 1 / 7)).toBeLessThan(0.06);
  });
});

describe('what is refused', () => {
  it.each([
    [{ decides: ['answers'] }, { nodes: [{ group: 'n', count: 1 }] }, 'no nodes are operated by providers'],
    [{ decides: ['audits'] }, { nodes: [{ group: 'n', count: 1 }] }, 'neither nodes nor validators'],
    [{ decides: [] }, {}, '$.operators[0].strategy.best-response.decides'],
    [{ decides: ['answers', 'answers'] }, {}, 'twice'],
    [{ exploration: 2 }, {}, 'at most 1'],
    [{ memory: 0 }, {}, '$.operators[0].strategy.best-response.memory'],
    [{ compute: -1 }, {}, '$.operators[0].strategy.best-response.compute'],
  ])('best-response %j', async (params, more, words) => {
    expect((await complaints(scenario(providers(0.1, { 'best-response': params }, more)))).join()).toContain(words);
  });

  it('a strategy of operators for delegators', async () => {
    const written = providers(0.1, BEST, { delegators: [{ group: 'd', count: 1, stake: 1, strategy: 'undercut' }] });
    expect((await complaints(scenario(written))).join()).toContain('which is for operators');
  });
});
