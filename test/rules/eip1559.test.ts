/** The base fee of compute: block by block against EIP-1559, and in a network whose clients have willingness to pay. */
import { describe, expect, it } from 'vitest';
import { nextBaseFee } from '../../src/rules/baseFee.ts';
import { complaints } from '../scenario/support.ts';
import { setting } from '../support/bound.ts';
import { flow, measure, scenario, type Written } from '../support/scenario.ts';

const PARAMS = { initial: 1, target: 10, every: '1s' };

/** A rule, and a way to ask it for the price of a job of some work at some time and to have it bought. */
async function priced(params: object = PARAMS) {
  const world = setting();
  const rule = await world.bind('pricing', 'eip1559', params);
  let number = 0;
  const at = (time: number) => {
    world.engine.at(
      time,
      world.engine.kind('tick', () => {}),
      0,
    );
    world.engine.run(time);
  };
  const offer = (size: number) => {
    const job = world.addJob(number++);
    world.tables.jobs.size.data[job] = size;
    world.tables.jobs.fee.data[job] = rule.quote(job);
    return { job, quote: world.tables.jobs.fee.data[job]! };
  };
  return {
    at,
    quote: (size: number) => offer(size).quote,
    buy(size: number) {
      const { job } = offer(size);
      return rule.final!(job);
    },
    rule,
    offer,
    world,
  };
}

describe('the base fee', () => {
  it('follows the examples of the EIP: an eighth up after a full block, an eighth down after an empty one', () => {
    expect(nextBaseFee(1000, 20, 10, 0.125)).toBe(1125);
    expect(nextBaseFee(1000, 0, 10, 0.125)).toBe(875);
    expect(nextBaseFee(1000, 10, 10, 0.125)).toBe(1000);
    expect(nextBaseFee(1000, 15, 10, 0.125)).toBe(1062.5);
  });

  it('is that of the block, whatever is sold in it, and moves with the next one', async () => {
    const { quote, buy, at } = await priced();
    expect(quote(1)).toBe(1e6);
    for (let i = 0; i < 4; i++) expect(buy(5)).toBe(5e6);
    expect(quote(2)).toBe(-1);
    at(1);
    expect(quote(1)).toBe(1_125_000);
    buy(10);
    at(2);
    expect(quote(1)).toBe(1_125_000);
    at(3);
    expect(quote(1)).toBe(984_375);
  });

  it('counts what is bought, not what is asked for, and a job that is sent again once at its old price', async () => {
    const { rule, offer, quote, at } = await priced();
    for (let i = 0; i < 100; i++) quote(9);
    at(1);
    // Nothing was sold.
    const { job, quote: fee } = offer(15);
    expect(fee).toBe(15 * 875_000);
    expect(rule.final!(job)).toBe(fee);
    at(2);
    expect(rule.final!(job)).toBe(fee);
    expect(quote(1)).toBe(Math.ceil(875_000 * 1.0625));
    at(3);
    expect(quote(1)).toBe(Math.ceil(875_000 * 1.0625 * 0.875));
  });

  it('falls through empty blocks to its floor and no further, however many there are', async () => {
    const { quote, at, buy } = await priced({ ...PARAMS, least: 0.25 });
    expect(quote(1)).toBe(1e6);
    at(6);
    expect(quote(1)).toBe(Math.ceil(1e6 * 0.875 ** 6 - 1e-6));
    at(1e9);
    expect(quote(1)).toBe(250_000);
    buy(20);
    at(1e9 + 1);
    expect(quote(1)).toBe(281_250);
  });

  it('lets a job that is larger than a block have one to itself, and counts it as a full one', async () => {
    const { quote, at, buy } = await priced();
    expect(buy(500)).toBe(500e6);
    expect(quote(0.1)).toBe(-1);
    at(1);
    expect(quote(1)).toBe(1_125_000);
    buy(1);
    expect(quote(500)).toBe(-1);
  });

  it('has the limit and the step that it is given', async () => {
    const { quote, at, buy } = await priced({ ...PARAMS, limit: 3, step: 0.25 });
    for (let i = 0; i < 3; i++) buy(10);
    expect(quote(1)).toBe(-1);
    at(1);
    expect(quote(1)).toBe(1_500_000);
  });
});

describe('in a network', () => {
  /** n times the target is offered per block by clients whose willingness is uniform over 0 to $1 a second of work. */
  const market = (n: number, more: Written = {}): Written => ({
    horizon: '4000s',
    token: { price: 1 },
    models: [{ name: 'toy', size: '1ms' }],
    flows: [flow({ arrivals: { poisson: { rate: n * 20 } }, willingness: { uniform: { low: 0, high: 0.001 } } })],
    incentives: {
      price: { eip1559: { initial: 0.2, target: 0.2, every: '10s' } },
      fees: { burn: 1 },
    },
    ...more,
  });

  it.each([2, 5])('offered %d times the target, sells the target at the price at which only so many buy', async (n) => {
    const run = measure(await scenario(market(n)));
    const { metrics } = run.record();
    expect(metrics['price.work_over_target']).toBeCloseTo(1, 1);
    expect(metrics['price.base_fee_mean']).toBeCloseTo(1 - 1 / n, 1);
    // All of it is burnt, and what was paid is what was burnt.
    const { ledger } = run.simulation.world;
    expect(ledger.total('client', 'burn', 'fee')).toBe(ledger.total('client', null, 'fee'));
    expect(Number(ledger.total('client', 'burn', 'fee'))).toBeGreaterThan(0);
    expect(metrics['economy.burned']).toBeCloseTo(Number(ledger.total(null, 'burn')) / 1e6, 6);
  });

  it('sells a full block and no more to those who take any price, and the fee explodes by an eighth a block', async () => {
    const { metrics } = measure(
      await scenario({
        ...market(5),
        horizon: '200s',
        flows: [flow({ arrivals: { poisson: { rate: 100 } } })],
      }),
    ).record();
    // 5 times the target offered, 2 sold: the others find no room.
    expect(metrics['throughput.halted_share']).toBeGreaterThan(0.5);
    expect(metrics['price.work_over_target']).toBeCloseTo(2, 6);
    expect(metrics['price.base_fee']).toBeCloseTo(0.2 * 1.125 ** 19, 6);
  });

  it('says nothing of it under another price', async () => {
    const { metrics } = measure(await scenario()).record();
    expect(Object.keys(metrics).filter((name) => name.startsWith('price.'))).toEqual([]);
  });

  it.each([
    [{ target: 1 }, '$.incentives.price.eip1559.initial'],
    [{ initial: 0, target: 1 }, '$.incentives.price.eip1559.initial'],
    [{ initial: 1, target: 0 }, '$.incentives.price.eip1559.target'],
    [{ initial: 1, target: 1, step: 1 }, '$.incentives.price.eip1559.step'],
    [{ initial: 1, target: 1, limit: 0.5 }, '$.incentives.price.eip1559.limit'],
    [{ initial: '1 OPG', target: 1 }, '$.incentives.price.eip1559.initial'],
  ])('refuses %j', async (params, path) => {
    expect((await complaints(scenario(market(2, { incentives: { price: { eip1559: params } } })))).join()).toContain(
      path,
    );
  });
});
