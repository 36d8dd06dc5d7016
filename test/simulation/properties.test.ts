/** What must hold of any scenario? Conservation, determinism, neutrality, on small networks drawn at random. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/engine/errors.ts';
import { MeasuredRun, runScenario } from '../../src/measures/run.ts';
import { AUDIT } from '../../src/network/tables.ts';
import { Simulation } from '../../src/simulation/simulation.ts';
import { BUSY } from '../support/busy.ts';
import { BANKS, flow, measure, scenario, type Written } from '../support/scenario.ts';

const routing = fc.constantFrom<unknown>(
  'uniform',
  'sticky',
  { 'power-of-d': { d: 2 } },
  { 'stake-weighted': { exponent: 1 } },
);
const verification = fc.constantFrom<unknown>(
  'none',
  { sampling: { probability: 0.5 } },
  { sampling: { probability: 1, auditors: 3, by: 'validators', reward: '0.1 OPG' } },
  { 'redundant-majority': { copies: 3 } },
  { 'redundant-m-first': { m: 2, most: 5 } },
  { 'redundant-m-first': { m: 1, copies: 3 } },
  { 'redundant-m-first': { m: 2, copies: 3, cancel: false } },
  { 'redundant-adaptive': { trusted_after: 2 } },
  { 'spot-check': { probability: 0.4, batch: { items: 3, age: '6s' } } },
  { zkml: { proof_work: 3, by: 'same-slot', timeout: '5s', soundness: 0.2 } },
  { zkml: { proof_work: { loguniform: { low: 1, high: 9 } }, provers: 2, answer_after: 'execution', verify: 0 } },
  { optimistic: { challengers: 1, looks: 0.7, window: '4s', steps: 8, round: '1s', bond: '1 OPG', by: 'validators' } },
  {
    mixed: {
      parts: [
        { share: 0.3, method: 'none' },
        { share: 'size > 1 ? 1 : 0.2', method: { sampling: { probability: 0.5, by: 'validators' } } },
        { share: 0.4, method: { zkml: { proof_work: 2, verify_gas: 0 } } },
        { share: 0.4, method: { optimistic: { challengers: 1, window: '2s', round: 0, by: 'validators' } } },
      ],
    },
  },
);
const settlement = fc.constantFrom<unknown>(
  'none',
  'private',
  'individual',
  { individual: { max_age: '2s' } },
  { batch: { items: 3, idle: '2s', age: '5s' } },
  { pipe: { gas: 4_000_000, wait: '5s' } },
);
/** How things get to the chains, and who pays for it. */
const carried = fc.constantFrom<Written>(
  {},
  { gas_paid_by: 'nodes' },
  { gas_paid_by: 'facilitator', payment: { block_time: '700ms', gas_price: '0.00000003 OPG', relay: {} } },
  {
    gas_paid_by: 'nodes',
    relay: { workers: 2, upload: '300ms', tries: 2, retry: '1s', outages: [{ at: '9s', for: '6s' }] },
    payment: {
      finality: '1s',
      gas_price: '0.00000003 OPG',
      gas_paid_by: 'nodes',
      relay: { workers: 'unlimited', random: { between: { exponential: { mean: '4s' } }, lasting: '20s' } },
    },
  },
);
const queue = fc.constantFrom<unknown>(
  'fifo',
  { fifo: { bound: 2 } },
  { priority: { bound: 3 } },
  { ps: { rates: [1, 1.5], limit: 2, bound: 3 } },
);
const impatience = fc.constantFrom<Written>(
  {},
  { patience: '400ms', retries: 1 },
  {
    timeout: { exponential: { mean: '2s' } },
    retries: 3,
    back_off: { delay: { exponential: { mean: '300ms' } }, factor: 2 },
  },
  { patience: { exponential: { mean: '3s' } }, timeout: '900ms', retries: 'unlimited', back_off: { delay: '700ms' } },
);
const trouble = fc.constantFrom<{ network: Written; flow: Written }>(
  { network: {}, flow: {} },
  {
    network: {
      outages: [
        { name: 'o', nodes: 'n', every: { exponential: { mean: '6s' } }, for: { exponential: { mean: '2s' } } },
      ],
    },
    flow: {},
  },
  { network: { outages: [{ name: 'o', group: 'n', at: '9s', for: '3s', silent: true }] }, flow: { timeout: '5s' } },
  {
    network: {},
    flow: {
      stages: [
        { name: 'a', size: '200ms' },
        { name: 'b', next: { a: 0.3 } },
      ],
    },
  },
);
const payment = fc.constantFrom<unknown>(
  undefined,
  'escrow',
  { prepaid: { wallet: { balance: '20 OPG', refill: { amount: '7 OPG', every: '9s' } } } },
  { postpaid: { default: 0.3, session: { cap: '5 OPG', idle: '1s' }, wallet: { balance: '30 OPG' } } },
  { relay: { pack: '$2', margin: 0.1 } },
);
const attack = fc.constantFrom<unknown>({ lazy: { probability: 0.5 } }, 'substitute', 'collude', {
  sybil: { probability: 0.7 },
});

/** More copies or auditors than there are nodes for are refused at load. */
function feasible(wanted: unknown, nodes: number): unknown {
  const rule = JSON.stringify(wanted);
  if ((rule.includes('redundant') || rule.includes('spot-check')) && nodes < 3) return 'none';
  return rule.includes('sampling') && !rule.includes('validators') && nodes < 2 ? 'none' : wanted;
}

/** A small network. */
const small = fc
  .record({
    seed: fc.nat(1000),
    nodes: fc.integer({ min: 1, max: 6 }),
    slots: fc.integer({ min: 1, max: 2 }),
    stake: fc.nat(50),
    rate: fc.constantFrom(0.5, 2),
    latency: fc.constantFrom<unknown>(0, { constant: '300ms' }, { exponential: { mean: '200ms' } }),
    size: fc.constantFrom<unknown>({ constant: '1s' }, { exponential: { mean: '800ms' } }),
    routing: fc.array(routing, { minLength: 2, maxLength: 2 }),
    verification: fc.array(verification, { minLength: 2, maxLength: 2 }),
    settlement,
    carried,
    queue,
    impatience: fc.array(impatience, { minLength: 2, maxLength: 2 }),
    trouble,
    payment: fc.array(payment, { minLength: 2, maxLength: 2 }),
    chain: fc.constantFrom('on', 'aggregate', 'off'),
    slashing: fc.constantFrom<unknown>('none', {
      fraction: { fraction: 0.29, jail: '5s', to: { victim: 0.4, treasury: 0.3, burn: 0.3 } },
    }),
    attack: fc.option(attack, { nil: undefined }),
    price: fc.constantFrom('0 OPG', '0.000007 OPG', '3.3 OPG'),
    disagreement: fc.constantFrom(0, 0.1),
  })
  .map(
    (s): Written => ({
      seed: s.seed,
      horizon: '40s',
      epoch: '15s',
      models: [{ name: 'toy', size: s.size, disagreement: s.disagreement, royalty: 0.03 }],
      nodes: [{ group: 'n', count: s.nodes, slots: s.slots, stake: `${s.stake} OPG`, queue: s.queue }],
      validators: [{ group: 'v', count: 3, stake: '7 OPG' }],
      delegators: [{ group: 'd', count: 2, stake: '5 OPG' }],
      chain: { mode: s.chain, block_time: '1s', gas_price: '0.0000001 OPG', ...s.carried },
      flows: ['f', 'g'].map((name, i) =>
        flow({
          name,
          arrivals: { poisson: { rate: s.rate } },
          routing: s.routing[i],
          verification: feasible(s.verification[i], s.nodes),
          settlement: s.settlement,
          latency: s.latency,
          value: 1,
          priority: i,
          ...s.trouble.flow,
          payment: s.payment[i],
          ...s.impatience[i],
        }),
      ),
      incentives: {
        price: { token: s.price },
        fees: { node: 0.333333333, validators: 0.3, publisher: 0.1, treasury: 0.2, burn: 0.066666667 },
        emission: { linear: { pool: '1 OPG', over: '77s' } },
        slashing: s.slashing,
      },
      adversaries: s.attack ? [{ name: 'a', attack: s.attack, share: 0.4, from: '3s' }] : [],
      measures: { windows: 5, warmup: 'none' },
      ...s.trouble.network,
    }),
  );

const run = async (written: Written, options = {}) => measure(await scenario(written), options);

describe('any scenario', () => {
  it('conserves money, counts every offence once, and leaves no record that nobody works on', async () => {
    await fc.assert(
      fc.asyncProperty(small, async (written) => {
        const measured = await run(written);
        const { simulation } = measured;
        const { tables, ledger } = simulation.world;
        // To the unit, recomputed from the accounts and the published flow matrix.
        const { ledger: rows, metrics, entities } = measured.record();
        const sum = (pick: (row: { from: string; to: string }) => boolean) =>
          rows.filter(pick).reduce((total, row) => total + BigInt(row.amount), 0n);
        expect(sum((r) => r.from === 'mint') - sum((r) => r.to === 'burn')).toBe(ledger.held());
        const nodes = entities.filter((e) => e.role === 'node');
        expect(BigInt(nodes.reduce((s, e) => s + e.revenue, 0))).toBe(
          sum((r) => r.to === 'node') - sum((r) => r.from === 'node'),
        );
        // Pending is counted here from the open jobs themselves.
        let pending = 0;
        for (let task = 0; task < tables.tasks.table.size; task += tables.tasks.table.stride) {
          const job = tables.tasks.job.data[task]!;
          if (job < 0) continue;
          expect(tables.jobs.flow.data[job]).toBeGreaterThanOrEqual(0);
          // Somebody works on it, or a window, a dispute, a check or a block is waited for: here 8 s at most.
          if (tables.jobs.open.data[job] === 0) {
            expect(tables.jobs.closed.data[job]).toBe(0);
            let last = -1;
            for (let of = tables.jobs.tasks.data[job]!; of >= 0; of = tables.tasks.sibling.data[of]!)
              last = Math.max(last, tables.tasks.ended.data[of]!);
            expect(simulation.scenario.horizon - last).toBeLessThan(8);
          }
          if (tables.tasks.cheat.data[task] === 0 || tables.tasks.role.data[task] === AUDIT) continue;
          if (
            tables.tasks.ended.data[task]! >= 0 &&
            tables.tasks.convicted.data[task] === 0 &&
            tables.jobs.closed.data[job] === 0
          )
            pending++;
        }
        const m = (name: string) => metrics[`fraud.${name}`]!;
        expect(m('attempted')).toBe(m('detected') + m('missed') + m('pending'));
        expect(m('pending')).toBe(pending);
        const sums = (key: 'offences' | 'convictions' | 'falseConvictions') => nodes.reduce((s, e) => s + e[key], 0);
        expect(sums('offences')).toBe(m('attempted'));
        expect(sums('convictions') - sums('falseConvictions')).toBe(m('detected'));
        expect(sums('falseConvictions')).toBe(m('false_convictions'));
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('gives the same record twice, alone or after another in the same process', async () => {
    await fc.assert(
      fc.asyncProperty(small, small, async (a, b) => {
        const record = async (written: Written) => JSON.stringify((await run(written)).record());
        const [first, second] = [await record(a), await record(b)];
        expect([await record(b), await record(a)]).toEqual([second, first]);
      }),
      { numRuns: 8 },
    );
  }, 60_000);

  it('interleaved with another, event by event, changes nothing in either', async () => {
    const checked = await Promise.all([scenario(BUSY['everything at once']), scenario({ seed: 3 })]);
    const alone = checked.map((one) => measure(one).simulation.world.engine.fingerprint);
    const runs = checked.map((one) => new Simulation(one, { replication: 1, banks: BANKS }));
    for (const one of runs) one.start();
    for (let more = true; more; ) more = runs.map((one) => one.run(undefined, 7)).some((events) => events > 0);
    expect(runs.map((one) => one.world.engine.fingerprint)).toEqual(alone);
  });

  it('reports the same whichever of its concurrent events of an instant runs first', async () => {
    await fc.assert(
      fc.asyncProperty(small, fc.integer({ min: 1, max: 1e6 }), async (written, shuffle) => {
        const plain = (await run(written)).record();
        const shuffled = (await run(written, { shuffle })).record();
        expect(shuffled.entities).toEqual(plain.entities);
        expect(shuffled.ledger).toEqual(plain.ledger);
        expect(shuffled.offences).toEqual(plain.offences);
        for (const [name, value] of Object.entries(plain.metrics))
          if (value === null) expect([name, shuffled.metrics[name]]).toEqual([name, null]);
          // Sums of doubles in another order.
          else expect(Math.abs(shuffled.metrics[name]! - value)).toBeLessThanOrEqual(1e-9 * Math.abs(value));
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  it('does shuffle: a scenario with many ties takes another course and says the same', async () => {
    // All nodes are convicted and released together; all transactions become final with their block.
    const written: Written = {
      nodes: [{ group: 'n', count: 6, stake: '10 OPG' }],
      validators: [{ group: 'v', count: 1, stake: 1 }],
      chain: { mode: 'on', block_time: '5s', finality: '1s' },
      flows: [flow({ settlement: 'individual' })],
    };
    const prints = new Set<number>();
    for (const shuffle of [0, 1, 2, 3])
      prints.add((await run(written, { shuffle })).simulation.world.engine.fingerprint);
    expect(prints.size).toBeGreaterThan(1);
  });
});

describe('order of listing', () => {
  it('of flows changes no metric', async () => {
    await fc.assert(
      fc.asyncProperty(small, async (written) => {
        // A chain with gas orders the transactions of one instant by their flows: ties of constant times are not meant here.
        const flows = written.flows as Written[];
        const there = (await run({ ...written, chain: { mode: 'off' } })).record();
        const back = (await run({ ...written, chain: { mode: 'off' }, flows: [...flows].reverse() })).record();
        expect(back.metrics).toEqual(there.metrics);
        // Reasons are numbered by who first names them.
        const rows = (of: typeof there) => of.ledger.map((row) => JSON.stringify(row)).sort();
        expect(rows(back)).toEqual(rows(there));
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  it('of node groups, validators and delegators leaves what each draws and holds as it was', async () => {
    const groups = [
      { group: 'a', count: 3, stake: { exponential: { mean: '9 OPG' } }, speed: { uniform: { low: 1, high: 2 } } },
      { group: 'b', count: 4, stake: { exponential: { mean: '5 OPG' } } },
    ];
    const held = async (nodes: Written[]) => {
      const measured = await run({ nodes });
      const { executors, nodes: table } = measured.simulation.world.tables;
      return measured
        .record()
        .entities.filter((e) => e.role === 'node')
        .map((e) => [e.group, e.stake, executors.speed.data[table.executor.data[e.id]!]])
        .sort();
    };
    expect(await held([...groups].reverse())).toEqual(await held(groups));
    // A third group leaves them as they are, too.
    const more = await held([{ group: 'c', count: 2, stake: '1 OPG' }, ...groups]);
    expect(more.filter(([group]) => group !== 'c')).toEqual(await held(groups));
  });
});

describe('identities', () => {
  it('split in two earn what one did under stake-weighted routing with exponent 1, and nobody else is touched', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1000),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 5 }),
        fc.nat(),
        fc.nat(),
        async (seed, stakes, which, where) => {
          const i = which % stakes.length;
          const part = where % (stakes[i]! + 1);
          const network = (all: number[], exponent: number): Written => ({
            seed,
            horizon: '100s',
            // So fast that nobody waits: the split node has two queues, which is another matter.
            models: [{ name: 'toy', size: { constant: '1ms' } }],
            nodes: all.map((stake, g) => ({ group: `g${g}`, count: 1, stake: `${stake} OPG` })),
            flows: [flow({ arrivals: { poisson: { rate: '3/s' } }, routing: { 'stake-weighted': { exponent } } })],
            incentives: { price: { token: '1 OPG' } },
          });
          const jobs = async (all: number[], exponent: number) =>
            (await run(network(all, exponent)))
              .record()
              .entities.filter((e) => e.role === 'node')
              .map((e) => e.jobs);
          const parted = [...stakes.slice(0, i), part, stakes[i]! - part, ...stakes.slice(i + 1)];
          const whole = await jobs(stakes, 1);
          const split = await jobs(parted, 1);
          const together = [...split.slice(0, i), split[i]! + split[i + 1]!, ...split.slice(i + 2)];
          expect(together).toEqual(whole);
        },
      ),
      { numRuns: 15 },
    );
  }, 60_000);

  it('split in two earn more under exponent 1/2: the same check refuses it', async () => {
    const jobs = async (stakes: number[]) =>
      (
        await run({
          models: [{ name: 'toy', size: { constant: '1ms' } }],
          nodes: stakes.map((stake, g) => ({ group: `g${g}`, count: 1, stake: `${stake} OPG` })),
          flows: [flow({ arrivals: { poisson: { rate: '20/s' } }, routing: { 'stake-weighted': { exponent: 0.5 } } })],
        })
      )
        .record()
        .entities.filter((e) => e.role === 'node')
        .map((e) => e.jobs);
    const whole = await jobs([16, 16]);
    const split = await jobs([8, 8, 16]);
    // 1/2 of the jobs with one identity; 2 sqrt 8 / (2 sqrt 8 + 4) = 0.586 with two.
    const n = whole[0]! + whole[1]!;
    expect(whole[0]! / n).toBeLessThan(0.53);
    expect((split[0]! + split[1]!) / n).toBeGreaterThan(0.55);
  });

  it('idle ones add nothing: an adversary that never cheats, an operator without nodes', async () => {
    const plain = (await run({})).record();
    const idle = (
      await run({
        operators: [{ group: 'idle', count: 2 }],
        adversaries: [{ name: 'a', attack: { lazy: { probability: 0 } }, count: 1 }],
      })
    ).record();
    for (const name of [
      'throughput.jobs_per_second',
      'latency.mean_seconds',
      'queue.jobs_in_system',
      'fraud.attempted',
    ])
      expect([name, idle.metrics[name]]).toEqual([name, plain.metrics[name]]);
    expect(idle.ledger).toEqual(plain.ledger);
  });

  it('an idle rule changes no event: a slashing rule where nobody is convicted', async () => {
    const plain = (await run({ nodes: [{ group: 'n', count: 3, stake: '5 OPG' }] })).record();
    const ruled = (
      await run({ nodes: [{ group: 'n', count: 3, stake: '5 OPG' }], incentives: { slashing: { fraction: {} } } })
    ).record();
    expect(ruled).toEqual(plain);
  });
});

describe('a breach', () => {
  it('stops the run and names event, time and seed', async () => {
    const measured = new MeasuredRun(await scenario({ epoch: '50s' }), { replication: 4, banks: BANKS });
    const { simulation } = measured;
    simulation.start();
    simulation.run(60);
    const { store, tables } = simulation.world;
    store.table('accounts').column('balance', 'f64').data[tables.nodes.wallet.data[0]!]! += 1;
    let error: unknown;
    try {
      simulation.run();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(InvariantError);
    expect(error).toMatchObject({ time: 100, seed: '1/4' });
    expect((error as InvariantError).event).toMatch(/epoch/);
    expect((error as InvariantError).message).toMatch(/accounts hold/);
  });

  it('in a rule names the event that was handled', async () => {
    const simulation = new Simulation(await scenario(), { replication: 0, banks: BANKS });
    simulation.start();
    simulation.run(10);
    // A size that no time can be added to.
    simulation.world.tables.executors.speed.data.fill(Number.NaN);
    let error: unknown;
    try {
      simulation.run();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(InvariantError);
    expect((error as InvariantError).seed).toBe('1/0');
    expect((error as InvariantError).event).toMatch(/arrive|finish/);
    expect((error as InvariantError).time).toBeGreaterThan(10);
  });
});

describe('replications', () => {
  it('are the same run alone or among others, and differ from each other', async () => {
    const checked = await scenario();
    const prints = [0, 1, 2].map((replication) => runScenario(checked, { replication, banks: BANKS }).fingerprint);
    expect(new Set(prints).size).toBe(3);
    expect([2, 0].map((replication) => runScenario(checked, { replication, banks: BANKS }).fingerprint)).toEqual([
      prints[2],
      prints[0],
    ]);
  });
});
