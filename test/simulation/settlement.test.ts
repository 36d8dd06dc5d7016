/**
 * What do settlement, relays and two chains do to a whole network? Traces by hand, bounds that follow from OpenGradient's own
 * constants, a closed form for the serial worker, and money that is conserved whatever fails. No row of the published catalogue
 * is about settlement; the numbers here are arithmetic on the parameters of `opengradient`'s code.
 */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/measures/run.ts';
import { BANKS, flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';
import { deviation } from '../support/statistics.ts';

const UNLIMITED = { workers: 'unlimited' };
/** Answers at once, at Poisson times: what follows is settlement's alone. */
const AT_ONCE = {
  models: [{ name: 'toy', size: { constant: '1ms' } }],
  nodes: [{ group: 'n', count: 3, slots: 1000 }],
  validators: [{ group: 'v', count: 3, stake: '10 OPG' }],
} satisfies Written;
const CHAIN = { mode: 'on', block_time: '2s', gas_limit: 10_000_000 };

/** When answers were proved, in order: [answered, proved]. */
async function proofs(written: Written) {
  const proved: [answered: number, proved: number][] = [];
  const run = simulate(await scenario(written), {
    observers: (sim) => [{ proved: (_flow, answered) => void proved.push([answered, sim.world.engine.now]) }],
  });
  return { proved, run };
}

describe('OpenGradient constants: settle gas 9 M in a block of 10 M, batches of 20', () => {
  const busy = (gas: number): Written => ({
    ...AT_ONCE,
    token: { decimals: 12 },
    chain: { ...CHAIN, gas_price: '0.000000000002 OPG' },
    // Nearly twice what the chain can prove, on two flows that share it.
    flows: ['f', 'g'].map((name) =>
      flow({ name, arrivals: { poisson: { rate: '9/s' } }, settlement: { batch: { gas } } }),
    ),
  });

  it('let one batch and 20 proofs into a block, for 1.8e-5 OPG', async () => {
    const { proved, run } = await proofs(busy(9_000_000));
    const perBlock = new Map<number, number>();
    for (const [, time] of proved) perBlock.set(time, (perBlock.get(time) ?? 0) + 1);
    expect(new Set(perBlock.values())).toEqual(new Set([20]));
    // From the first full batch on, every block has one.
    const first = Math.min(...perBlock.keys());
    expect(perBlock.size).toBe((200 - first) / 2 + 1);
    expect(first).toBeLessThan(10);
    const gas = run.world.ledger.total('treasury', 'validators-pot', 'gas');
    expect(gas).toBe(BigInt(perBlock.size) * 18_000_000n);
    expect(run.chain.waiting).toBeGreaterThan(50);
  });

  it('would let two in for half the gas', async () => {
    const { proved, run } = await proofs(busy(5_000_000));
    expect(proved.length).toBeGreaterThan(3200);
    expect(run.chain.waiting).toBeLessThan(15);
  });
});

describe('a batch', () => {
  const three = (across: string): Written => ({
    ...AT_ONCE,
    models: [{ name: 'toy', size: { constant: 0 } }],
    flows: [7, 11, 13].map((every) =>
      flow({
        name: `every-${every}`,
        arrivals: { deterministic: { every } },
        settlement: { batch: { items: 4, idle: '1h', age: '2h', across } },
      }),
    ),
  });

  it('may be of all flows, each of whose answers is proved as its own', async () => {
    const proved: [flow: number, answered: number, time: number][] = [];
    const observers: Parameters<typeof simulate>[1] = {
      observers: (sim) => [{ proved: (f, answered) => void proved.push([f, answered, sim.world.engine.now]) }],
    };
    simulate(await scenario(three('network')), observers);
    // Answers at 7, 11, 13, 14 | 21, 22, 26, 28 | ...
    expect(proved.slice(0, 8).sort((a, b) => a[1] - b[1])).toEqual([
      [0, 7, 14],
      [1, 11, 14],
      [2, 13, 14],
      [0, 14, 14],
      [0, 21, 28],
      [1, 22, 28],
      [2, 26, 28],
      [0, 28, 28],
    ]);
    proved.length = 0;
    simulate(await scenario(three('flow')), observers);
    expect(proved.slice(0, 4).map(([f, , time]) => [f, time])).toEqual(Array(4).fill([0, 28]));
  });
});

describe('a serial worker that waits for its receipt', () => {
  const serial = (workers: unknown, mode = 'on'): Written => ({
    ...AT_ONCE,
    horizon: '12000s',
    chain: { ...CHAIN, mode, relay: { workers } },
    flows: [flow({ arrivals: { poisson: { rate: '0.35/s' } }, settlement: { individual: { max_age: '10h' } } })],
    measures: { windows: 12, warmup: '1000s' },
  });

  it('is a slotted M/D/1 queue: T/2 + lambda T^2 / (2 (1 - rho)) from answer to proof', async () => {
    // Time-division multiplexing (Bertsekas & Gallager, Data Networks, 3.5.1), T = 2 s, rho = 0.7.
    const expected = 1 + (0.35 * 4) / (2 * 0.3);
    const means = async (workers: unknown) => {
      const checked = await scenario(serial(workers));
      return Array.from(
        { length: 12 },
        (_, replication) => runScenario(checked, { replication, banks: BANKS }).metrics['proof.time_mean_seconds']!,
      );
    };
    expect(deviation(await means(1), expected)).toBeLessThan(4);
    expect(deviation(await means(2), expected)).toBeGreaterThan(4);
    // Without a relay everything goes into the next block: half a block.
    expect(deviation(await means('unlimited'), 1)).toBeLessThan(4);
  });

  it('is the same where blocks are counted in aggregate', async () => {
    const one = measure(await scenario(serial(1))).record().metrics;
    const other = measure(await scenario(serial(1, 'aggregate'))).record().metrics;
    for (const name of [
      'proof.time_mean_seconds',
      'settlement.wait_mean_seconds',
      'settlement.wait_max_seconds',
      'proof.pending',
    ])
      expect([name, other[name]]).toEqual([name, one[name]]);
    // What the proof takes beyond its wait is the way from the worker into a block, 2 s where another waits.
    expect(one['settlement.wait_mean_seconds']).toBeGreaterThan(1);
    expect(one['settlement.wait_mean_seconds']).toBeLessThan(one['proof.time_mean_seconds']!);
  });
});

describe('PIPE', () => {
  const answers = async (written: Written) => {
    const seen: [arrived: number, answered: number][] = [];
    const run = simulate(await scenario(written), {
      observers: (sim) => [
        { accepted: (job) => void seen.push([sim.world.tables.jobs.arrived.data[job]!, sim.world.engine.now]) },
      ],
    });
    return { seen, run };
  };
  const calls = (settlement: unknown, every: string, chain: Written = CHAIN, more: Written = {}): Written => ({
    horizon: '60s',
    models: [{ name: 'toy', size: { constant: '3s' } }],
    validators: [{ group: 'v', count: 1, stake: '1 OPG' }],
    chain,
    flows: [flow({ arrivals: { deterministic: { every } }, settlement })],
    ...more,
  });

  it('answers with the first block after the result is there', async () => {
    const { seen } = await answers(calls('pipe', '4500ms'));
    expect(seen.slice(0, 4)).toEqual([
      [4.5, 8],
      [9, 12],
      [13.5, 18],
      [18, 22],
    ]);
    // Elsewhere the client has it as soon as it is executed.
    const { seen: direct } = await answers(calls('none', '4500ms'));
    expect(direct[0]).toEqual([4.5, 7.5]);
  });

  it('executes the calls of one block in parallel on different nodes', async () => {
    // Three nodes, three seconds each, one a second: all that arrived in (2k - 5, 2k - 3] are in block k.
    const { seen } = await answers(
      calls('pipe', '1s', CHAIN, {
        nodes: [{ group: 'n', count: 3 }],
        flows: [flow({ arrivals: { deterministic: { every: '1s' } }, settlement: 'pipe', routing: 'round-robin' })],
      }),
    );
    expect(seen.slice(0, 4)).toEqual([
      [1, 4],
      [2, 6],
      [3, 6],
      [4, 8],
    ]);
  });

  it('proves with the answer, in the very block, and its client pays the gas', async () => {
    const written = calls({ pipe: { gas: 1000 } }, '5s', { ...CHAIN, gas_price: '0.000001 OPG', finality: '1s' });
    const { proved, run } = await proofs(written);
    // Arrived at 5, executed at 8, in the block of 8, final at 9.
    expect(proved[0]).toEqual([9, 9]);
    expect(run.world.ledger.total('client', 'validators-pot', 'gas')).toBe(BigInt(proved.length) * 1000n);
    const { metrics } = measure(await scenario(written)).record();
    expect(metrics['proof.time_mean_seconds']).toBe(0);
    expect(metrics['proof.proved_share']).toBe(1);
  });

  it('lets clients wait 120 s at most, and leaves nothing behind', async () => {
    // A block has room for one call: one every two seconds, and twice as many come until 200 s.
    const checked = await scenario(
      calls({ pipe: { gas: 6_000_000 } }, '1s', CHAIN, {
        horizon: '700s',
        models: [{ name: 'toy', size: { constant: '100ms' } }],
        changes: [{ at: '400s', set: { 'flows.f.arrivals': { poisson: { rate: 0 } } } }],
      }),
    );
    const run = measure(checked);
    const { metrics } = run.record();
    expect(metrics['throughput.expired_share']).toBeGreaterThan(0.1);
    expect(metrics['latency.p99_seconds']).toBeGreaterThan(100);
    expect(metrics['latency.p99_seconds']).toBeLessThan(120.5);
    const { tables } = run.simulation.world;
    for (const [{ table }, column] of [
      [tables.jobs, tables.jobs.flow],
      [tables.tasks, tables.tasks.job],
    ] as const)
      for (let id = 0; id < table.size; id += table.stride) expect(column.data[id]).toBe(-1);
  });
});

describe('payments on a chain of their own', () => {
  const paid = (payment: Written, more: Written = {}): Written => ({
    ...AT_ONCE,
    token: { supply: '1000000 OPG' },
    incentives: { price: { token: '1 OPG' }, fees: { node: 0.9, treasury: 0.1 } },
    chain: { ...CHAIN, gas_price: '0.000000000002 OPG', payment },
    flows: [
      flow({ name: 'batched', settlement: { batch: { gas: 100 } } }),
      flow({ name: 'hidden', settlement: 'private' }),
    ],
    ...more,
  });

  it('move fees when they are final there, whatever becomes of proofs', async () => {
    const checked = await scenario(
      paid(
        { block_time: '10s', finality: '3s', gas: 1, relay: UNLIMITED },
        {
          flows: [flow({ arrivals: { deterministic: { every: '4s' } }, settlement: 'private' })],
        },
      ),
    );
    const fees: [time: number, paid: number][] = [];
    simulate(checked, {
      observers: (sim) => [
        {
          arrived: () =>
            void fees.push([sim.world.engine.now, Number(sim.world.ledger.total('client', null, 'fee') / 1_000_000n)]),
        },
      ],
    });
    // Answered just after 4, 8, 12, ...: in the blocks of 10, 10, 20, final 3 s later.
    expect(fees.slice(0, 7)).toEqual([
      [4, 0],
      [8, 0],
      [12, 0],
      [16, 2],
      [20, 2],
      [24, 4],
      [28, 4],
    ]);
  });

  it('fail when gas costs more than the facilitator pays: the node has nothing, and proofs go on', async () => {
    const relay = { workers: 1, max_fee: '0.000001 OPG', receipt: '6s' };
    const checked = await scenario(
      paid(
        { gas_price: '0.0000005 OPG', gas: 2, relay },
        {
          flows: [flow({ arrivals: { poisson: { rate: '0.2/s' } }, settlement: { batch: { items: 2, gas: 100 } } })],
          changes: [{ at: '100s', set: { 'chain.payment.gas_price': '0.000002 OPG' } }],
        },
      ),
    );
    const run = measure(checked);
    const { metrics } = run.record();
    const { ledger } = run.simulation.world;
    expect(metrics['payment_chain.settled']).toBeGreaterThan(10);
    expect(metrics['payment_chain.failed']).toBeGreaterThan(10);
    expect(metrics['payment_chain.unpaid']).toBe(metrics['payment_chain.failed']);
    expect(ledger.total('client', null, 'fee')).toBe(BigInt(metrics['payment_chain.settled']!) * 1_000_000n);
    expect(ledger.total('facilitator', 'outside', 'payment gas')).toBe(BigInt(metrics['payment_chain.settled']!));
    expect(metrics['proof.proved_share']).toBeGreaterThan(0.9);
  });

  it('are settled though the link to the other chain is down: proofs late, or never final', async () => {
    const link = (more: Written) => ({ ...UNLIMITED, outages: [{ at: '50s', for: '100s' }], retry: '5s', ...more });
    const broken = async (relay: Written) => {
      const written = paid(
        { gas: 1, relay: UNLIMITED },
        {
          flows: [flow({ settlement: { individual: { gas: 100, max_age: '60s' } } })],
        },
      );
      const checked = await scenario({ ...written, chain: { ...(written.chain as Written), relay } });
      return measure(checked).record().metrics;
    };
    const sound = await broken(UNLIMITED);
    const late = await broken(link({ tries: 'unlimited' }));
    const lost = await broken(link({ tries: 5 }));
    for (const metrics of [sound, late, lost]) expect(metrics['payment_chain.pending']).toBeLessThan(10);
    expect(new Set([sound, late, lost].map((metrics) => metrics['payment_chain.settled'])).size).toBe(1);
    expect([sound['proof.lost'], sound['proof.reverted'], late['proof.lost']]).toEqual([0, 0, 0]);
    // Given up within 20 s: all but the last of the 100 s, at about 2 answers a second. The others are in time.
    expect(lost['proof.lost']).toBeGreaterThan(120);
    expect(lost['proof.lost']).toBe(lost['settlement.dropped']);
    expect(lost['proof.reverted']).toBe(0);
    // Carried when the link is up again: the older than 60 s revert, about 40 s of them.
    expect(late['proof.reverted']).toBeGreaterThan(50);
    expect(late['proof.time_mean_seconds']).toBeGreaterThan(5 * sound['proof.time_mean_seconds']!);
    const answers = sound['payment_chain.settled']! + sound['payment_chain.pending']!;
    for (const metrics of [late, lost])
      expect(
        Math.round(
          (metrics['proof.reverted']! + metrics['proof.lost']!) / metrics['proof.failed_share']! +
            metrics['proof.pending']!,
        ),
      ).toBe(answers);
  });

  it.each(['treasury', 'facilitator', 'nodes'])('leave the books closed with gas paid by %s', async (gas_paid_by) => {
    const written = paid({ gas_price: '0.00001 OPG', gas: 30, gas_paid_by, relay: { workers: 3 } });
    const run = measure(
      await scenario({ ...written, chain: { ...(written.chain as Written), gas_price: '0.00002 OPG', gas_paid_by } }),
    );
    const { metrics, ledger } = run.record();
    const payer = { treasury: 'treasury', facilitator: 'facilitator', nodes: 'node' }[gas_paid_by]!;
    for (const reason of ['gas', 'payment gas']) {
      const rows = ledger.filter((row) => row.reason === reason);
      // A node without an income yet is helped out by the facilitator.
      expect(rows[0]!.from === payer || rows[1]!.from === payer).toBe(true);
      expect(rows.every((row) => row.to === (reason === 'gas' ? 'validators-pot' : 'outside'))).toBe(true);
    }
    const shares = Object.entries(metrics).filter(([name]) => name.startsWith('economy.value_share.'));
    expect(shares.reduce((sum, [, value]) => sum + value!, 0)).toBeCloseTo(1, 9);
  });
});

describe('the data that proofs refer to', () => {
  it('lapse with their storage epoch: the share of proofs that nobody can verify again', async () => {
    // One proof every 4 s, in the block of 4 s; storage epochs of 50 s, kept for two: at 200 s those of [0, 150) are gone.
    const lapsed = async (storage: Written) => {
      const checked = await scenario({
        ...AT_ONCE,
        models: [{ name: 'toy', size: { constant: 0 } }],
        chain: { ...CHAIN, storage },
        flows: [flow({ arrivals: { deterministic: { every: '4s' } }, settlement: 'individual' })],
      });
      return measure(checked).record().metrics['proof.lapsed_share'];
    };
    expect(await lapsed({ epoch: '50s', epochs: 2 })).toBe(37 / 50);
    expect(await lapsed({ epoch: '50s', epochs: 3 })).toBe(24 / 50);
    expect(await lapsed({ epoch: '50s', epochs: 4 })).toBe(12 / 50);
    expect(await lapsed({ epoch: '50s', epochs: 5 })).toBe(0);
    expect(await lapsed({})).toBe(0);
  });
});
