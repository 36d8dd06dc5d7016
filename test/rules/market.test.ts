/** Does the price move as its process says, and is the price of one moment known only at that moment? */
import { describe, expect, it } from 'vitest';
import { setting } from '../support/bound.ts';

const YEAR = 31_557_600;

/** Prices at 0, step, 2 step, ... */
async function prices(name: string, params: object, step: number, steps: number, seed = '1/1') {
  const world = setting({ seed });
  const rule = await world.bind('market', name, params);
  rule.start();
  const { market } = world.world;
  return Array.from({ length: steps + 1 }, (_, k) => {
    world.engine.run(k * step);
    return market.price;
  });
}

describe('constant', () => {
  it('is the same throughout, and so is its mean', async () => {
    expect(new Set(await prices('constant', { price: 0.3 }, 1000, 5))).toEqual(new Set([0.3]));
    const world = setting();
    (await world.bind('market', 'constant', { price: 0.1 })).start();
    world.engine.run(12_345.6);
    expect(world.world.market.mean(12_345.6)).toBe(0.1);
    expect(world.world.market.quote).toBe(0.1);
  });
});

describe('gbm', () => {
  it('has independent normal log returns of the stated mean and deviation', async () => {
    const n = 4000;
    const [drift, volatility, step] = [0.4, 0.8, YEAR / 100];
    const path = await prices('gbm', { start: 0.1, drift, volatility, step }, step, n);
    const returns = path.slice(1).map((price, k) => Math.log(price / path[k]!));
    const mean = returns.reduce((a, b) => a + b) / n;
    const deviations = returns.map((r) => r - mean);
    const variance = deviations.reduce((sum, d) => sum + d * d, 0) / (n - 1);
    const expected = (volatility * volatility) / 100;
    // Four standard errors each.
    expect(Math.abs(mean - (drift - 0.32) / 100)).toBeLessThan(4 * Math.sqrt(expected / n));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    const lagged = deviations.slice(1).reduce((sum, d, k) => sum + d * deviations[k]!, 0) / (n * variance);
    expect(Math.abs(lagged)).toBeLessThan(4 / Math.sqrt(n));
    const kurtosis = deviations.reduce((sum, d) => sum + ((d * d) / variance) * ((d * d) / variance), 0) / n;
    expect(Math.abs(kurtosis - 3)).toBeLessThan(4 * Math.sqrt(24 / n));
  });

  it('without volatility is exponential growth', async () => {
    const path = await prices('gbm', { start: 2, drift: 0.5, volatility: 0, step: YEAR / 4 }, YEAR / 4, 8);
    path.forEach((price, k) => {
      expect(price).toBeCloseTo(2 * Math.exp(0.125 * k), 12);
    });
  });

  it('follows the seed', async () => {
    const params = { start: 1, volatility: 1, step: '1h' };
    const one = await prices('gbm', params, 3600, 20);
    expect(await prices('gbm', params, 3600, 20)).toEqual(one);
    expect(await prices('gbm', params, 3600, 20, '1/2')).not.toEqual(one);
  });
});

describe('path', () => {
  const file = { file: 'x.csv', sha256: '', columns: { time: [10, 20, 20, 50], price: [1, 2, 4, 3] } };

  it('is the last row that has come; before the first one, that one', async () => {
    expect(await prices('path', { file }, 5, 11)).toEqual([1, 1, 1, 1, 4, 4, 4, 4, 4, 4, 3, 3]);
  });

  it('has its mean over time', async () => {
    const world = setting();
    (await world.bind('market', 'path', { file })).start();
    world.engine.run(100);
    // 20 s at 1, 30 s at 4, 50 s at 3.
    expect(world.world.market.mean(100)).toBeCloseTo((20 + 120 + 150) / 100, 12);
  });
});
