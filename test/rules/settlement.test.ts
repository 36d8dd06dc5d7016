import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setting } from '../support/bound.ts';

/** Hands answers in at these times; returns when each was proved: [answered at, proved at], in order. */
async function proofs(rule: string, params: object, times: readonly number[], chain: object = {}): Promise<number[][]> {
  const world = setting({ chain });
  const { submit } = await world.bind('settlement', rule, params);
  const { engine, tables } = world;
  const arrive = engine.kind('answer', () => {
    const job = world.addJob(0);
    tables.jobs.answered.data[job] = engine.now;
    submit(job);
    tables.jobs.free(job);
  });
  for (const time of times) engine.at(time, arrive, 0);
  const proved: number[][] = [];
  // `proved` is called at the time of finality: read the clock after every event.
  world.chain.start();
  while (engine.run(10_000, 1) > 0)
    for (const [step, flow, answered, weight] of world.calls.splice(0)) {
      expect([step, flow, weight]).toEqual(['proved', 0, 1]);
      proved.push([answered!, engine.now]);
    }
  return proved.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
}

/** The rule in words: sent at the earliest of the items-th answer, last answer + idle, first answer + age. */
function byHand(times: readonly number[], items: number, idle: number, age: number): number[][] {
  const sorted = [...times].sort((a, b) => a - b);
  const proved: number[][] = [];
  let batch: number[] = [];
  const flush = (at: number) => {
    for (const answered of batch) proved.push([answered, at]);
    batch = [];
  };
  const due = () => Math.min(batch.at(-1)! + idle, batch[0]! + age);
  for (const time of sorted) {
    if (batch.length > 0 && due() < time) flush(due());
    batch.push(time);
    if (batch.length >= items) flush(time);
  }
  if (batch.length > 0) flush(due());
  return proved;
}

describe('batch', () => {
  const params = { items: 3, idle: '10s', age: '25s' };

  it('is sent with its last item', async () => {
    expect(await proofs('batch', params, [1, 2, 4])).toEqual([
      [1, 4],
      [2, 4],
      [4, 4],
    ]);
  });

  it('is sent when idle for so long after the last answer', async () => {
    expect(await proofs('batch', params, [1, 8])).toEqual([
      [1, 18],
      [8, 18],
    ]);
  });

  it('is sent when its first answer has waited so long, however busy it is', async () => {
    expect(await proofs('batch', { ...params, items: 100 }, [0, 9, 18, 24])).toEqual([
      [0, 25],
      [9, 25],
      [18, 25],
      [24, 25],
    ]);
  });

  it('begins anew after every sending', async () => {
    // The check of the first batch, due at 11, must not send the second one early.
    expect(await proofs('batch', params, [1, 2, 3, 4])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
      [4, 14],
    ]);
  });

  it('is sent at the time that its words give, whatever comes when', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 8 }),
        fc.double({ min: 0.1, max: 20, noNaN: true }),
        fc.double({ min: 0.1, max: 60, noNaN: true }),
        async (times, items, idle, age) => {
          expect(await proofs('batch', { items, idle, age }, times)).toEqual(byHand(times, items, idle, age));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is one transaction: its gas is paid once, from the treasury', async () => {
    const world = setting({ chain: { mode: 'on', gas_price: 0.5, finality: 1 }, validators: [1] });
    const { submit } = await world.bind('settlement', 'batch', { items: 2, gas: 101 });
    world.chain.start();
    for (let i = 0; i < 4; i++) submit(world.addJob(i));
    world.engine.run(2.9);
    expect(world.calls).toEqual([]);
    world.engine.run(3);
    expect(world.steps()).toEqual(['proved', 'proved', 'proved', 'proved']);
    // Two batches at ceil(101 x 0.5) = 51.
    expect(world.ledger.balance(world.world.validatorsPot)).toBe(102);
    expect(world.ledger.balance(world.world.treasury)).toBe(-102);
  });
});

describe('individual', () => {
  it('proves every answer in the next block with room, plus finality', async () => {
    const chain = { mode: 'aggregate', block_time: 2, gas_limit: 250, finality: 5 };
    expect(await proofs('individual', { gas: 100 }, [0.5, 1, 1.5, 3], chain)).toEqual([
      [0.5, 7],
      [1, 7],
      [1.5, 9],
      [3, 9],
    ]);
  });

  it('is at once without a chain', async () => {
    expect(await proofs('individual', {}, [1, 2])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });
});

describe('none', () => {
  it('proves nothing', async () => {
    expect(await proofs('none', {}, [1, 2])).toEqual([]);
  });
});
