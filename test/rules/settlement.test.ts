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

describe('private', () => {
  it('proves nothing, and sends nothing', async () => {
    const world = setting({ chain: { mode: 'on' } });
    const { submit } = await world.bind('settlement', 'private');
    submit(world.addJob(0));
    expect([world.calls, world.chain.waiting]).toEqual([[], 0]);
  });
});

describe('the age of an individual answer', () => {
  /** Answers at these times; [answered, what, when] of each, and what the treasury paid for gas. */
  async function fates(params: object, times: readonly number[], chain: object) {
    const world = setting({
      validators: [1],
      chain: { mode: 'on', block_time: 10, gas_limit: 1e6, gas_price: 1, ...chain },
    });
    const { submit } = await world.bind('settlement', 'individual', { gas: 7, ...params });
    const { engine, tables } = world;
    const arrive = engine.kind('answer', () => {
      const job = world.addJob(engine.now);
      tables.jobs.answered.data[job] = engine.now;
      tables.jobs.node.data[job] = 0;
      submit(job);
      tables.jobs.free(job);
    });
    for (const time of times) engine.at(time, arrive, 0);
    world.chains.start();
    const seen: (string | number)[][] = [];
    while (engine.now < 200 && engine.run(200, 1) > 0)
      for (const [step, , ...rest] of world.calls.splice(0))
        seen.push(step === 'proved' ? [rest[0]!, step, engine.now] : [step, `cause ${rest[1]}`, engine.now]);
    return { seen, gas: -world.ledger.balance(world.world.treasury) };
  }

  it('is taken at its block: beyond the limit it reverts, with nonce and gas spent', async () => {
    expect(await fates({ max_age: '6s' }, [1, 3.9, 4, 9], {})).toEqual({
      seen: [
        ['unproved', 'cause 0', 10],
        ['unproved', 'cause 0', 10],
        [4, 'proved', 10],
        [9, 'proved', 10],
      ],
      gas: 28,
    });
  });

  it('is not that at finality', async () => {
    const { seen } = await fates({ max_age: '6s' }, [3, 4], { finality: 30 });
    expect(seen).toEqual([
      ['unproved', 'cause 0', 40],
      [4, 'proved', 40],
    ]);
  });

  it('grows in the queue of a serial worker', async () => {
    const relay = { workers: 1, upload: 0, tries: 'unlimited', retry: 10, outages: [] };
    const { seen, gas } = await fates({ max_age: '25s' }, [8, 8, 8, 8], { relay });
    // In the blocks at 10, 20, 30 and 40: 2, 12, 22 and 32 s old.
    expect(seen.map(([what]) => what)).toEqual([8, 8, 8, 'unproved']);
    expect(gas).toBe(28);
  });

  it('counts from the node clock: what is signed too far in the future reverts', async () => {
    // Signed at 8 + 302, in the block at 10: 300 s ahead of it.
    expect((await fates({ ahead: '302s' }, [8], {})).seen).toEqual([[8, 'proved', 10]]);
    expect((await fates({ ahead: '303s' }, [8], {})).seen).toEqual([['unproved', 'cause 0', 10]]);
    expect((await fates({ ahead: '303s', future_tolerance: '301s' }, [8], {})).seen).toEqual([[8, 'proved', 10]]);
  });

  it('has OpenGradient limits by default: an hour, and five minutes', async () => {
    const slow = { block_time: 100 };
    expect((await fates({ ahead: '401s' }, [1], slow)).seen).toEqual([['unproved', 'cause 0', 100]]);
    expect((await fates({ ahead: '398s' }, [1], slow)).seen).toEqual([[1, 'proved', 100]]);
  });
});

describe('gas', () => {
  async function batchOf(gas_paid_by: string, wallets: readonly number[], answers: readonly number[]) {
    const world = setting({
      nodes: wallets.map(() => 1),
      chain: { mode: 'on', gas_price: 1, gas_paid_by: gas_paid_by as 'nodes' },
      validators: [1],
    });
    const { ledger, tables } = world;
    wallets.forEach((units, node) => {
      if (units > 0) ledger.issue(tables.nodes.wallet.data[node]!, units, ledger.genesisReason);
    });
    const { submit } = await world.bind('settlement', 'batch', { items: answers.length, gas: 100 });
    for (const node of answers) {
      const job = world.addJob(node);
      tables.jobs.node.data[job] = node;
      submit(job);
    }
    world.chains.start();
    world.engine.run(2);
    return {
      nodes: wallets.map((_, node) => ledger.balance(tables.nodes.wallet.data[node]!)),
      treasury: ledger.balance(world.world.treasury),
      facilitator: ledger.balance(world.world.facilitator),
      pot: ledger.balance(world.world.validatorsPot),
    };
  }

  it.each(['treasury', 'facilitator'] as const)('is paid by the %s', async (who) => {
    const paid = await batchOf(who, [50, 50], [0, 1]);
    expect(paid).toEqual({ nodes: [50, 50], treasury: 0, facilitator: 0, pot: 100, [who]: -100 });
  });

  it('is paid by nodes in equal parts an answer, to the unit', async () => {
    // Thirds of 100, telescoped from the last answer: 33, 33 (of node 0), 34.
    const paid = await batchOf('nodes', [500, 500], [0, 0, 1]);
    expect(paid.nodes[0]! + paid.nodes[1]!).toBe(900);
    expect([paid.nodes[1], paid.pot, paid.facilitator, paid.treasury]).toEqual([467, 100, 0, 0]);
  });

  it('is paid by the facilitator as far as a wallet is empty', async () => {
    expect(await batchOf('nodes', [20, 0], [0, 1])).toEqual({
      nodes: [0, 0],
      treasury: 0,
      facilitator: -80,
      pot: 100,
    });
  });
});
