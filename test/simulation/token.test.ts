/** Who has which tokens when, and at which price do clients pay? Allocation, token generation event, oracle, halt. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOSSES } from '../../src/network/facts.ts';
import { parseScenario } from '../../src/scenario/index.ts';
import type { Allocation } from '../../src/scenario/schema.ts';
import { free } from '../../src/simulation/vesting.ts';
import { flow, measure, scenario, simulate } from '../support/scenario.ts';

const MONTH = 31_557_600 / 12;

/** Nothing but the token, from a preset, for so many months. */
function months(count: number, presets: string[]) {
  const text = JSON.stringify({
    name: 'token',
    extends: presets,
    horizon: count * MONTH,
    epoch: MONTH,
    validators: [{ group: 'v', count: 3, stake: '10000 OPG' }],
    measures: { windows: count },
  });
  return parseScenario(text, { file: join(import.meta.dirname, 'token.yaml') });
}

describe('the tokenomics of OpenGradient', () => {
  it('give its circulating supply, month by month, to the last token', async () => {
    const run = measure(await months(100, ['opengradient-token', 'opengradient-emission-linear']));
    const { metrics, series } = run.record();
    const circulating = (month: number) => series.values['token.circulating']![month - 1]! / 1e6;
    // Design notes, section 4: "m12 299.5, m24 492, m36 685, m48 878, m60 962, m96 1000", cut to whole millions.
    expect(circulating(12)).toBeCloseTo(299.5, 6);
    for (const [month, millions] of [
      [24, 492],
      [36, 685],
      [48, 878],
      [60, 962],
      [96, 1000],
    ] as const)
      expect([month, Math.floor(circulating(month) + 1e-6)]).toEqual([month, millions]);
    // Linear in between, and a month after the cliff: 4.29 + 2.65 of 36, 6 of 60, 2.08 of 48, 1.04 of 96.
    expect(circulating(13) - circulating(12)).toBeCloseTo(154.5 / 36 + 95.5 / 36 + 6 + 100 / 48 + 100 / 96, 5);
    expect(circulating(2) - circulating(1)).toBeCloseTo(6 + 100 / 48 + 100 / 96, 5);
    expect(metrics['token.locked']).toBe(0);
    expect(metrics['token.circulating']).toBe(1e9);
    expect(metrics['economy.supply']).toBe(1e9);
    expect(metrics['economy.emission']).toBe(1e8);
    // Nothing was minted beyond the supply: the emission came out of its part.
    const { ledger } = run.simulation.world;
    expect(ledger.total('mint', null)).toBe(1_000_000_000_000_000n);
    expect(ledger.total('vesting', 'emission-pot')).toBe(100_000_000_000_000n);
    expect(ledger.total('vesting', 'foundation')).toBe(150_000_000_000_000n);
  });

  it('begin with 190 M at the token generation event, of which the validators hold their bonds', async () => {
    const run = simulate(await months(1, ['opengradient-token', 'opengradient-emission-linear']));
    const { ledger } = run.world;
    const locked = BigInt(run.vesting.locked);
    const month = BigInt(Math.floor((6 + 100 / 48 + 100 / 96) * 1e12));
    const start = 1_000_000_000_000_000n - locked - month;
    expect(Number(start - 190_000_000_000_000n)).toBeLessThan(10);
    expect(Number(start - 190_000_000_000_000n)).toBeGreaterThan(-10);
    expect(ledger.total('mint', 'validator-bond')).toBe(30_000_000_000n);
  });

  it('leave with a half-life of 15 years half of the staking rewards after 180 months', async () => {
    const run = measure(await months(180, ['opengradient-token', 'opengradient-emission-exponential']));
    const { metrics, series } = run.record();
    // 473,364,000 s are 15 Gregorian years of 365.2425 days.
    const share = 1 - 2 ** (-(180 * MONTH) / 473_364_000);
    expect(metrics['economy.emission']! / 1e8).toBeCloseTo(share, 6);
    expect(metrics['token.locked']! / 1e8).toBeCloseTo(1 - share, 6);
    // After 96 months 1,000 M under the linear variant; here what is left of the pool is missing.
    const left = 100 * 2 ** (-(96 * MONTH) / 473_364_000);
    expect(series.values['token.circulating']![95]! / 1e6).toBeCloseTo(1000 - left, 5);
  });
});

describe('vesting', () => {
  const bucket = (more: Partial<Allocation>): Allocation => ({
    name: 'x',
    amount: 1000,
    tge: 0.1,
    cliff: 100,
    vesting: 200,
    to: 'outside',
    ...more,
  });

  it('frees a part at the event, nothing until the cliff, the rest evenly from there', () => {
    const of = (t: number) => free(bucket({}), t);
    expect([-1, 0, 99, 100, 101, 200, 299, 300, 1e9].map(of)).toEqual([0, 100, 100, 100, 104, 550, 995, 1000, 1000]);
    expect([0, 99, 100].map((t) => free(bucket({ vesting: 0 }), t))).toEqual([100, 100, 1000]);
    expect(free(bucket({ vesting: 0, cliff: 0, tge: 0 }), 0)).toBe(1000);
  });

  it('never takes back, never frees more than there is, and frees everything in the end', () => {
    fc.assert(
      fc.property(
        fc.record({
          amount: fc.maxSafeNat(),
          tge: fc.double({ min: 0, max: 1, noNaN: true }),
          cliff: fc.nat(1000),
          vesting: fc.nat(1000),
        }),
        fc.array(fc.nat(2500), { minLength: 2, maxLength: 20 }),
        (part, times) => {
          const freed = times.sort((a, b) => a - b).map((t) => free(bucket(part), t));
          for (const [i, now] of freed.entries()) {
            expect(Number.isSafeInteger(now)).toBe(true);
            expect(now).toBeGreaterThanOrEqual(i > 0 ? freed[i - 1]! : 0);
          }
          expect(free(bucket(part), part.cliff + part.vesting)).toBe(part.amount);
        },
      ),
    );
  });

  it('moves at the event and at the end of epochs, to whom it belongs', async () => {
    const run = measure(
      await scenario({
        horizon: '100s',
        epoch: '10s',
        flows: [],
        measures: { windows: 20 },
        token: {
          supply: '1000 OPG',
          tge: '23s',
          allocation: [
            { name: 'a', amount: '100 OPG', to: 'treasury' },
            { name: 'b', share: 0.4, tge: 0.5, vesting: '40s', to: 'foundation' },
          ],
        },
      }),
    );
    // Windows of 5 s. 500 are not allocated; at 23 s 100 + 200 more, then 5 a second, seen at 30, 40, 50, 60, 70 s.
    const path = run.record().series.values['token.circulating']!;
    expect(path.slice(3, 15)).toEqual([500, 800, 835, 835, 885, 885, 935, 935, 985, 985, 1000, 1000]);
    const { ledger } = run.simulation.world;
    expect(ledger.total('vesting', 'treasury', 'unlock')).toBe(100_000_000n);
    expect(ledger.total('vesting', 'foundation', 'unlock')).toBe(400_000_000n);
    expect(run.record().metrics['economy.treasury']).toBe(0);
  });

  it('takes what parties have bonded at the start out of what is free then, and refuses more', async () => {
    const locked = (stake: string) =>
      scenario({
        flows: [],
        nodes: [],
        validators: [{ group: 'v', count: 2, stake }],
        token: {
          supply: '1000 OPG',
          allocation: [
            { name: 'a', share: 0.6, cliff: '1y' },
            { name: 'b', share: 0.3 },
          ],
        },
      });
    const run = measure(await locked('150 OPG'));
    expect(run.record().metrics['token.circulating']).toBe(400);
    expect(run.simulation.world.ledger.balance(run.simulation.world.ledger.outside[0]!)).toBe(100_000_000);
    await expect(locked('201 OPG').then((checked) => simulate(checked))).rejects.toThrow(
      '2000000 base units more at the start than the allocation leaves free',
    );
  });

  it('pays the emission out of its part only as long as there is some', async () => {
    const run = measure(
      await scenario({
        horizon: '100s',
        epoch: '10s',
        flows: [],
        token: { supply: '1000 OPG', allocation: [{ name: 'rewards', amount: '5 OPG', to: 'emission' }] },
        incentives: { emission: { linear: { pool: '10 OPG', over: '100s' } } },
      }),
    );
    expect(run.record().metrics).toMatchObject({ 'economy.emission': 5, 'economy.supply': 1000, 'token.locked': 0 });
    // Nobody earns it, so it ends with the treasury: all of the value that was there.
    expect(run.record().metrics['economy.value_share.treasury']).toBe(1);
  });
});

describe('the oracle', () => {
  /** Fees in tokens by time of arrival; -1 where the job was refused because the network had halted. */
  async function fees(token: object) {
    const checked = await scenario({
      horizon: '100s',
      token,
      models: [{ name: 'toy', size: { constant: '10ms' }, price: '$1' }],
      nodes: [{ group: 'n', count: 1, slots: 100 }],
      flows: [flow({ arrivals: { trace: { file: 'fixtures/each-second.csv' } } })],
      incentives: { price: { 'fixed-usd': {} } },
    });
    const seen: number[] = [];
    simulate(checked, {
      observers: (run) => [
        { arrived: (job) => void seen.push(Math.max(-1, run.world.tables.jobs.fee.data[job]! / 1e6)) },
        { lost: (_job, loss) => expect(LOSSES[loss]).toBe('halted') },
      ],
    });
    const metrics = measure(checked).record().metrics;
    return { seen: seen.map((fee) => (fee < 0 ? -1 : Math.round(fee * 1000) / 1000)), metrics };
  }
  const path = { path: { file: 'fixtures/price.csv' } };

  it('is not there by default: every job pays at the price of its moment', async () => {
    const { seen, metrics } = await fees({ price: path });
    // Jobs at 0.5 s, 1.5 s, ...: $1 at 0.1, from 31.5 s on 0.16, from 60 s on 0.05, from 95 s on 0.09.
    expect(seen.slice(0, 31)).toEqual(Array(31).fill(10));
    expect(seen.slice(31, 60)).toEqual(Array(29).fill(6.25));
    expect(seen.slice(60, 95)).toEqual(Array(35).fill(20));
    expect(seen.slice(95)).toEqual(Array(5).fill(11.111));
    expect(metrics).not.toHaveProperty('throughput.halted_share');
  });

  it('is behind the market by up to its refresh', async () => {
    const { seen } = await fees({ price: path, oracle: { refresh: '20s', halt_after: '1h' } });
    expect(seen.slice(0, 40)).toEqual(Array(40).fill(10));
    expect(seen.slice(40, 60)).toEqual(Array(20).fill(6.25));
    // A reading at the very moment of a move sees the new price.
    expect(seen.slice(60)).toEqual(Array(40).fill(20));
  });

  it('goes on with its last price while its source fails, halts when that is too old, and recovers', async () => {
    const { seen, metrics } = await fees({
      price: path,
      oracle: { refresh: '10s', halt_after: '25s', outages: [{ at: '30s', for: '41s' }] },
    });
    // Read at 20 s; readings at 30 .. 70 s fail; too old from 45 s on; read again at 80 s, and at 90 s.
    expect(seen.slice(0, 45)).toEqual(Array(45).fill(10));
    expect(seen.slice(45, 80)).toEqual(Array(35).fill(-1));
    expect(seen.slice(80)).toEqual(Array(20).fill(20));
    expect(metrics['throughput.halted_share']).toBeCloseTo(0.35, 12);
  });

  it('does not concern prices in tokens', async () => {
    const run = measure(
      await scenario({
        horizon: '100s',
        token: { price: path, oracle: { refresh: '1s', halt_after: '1s', outages: [{ at: 0, for: '1h' }] } },
        incentives: { price: { token: '1 OPG' } },
      }),
    );
    expect(run.record().metrics['throughput.halted_share']).toBe(0);
  });
});

describe('a willingness to pay in USD', () => {
  it('is worth more tokens when the token is cheap: the same jobs are refused at every price', async () => {
    const refused = async (price: unknown) =>
      measure(
        await scenario({
          token: { price },
          models: [{ name: 'toy', size: { constant: '10ms' }, price: '$0.5' }],
          flows: [flow({ willingness: { uniform: { low: 0, high: 1 } } })],
          incentives: { price: { 'fixed-usd': {} } },
        }),
      ).record().metrics;
    const [still, moving] = [await refused(0.1), await refused({ path: { file: 'fixtures/price.csv' } })];
    expect(still['throughput.refused_share']).toBeGreaterThan(0.3);
    expect(moving['throughput.refused_share']).toBe(still['throughput.refused_share']);
    expect(moving['economy.client_surplus_usd']).toBeCloseTo(still['economy.client_surplus_usd']!, 3);
  });
});
