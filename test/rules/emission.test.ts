/** Do the emission rules issue what their protocols say, to the unit and over years? */
import { describe, expect, it } from 'vitest';
import { setting } from '../support/bound.ts';

const YEAR = 31_557_600;
const sum = (due: (k: number) => number, from: number, to: number): number => {
  let total = 0;
  for (let k = from; k < to; k++) total += due(k);
  return total;
};

describe('geometric: Gonka, 285,000 exp(-0.000475 k) a day up to 600 M', async () => {
  const gonka = { first: '285000 token', decay: 0.000475, cap: '600000000 token' };
  const { due } = await setting().bind('emission', 'geometric', gonka);

  // check B14, epoch_reward: exact within 1 GNK; further rows from x/inference/keeper/bitcoin_rewards.go.
  it.each([
    [0, 285_000],
    [1, 284_864.6571],
    [365, 239_634.3405],
    [1460, 142_450],
    [2920, 71_200],
  ])('epoch %d: %d', (epoch, reward) => {
    const expected = epoch < 1000 ? 1e-3 : 1;
    expect(Math.abs(due(epoch) / 1e6 - reward)).toBeLessThanOrEqual(epoch < 1000 ? expected : 5);
  });

  it('halves within about 1,460 epochs', () => {
    expect(due(1459)).toBeGreaterThan(due(0) / 2);
    expect(due(1460)).toBeLessThan(due(0) / 2);
  });

  it('issues the cap exactly, which binds at about epoch 17,570', () => {
    expect(sum(due, 0, 17_500)).toBeLessThan(600_000_000e6);
    expect(sum(due, 0, 17_600)).toBe(600_000_000e6);
    expect(due(17_600)).toBe(0);
    expect(due(17_560)).toBeGreaterThan(0);
  });

  it('without a cap approaches first / (1 - exp(-decay)), 600,142,511', async () => {
    const { due } = await setting().bind('emission', 'geometric', { ...gonka, cap: undefined });
    expect(sum(due, 0, 100_000) / 1e6).toBeCloseTo(600_142_511, 0);
  });
});

describe('exponential: a pool with a half-life', () => {
  const pool = 100_000_000e6;

  it('issues half of what is left with every half-life, to the unit', async () => {
    const epoch = 86_400;
    const { due } = await setting({ terms: { epoch } }).bind('emission', 'exponential', {
      pool: '100000000 token',
      half_life: `${100 * epoch}s`,
    });
    for (const [lives, left] of [
      [1, 0.5],
      [2, 0.25],
      [5, 1 / 32],
    ] as const)
      expect(Math.abs(sum(due, 0, lives * 100) - pool * (1 - left))).toBeLessThanOrEqual(1);
    // Never more than the pool, however long it goes on.
    const whole = sum(due, 0, 100_000);
    expect(whole).toBeLessThanOrEqual(pool);
    expect(whole).toBeGreaterThanOrEqual(pool - 1);
  });

  it('starts with 4.62 M a year of 100 M at 15 years: pool x ln 2 / H', async () => {
    const { due } = await setting({ terms: { epoch: 3600 } }).bind('emission', 'exponential', {
      pool: '100000000 token',
      half_life: '15y',
    });
    expect((due(0) * YEAR) / 3600 / 1e12).toBeCloseTo(4.621, 3);
  });
});

describe('halving', () => {
  it('is that of Bitcoin: 50 a block over 210,000 blocks, then 25, 12.5, ...', async () => {
    const { due } = await setting({ terms: { epoch: 600, decimals: 8, unit: 1e8 } }).bind('emission', 'halving', {
      first: '10500000 token',
      every: 210_000 * 600,
    });
    expect(due(0)).toBe(50e8);
    expect(due(209_999)).toBe(50e8);
    expect(due(210_000)).toBe(25e8);
    expect(due(3 * 210_000)).toBe(6.25e8);
    expect(sum(due, 0, 210_000)).toBe(10_500_000e8);
    expect(sum(due, 210_000, 420_000)).toBe(5_250_000e8);
    expect(due(70 * 210_000)).toBe(0);
  });

  it('cuts an epoch in which the era ends', async () => {
    const { due } = await setting({ terms: { epoch: 100 } }).bind('emission', 'halving', {
      first: '0.0003 token',
      every: '150s',
    });
    // 300 units in 150 s, 150 in the next 150 s: 200; 100 + 50; 100.
    expect([0, 1, 2].map(due)).toEqual([200, 150, 100]);
  });
});

describe('target-bonded: Cosmos', () => {
  /** Inflation of a year, epoch by epoch, with so much of a supply of 1,000,000 units bonded. */
  async function inflation(bonded: number, epochs: number, params: object = {}) {
    const world = setting({ nodes: [], validators: [bonded], terms: { epoch: YEAR / 10 } });
    world.ledger.issue(world.ledger.outside[0]!, 1_000_000 - bonded, world.ledger.genesisReason);
    const { due } = await world.bind('emission', 'target-bonded', params);
    return Array.from({ length: epochs }, (_, k) => (due(k) * 10) / 1_000_000);
  }

  it('stays where the goal is met', async () => {
    for (const rate of await inflation(670_000, 30)) expect(rate).toBeCloseTo(0.13, 12);
  });

  it('moves by (1 - bonded / goal) x change a year, between its bounds', async () => {
    const rising = await inflation(0, 10);
    rising.forEach((rate, k) => {
      expect(rate).toBeCloseTo(Math.min(0.2, 0.13 + 0.013 * (k + 1)), 12);
    });
    const falling = await inflation(1_000_000, 20);
    const step = 0.013 * (1 / 0.67 - 1);
    falling.forEach((rate, k) => {
      expect(rate).toBeCloseTo(Math.max(0.07, 0.13 - step * (k + 1)), 12);
    });
    expect(falling.at(-1)).toBe(0.07);
  });
});

describe('issuance-sqrt: Ethereum', () => {
  const gwei = { decimals: 9, unit: 1e9, epoch: 384 };

  it('is 505 Gwei per ETH and 8.080e9 Gwei an epoch with 500,000 validators of 32 ETH, whose sum is beyond 2^53', async () => {
    const { due } = await setting({ validators: [4e15, 4e15, 4e15, 4e15], terms: gwei }).bind(
      'emission',
      'issuance-sqrt',
    );
    expect(due(0)).toBe(8_080_000_000);
    // Published: 665,292 ETH a year from real numbers (base reward 505.96); integers round it down by 0.2 %.
    const year = (due(0) * 365.25 * 86_400) / 384 / 1e9;
    expect(year).toBeLessThan(665_292);
    expect(year).toBeGreaterThan(665_292 * (505 / 506));
  });

  it('gives with four times the stake about twice as much', async () => {
    const of = async (bond: number) =>
      (await setting({ validators: [bond], terms: gwei }).bind('emission', 'issuance-sqrt')).due(0);
    expect((await of(4e15)) / (await of(1e15))).toBeCloseTo(2, 2);
  });

  it('counts the protocol epochs that end in an epoch of the run, and fewer decimals than Gwei', async () => {
    const { due } = await setting({ validators: [4e12], terms: { epoch: 1000 } }).bind('emission', 'issuance-sqrt');
    // 4 M tokens: floor(64e9 / isqrt(4e15)) = 1011 Gwei each; epochs of 384 s end 2, 3, 2 times in 1,000 s.
    expect([0, 1, 2].map(due)).toEqual([2, 3, 2].map((n) => (n * 1011 * 4e6) / 1000));
  });

  it('issues nothing where nobody has staked', async () => {
    expect((await setting({ terms: gwei }).bind('emission', 'issuance-sqrt')).due(0)).toBe(0);
  });
});

describe('constant-growth: geometric rewards', () => {
  it('makes what there was grow by the same factor in every epoch, to the pool exactly', async () => {
    const { due } = await setting({ terms: { epoch: 10 } }).bind('emission', 'constant-growth', {
      initial: '1000000 token',
      pool: '3000000 token',
      over: '1000s',
    });
    let stake = 1e12;
    const factors: number[] = [];
    for (let k = 0; k < 100; k++) {
      const before = stake;
      stake += due(k);
      factors.push(stake / before);
    }
    // 4^(1/100).
    for (const factor of factors) expect(factor).toBeCloseTo(1.013959479790029, 9);
    expect(stake).toBe(4e12);
    expect(due(100)).toBe(0);
  });
});

describe('linear-decreasing', () => {
  it('falls by the same step in every epoch, to nothing at the end of the pool', async () => {
    const { due } = await setting({ terms: { epoch: 1 } }).bind('emission', 'linear-decreasing', {
      pool: '1 token',
      over: '100s',
    });
    // 1e6 / 100^2 x (199, 197, ..., 1).
    expect([0, 1, 50, 99].map(due)).toEqual([19_900, 19_700, 9_900, 100]);
    expect(sum(due, 0, 100)).toBe(1e6);
    expect(due(100)).toBe(0);
  });
});
