/** Clients that pay before, in between, afterwards, with credits, or not at all: by hand, to the unit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Simulation } from '../../src/simulation/simulation.ts';
import { complaints } from '../scenario/support.ts';
import { flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';

/** One client, a job of 1 OPG every 10 s from 10 s on, answered 1 s later; 9 of them by 100 s. 1 OPG = 1 USD. */
const one = (payment: unknown, more: Written = {}, flowMore: Written = {}): Written => ({
  horizon: '99s',
  token: { price: 1 },
  models: [{ name: 'toy', size: { constant: '1s' } }],
  nodes: [{ group: 'n', count: 1 }],
  flows: [flow({ arrivals: { deterministic: { every: '10s' } }, payment, ...flowMore })],
  incentives: { price: { token: '1 OPG' }, fees: { node: 1 } },
  ...more,
});

async function outcome(written: Written) {
  const record = measure(await scenario(written)).record();
  const moved = (from: string, to: string, reason: string) =>
    Number(record.ledger.find((r) => r.from === from && r.to === to && r.reason === reason)?.amount ?? 0) / 1e6;
  return { ...record, m: record.metrics, moved };
}

const JOBS = 9;

describe('payment after the answer', () => {
  it('changes nothing where nobody can fail to pay', async () => {
    const { m, moved } = await outcome(one('postpaid'));
    const bare = await outcome(one(undefined));
    expect(moved('client', 'node', 'fee')).toBe(JOBS);
    expect(m).toMatchObject({ 'payments.due': JOBS, 'payments.unpaid': 0, 'economy.fees': JOBS });
    expect(bare.m['economy.fees']).toBe(JOBS);
    expect(Object.keys(bare.m).some((name) => name.startsWith('payments.'))).toBe(false);
  });

  it('leaves the node unpaid when the wallet is empty, and the ledger shows what really moved', async () => {
    const { m, moved } = await outcome(one({ postpaid: { wallet: { balance: '3.5 OPG' } } }));
    expect(moved('client', 'node', 'fee')).toBe(3);
    expect(moved('outside', 'client', 'purchase')).toBe(3.5);
    expect(m).toMatchObject({
      'payments.due': 9,
      'payments.unpaid': 6,
      'payments.unpaid.wallet': 6,
      'payments.unpaid.default': 0,
      'payments.unpaid_worst_node': 6,
      'economy.fees': 3,
      'economy.revenue.nodes': 3,
    });
    expect(m['payments.unpaid_share']).toBeCloseTo(2 / 3, 12);
    expect(m['payments.unpaid_jobs_share']).toBeCloseTo(2 / 3, 12);
  });

  it('does not serve a client whose wallet shows less than the minimum', async () => {
    const { m, moved } = await outcome(one({ postpaid: { minimum: '1 OPG', wallet: { balance: '3.5 OPG' } } }));
    expect(moved('client', 'node', 'fee')).toBe(3);
    expect(m).toMatchObject({ 'payments.unpaid': 0, 'payments.unfunded': 6 });
    expect(m['throughput.refused_share']).toBeCloseTo(6 / 9, 12);
  });

  it('refills a wallet as it is needed, and not more often than allowed', async () => {
    const refill = (more: Written) => ({
      postpaid: { wallet: { balance: '1 OPG', refill: { amount: '2 OPG', ...more } } },
    });
    // Needed as it sends at 20 s, 40 s, 60 s, 80 s.
    expect((await outcome(one(refill({})))).moved('outside', 'client', 'purchase')).toBe(9);
    // At 20 s and, 45 s later, at 70 s: jobs at 50 s, 60 s and 90 s go unpaid.
    const rare = await outcome(one(refill({ every: '45s' })));
    expect(rare.moved('outside', 'client', 'purchase')).toBe(5);
    expect(rare.m['payments.unpaid']).toBe(4);
  });

  it("loses the fees of those who default: their share, and the job's own luck", async () => {
    const written = one(
      { postpaid: { default: 0.3 } },
      { horizon: '40000s', epoch: '400s' },
      { arrivals: { poisson: { rate: '0.2/s' } }, clients: 5 },
    );
    const { m } = await outcome(written);
    const n = m['payments.due']!;
    expect(Math.abs(m['payments.unpaid_share']! - 0.3)).toBeLessThan(4 * Math.sqrt(0.21 / n));
    expect(m['payments.unpaid.default']).toBe(m['payments.unpaid']);
    expect(m['economy.fees']).toBe(n - m['payments.unpaid']!);
    // Who defaults does not depend on where the jobs go.
    const elsewhere = await outcome({ ...written, nodes: [{ group: 'n', count: 7 }] });
    expect(elsewhere.m['payments.unpaid.default']! / elsewhere.m['payments.due']!).toBeCloseTo(
      m['payments.unpaid_share']!,
      3,
    );
  });

  describe('with sessions', () => {
    const session = (cap: string, over_cap: string, idle = '100s') => ({
      postpaid: { session: { cap, over_cap, idle } },
    });
    it('covers several requests by one signature, up to the cap', async () => {
      const { m } = await outcome(one(session('3 OPG', 'clip')));
      // 9 requests in threes; each signature is used up exactly.
      expect(m['payments.signatures_per_job']).toBeCloseTo(3 / 9, 12);
      expect(m['payments.unpaid']).toBe(0);
    });

    it('clips what is above the cap, or loses it all', async () => {
      // 1, 1 and 0.5 of the third; anew: three signatures for nine.
      const clipped = await outcome(one(session('2.5 OPG', 'clip')));
      expect(clipped.m).toMatchObject({ 'payments.unpaid': 1.5, 'payments.unpaid.cap': 1.5, 'economy.fees': 7.5 });
      const lost = await outcome(one(session('2.5 OPG', 'lose')));
      expect(lost.m).toMatchObject({ 'payments.unpaid': 3, 'economy.fees': 6 });
      for (const { m } of [clipped, lost]) expect(m['payments.signatures_per_job']).toBeCloseTo(3 / 9, 12);
    });

    it('of 0.1 OPG as OpenGradient has them: of a fee of 0.175 OPG 0.1 is left, or nothing', async () => {
      const price = { incentives: { price: { token: '0.175 OPG' }, fees: { node: 1 } } };
      expect((await outcome(one(session('0.1 OPG', 'clip'), price))).m['economy.fees']).toBeCloseTo(0.9, 12);
      expect((await outcome(one(session('0.1 OPG', 'lose'), price))).m['economy.fees']).toBe(0);
      expect((await outcome(one(session('1 OPG', 'clip'), price))).m['payments.unpaid']).toBeCloseTo(0.05, 12);
    });

    it('ends a session that was idle', async () => {
      // 9 s pass from an answer to the next request.
      const busy = await outcome(one(session('100 OPG', 'clip', '9s')));
      const idle = await outcome(one(session('100 OPG', 'clip', '8.9s')));
      expect(busy.m['payments.signatures_per_job']).toBeCloseTo(1 / 9, 12);
      expect(idle.m['payments.signatures_per_job']).toBe(1);
    });
  });

  it('stops at an allowance that was given once: twice the minimum', async () => {
    const { m } = await outcome(one({ postpaid: { allowance: { minimum: '2 OPG' } } }));
    expect(m).toMatchObject({
      'payments.approvals': 1,
      'economy.fees': 4,
      'payments.unpaid.allowance': 5,
    });
    const renewed = await outcome(one({ postpaid: { allowance: { minimum: '2 OPG', renew: true } } }));
    // 4 given; below 2 after three jobs: 4 again.
    expect(renewed.m).toMatchObject({ 'payments.approvals': 3, 'payments.unpaid': 0 });
  });
});

describe('payment in escrow', () => {
  it('pays with the answer what it took as the job was sent', async () => {
    const { m, moved } = await outcome(one('escrow'));
    expect(moved('client', 'escrow', 'escrow')).toBe(9);
    expect(moved('escrow', 'node', 'fee')).toBe(9);
    expect(m['economy.fees']).toBe(9);
  });

  it('gives it back when no answer comes, also of a job that is sent again', async () => {
    const { m, moved } = await outcome(one('escrow', {}, { timeout: '0.5s', retries: 1, back_off: { delay: '1s' } }));
    expect(moved('client', 'escrow', 'escrow')).toBe(18);
    expect(moved('escrow', 'client', 'refund')).toBe(18);
    expect(m['economy.fees']).toBe(0);
  });

  it('is refused to those who have not the money', async () => {
    const { m } = await outcome(one({ escrow: { wallet: { balance: '2 OPG' } } }));
    expect(m).toMatchObject({ 'economy.fees': 2, 'payments.unfunded': 7, 'payments.unpaid': 0 });
  });

  it('gives back what a rejected answer would have cost', async () => {
    // Two honest executions never agree: there is no majority.
    const { moved } = await outcome(
      one(
        'escrow',
        { models: [{ name: 'toy', size: '1s', disagreement: 1 }], nodes: [{ group: 'n', count: 2 }] },
        { verification: { 'redundant-majority': { copies: 2 } } },
      ),
    );
    expect(moved('escrow', 'client', 'refund')).toBe(9);
    expect(moved('escrow', 'node', 'fee')).toBe(0);
  });
});

describe('payment in escrow until later', () => {
  const CHAIN = { mode: 'on', block_time: '4s', gas_limit: 100, finality: '500ms' };
  const settled = (settlement: unknown, chain: Written = {}): [Written, Written] => [
    { chain: { ...CHAIN, ...chain }, validators: [{ group: 'v', count: 1, stake: '1 OPG' }] },
    { settlement },
  ];
  const until = (release: string) => ({ escrow: { release } });
  /** When the node's wallet grew, s. */
  async function paidAt(written: Written): Promise<number[]> {
    const { Simulation } = await import('../../src/simulation/simulation.ts');
    const run = new Simulation(await scenario(written), { replication: 1, banks: { profiles: {} } });
    run.start();
    const { tables, ledger, engine } = run.world;
    const at: number[] = [];
    for (let had = 0; run.run(99, 1) > 0; ) {
      const has = ledger.balance(tables.nodes.wallet.data[0]!);
      if (has > had) at.push(engine.now);
      had = has;
    }
    return at;
  }

  it('pays when the proof is final: block and finality after the answer', async () => {
    // Answers at 11, 21, ..., in the blocks of 12, 24, 32, 44, ...
    const [network, its] = settled({ individual: { gas: 1 } });
    expect((await paidAt(one(until('proof'), network, its))).slice(0, 4)).toEqual([12.5, 24.5, 32.5, 44.5]);
    expect((await paidAt(one(until('answer'), network, its))).slice(0, 4)).toEqual([11, 21, 31, 41]);
    // Two to a batch: 11 and 21 in 24, in one event.
    const [, batched] = settled({ batch: { gas: 1, items: 2, idle: '1h', age: '1h' } });
    expect((await paidAt(one(until('proof'), network, batched))).slice(0, 2)).toEqual([24.5, 44.5]);
    const [, pipe] = settled({ pipe: { gas: 1 } });
    expect((await paidAt(one(until('proof'), network, pipe))).slice(0, 2)).toEqual([12.5, 24.5]);
    const { m, moved } = await outcome(one(until('proof'), network, batched));
    // The ninth answer waits for a tenth.
    expect(m).toMatchObject({ 'payments.held': 1, 'payments.refunded': 0, 'economy.fees': 8 });
    expect(moved('client', 'escrow', 'escrow')).toBe(9);
  });

  it('pays at the verdict, and not before', async () => {
    const two = { nodes: [{ group: 'n', count: 1 }], validators: [{ group: 'v', count: 1 }] };
    const written = (release: string) =>
      one(until(release), two, {
        verification: { optimistic: { window: '5s', looks: 0, challengers: 1, by: 'validators' } },
      });
    expect((await paidAt(written('verdict'))).slice(0, 3)).toEqual([16, 26, 36]);
    expect((await paidAt(written('answer'))).slice(0, 3)).toEqual([11, 21, 31]);
  });

  it('gives a fee back for an answer that is found wrong before the release, and only for that', async () => {
    const wrong = (release: string, probability = 1): Written => {
      const [network, its] = settled({ individual: { gas: 1 } });
      return one(
        until(release),
        { ...network, nodes: [{ group: 'n', count: 1 }], adversaries: [{ name: 'a', attack: 'lazy', share: 1 }] },
        { ...its, verification: { sampling: { probability, by: 'validators' } } },
      );
    };
    for (const release of ['proof', 'verdict']) {
      // Audited within a second of the answer, at a validator: 12, 22, 32, ... The block of 12 was not yet final then.
      const { m, moved } = await outcome(wrong(release));
      expect([release, moved('escrow', 'client', 'refund'), moved('escrow', 'node', 'fee')]).toEqual([release, 9, 0]);
      expect(m).toMatchObject({ 'payments.refunded': 9, 'payments.held': 0, 'economy.fees': 0 });
      // Whom nobody audits is paid for what is wrong.
      const unseen = await outcome(wrong(release, 0));
      expect(unseen.moved('escrow', 'node', 'fee')).toBe(9);
    }
    // Paid with the answer, it is too late.
    expect((await outcome(wrong('answer'))).moved('escrow', 'node', 'fee')).toBe(9);
  });

  it('gives a fee back when the proof fails: reverted by the chain, or lost by the relay', async () => {
    const [network, its] = settled({ individual: { gas: 1, ahead: '1000s' } });
    const reverted = await outcome(one(until('proof'), network, its));
    expect(reverted.moved('escrow', 'client', 'refund')).toBe(9);
    const [broken, lost] = settled(
      { individual: { gas: 1 } },
      { relay: { tries: 1, outages: [{ at: '40s', for: '1000s' }] } },
    );
    const { m, moved } = await outcome(one(until('proof'), broken, lost));
    expect([moved('escrow', 'node', 'fee'), moved('escrow', 'client', 'refund')]).toEqual([3, 6]);
    expect(m).toMatchObject({ 'payments.refunded': 6, 'payments.held': 0 });
  });

  it('conserves every fee whatever comes first, through a change of rule as well', async () => {
    for (const release of ['proof', 'verdict']) {
      const { m, moved } = await outcome({
        ...one(until(release)),
        ...settled({})[0],
        horizon: '300s',
        nodes: [{ group: 'n', count: 12, stake: '10 OPG' }],
        adversaries: [{ name: 'a', attack: { lazy: { probability: 0.5 } }, count: 2 }],
        flows: [
          flow({
            payment: until(release),
            settlement: { batch: { gas: 1, items: 5 } },
            verification: { optimistic: { window: '7s', looks: 0.4, round: '200ms' } },
            timeout: '6s',
          }),
          flow({
            name: 'g',
            payment: until(release),
            settlement: { individual: { gas: 1, ahead: { exponential: { mean: '400s' } } } },
            verification: { 'redundant-majority': { copies: 3 } },
          }),
        ],
        changes: [
          { at: '150s', set: { 'flows.f.payment': 'postpaid', 'flows.g.settlement': { batch: { gas: 1 } } } },
          {
            at: '270s',
            set: Object.fromEntries(['f', 'g'].map((f) => [`flows.${f}.arrivals`, { poisson: { rate: 0 } }])),
          },
        ],
      });
      const held = moved('client', 'escrow', 'escrow');
      const back = moved('escrow', 'client', 'refund');
      expect(m['payments.refunded']).toBeGreaterThan(5);
      expect(moved('escrow', 'node', 'fee')).toBeGreaterThan(100);
      // Nobody came any more, so nothing else is in escrow.
      expect(held - back - moved('escrow', 'node', 'fee')).toBeCloseTo(m['payments.held']!, 9);
    }
  });

  it('refuses to wait for a proof that never comes', async () => {
    for (const settlement of ['none', 'private'])
      expect(await complaints(scenario(one(until('proof'), {}, { settlement })))).toEqual([
        expect.stringContaining(
          `$.flows[0].payment.escrow.release: is proof, but the flow's settlement is ${settlement}: no proof of it ever comes`,
        ),
      ]);
    expect(await complaints(scenario(one(until('soon'))))).toEqual([expect.stringContaining('is "soon"')]);
  });
});

describe('payment in advance', () => {
  it('is gone when no answer comes, and is not paid twice when the job is sent again', async () => {
    const { m, moved } = await outcome(one('prepaid', {}, { timeout: '0.5s', retries: 1, back_off: { delay: '1s' } }));
    expect(moved('client', 'node', 'fee')).toBe(9);
    expect(m['throughput.jobs_per_second']).toBe(0);
  });

  it('is what the fee is when the answer comes', async () => {
    const { m, moved } = await outcome(one({ prepaid: { wallet: { balance: '20 OPG' } } }));
    expect(moved('client', 'node', 'fee')).toBe(9);
    expect(m['payments.due']).toBe(9);
  });
});

describe('a relay', () => {
  it('sells packs of credits and pays the nodes itself, keeping the margin', async () => {
    const { m, moved } = await outcome(one({ relay: { pack: '$3', margin: 0.25 } }));
    // 9 fees take 11.25 USD of credits: four packs of 3, 0.75 left.
    expect(moved('client', 'relay', 'credits')).toBe(12);
    expect(moved('relay', 'node', 'fee')).toBe(9);
    expect(m).toMatchObject({ 'economy.fees': 9, 'payments.unpaid': 0 });
    expect(m['payments.credit_usd']).toBeCloseTo(0.75, 9);
    expect(m['economy.value_share.relay']).toBeCloseTo(3 / 12, 12);
    expect(m['economy.value_share.nodes']).toBeCloseTo(9 / 12, 12);
  });
});

describe('a change of payment in mid-run', () => {
  it('finds what the last rule left: nothing is paid twice or stays in escrow', async () => {
    for (const [from, to] of [
      ['escrow', 'postpaid'],
      ['prepaid', 'postpaid'],
      ['escrow', 'prepaid'],
      ['postpaid', 'escrow'],
    ]) {
      // A job sent at 50 s is under way at the change.
      const { moved, m } = await outcome(one(from, { changes: [{ at: '50.5s', set: { 'flows.f.payment': to } }] }));
      expect([from, to, moved('client', 'node', 'fee') + moved('escrow', 'node', 'fee')]).toEqual([from, to, 9]);
      expect(moved('client', 'escrow', 'escrow')).toBe(moved('escrow', 'node', 'fee'));
      expect(m['payments.unpaid']).toBe(0);
    }
  });
});

describe('a limited wallet', () => {
  /** Gas of a call by PIPE costs 0.4 OPG; a block each second. */
  const PIPE = {
    settlement: { pipe: { gas: 4 } },
    chain: { mode: 'on', block_time: '1s', gas_limit: 1000, gas_price: '0.1 OPG' },
    validators: [{ group: 'v', count: 1, stake: '1 OPG' }],
  };
  const called = ({ settlement, ...more }: typeof PIPE, payment: unknown, flowMore: Written = {}): Written =>
    one(payment, more, { settlement, ...flowMore });

  it('pays the gas of a call as it is sent, and has no answer when that is more than is left', async () => {
    // A fee and gas are 1.4: twice, and of the 0.6 that is left the gas of a third call, whose fee stays unpaid.
    const { m, moved } = await outcome(called(PIPE, { postpaid: { wallet: { balance: '3.4 OPG' } } }));
    expect(moved('client', 'validators-pot', 'gas')).toBeCloseTo(3 * 0.4, 9);
    expect(moved('client', 'node', 'fee')).toBe(2);
    expect(m).toMatchObject({ 'payments.unpaid.wallet': 1 });
    expect(m['throughput.refused_share']).toBeCloseTo(6 / 9, 12);
    // The fee of a third call is held in vain: its gas is not there.
    const held = await outcome(called(PIPE, { escrow: { wallet: { balance: '3.9 OPG' } } }));
    expect(held.moved('escrow', 'node', 'fee')).toBe(2);
    expect(held.moved('escrow', 'client', 'refund')).toBe(7);
    expect(held.m['throughput.refused_share']).toBeCloseTo(7 / 9, 12);
  });

  it('is tried again where the flow retries, and pays when it was filled', async () => {
    const wallet = { balance: '1.3 OPG', refill: { amount: '1.5 OPG', every: '3s' } };
    const more = { retries: 9, back_off: { delay: '1s' } };
    const { m } = await outcome(called(PIPE, { escrow: { wallet } }, more));
    expect(m['throughput.refused_share']).toBe(0);
    // Without that all are refused; the last one still tries.
    const never = await outcome(called(PIPE, { escrow: { wallet: { balance: '1.3 OPG' } } }, more));
    expect(never.m['throughput.refused_share']).toBeCloseTo(8 / 9, 12);
  });

  it('that was emptied before its payment is in a block leaves the node unpaid', async () => {
    // Five answers until the block of 60 s, and money for three of them.
    const payment = { block_time: '60s', gas: 0, relay: { workers: 'unlimited' } };
    const { m, moved } = await outcome(
      one(
        { postpaid: { wallet: { balance: '3.5 OPG' } } },
        { chain: { mode: 'off', payment } },
        { settlement: 'private' },
      ),
    );
    expect(moved('client', 'node', 'fee')).toBe(3);
    expect(m).toMatchObject({ 'payment_chain.settled': 3, 'payment_chain.failed': 2, 'payment_chain.unpaid': 2 });
  });

  it('never goes below 0, whatever draws on it; one without a limit does', async () => {
    /** The least that any wallet of the flow ever held, base units. */
    const least = async (written: Written): Promise<number> => {
      let found = Number.POSITIVE_INFINITY;
      const look = ({ world }: Simulation) => {
        const { wallet, table } = world.tables.clients;
        for (let c = 0; c < table.size; c++) found = Math.min(found, world.ledger.balance(wallet.data[c]!));
      };
      const run = simulate(await scenario(written), {
        observers: (sim) => {
          const see = () => look(sim);
          return [{ arrived: see, executed: see, accepted: see, lost: see, closed: see, proved: see }];
        },
      });
      look(run);
      return found;
    };
    const money = (most: number) => fc.integer({ min: 0, max: most }).map((n) => `${n / 10} OPG`);
    const limited = fc.record({ balance: money(60) }).chain((wallet) =>
      fc
        .option(
          fc.record({
            amount: money(30).map((m) => (m === '0 OPG' ? '1 OPG' : m)),
            every: fc.constantFrom('0s', '9s'),
          }),
        )
        .map((refill) => ({ ...wallet, ...(refill && { refill }) })),
    );
    const drawn = fc.record({
      limited,
      rule: fc.constantFrom('escrow', 'prepaid', 'postpaid'),
      before: fc.constantFrom(undefined, 'escrow', 'prepaid', 'postpaid', 'relay'),
      pipe: fc.boolean(),
      mode: fc.constantFrom('on', 'aggregate'),
      apart: fc.boolean(),
      verification: fc.constantFrom<unknown>(
        'none',
        { 'redundant-majority': { copies: 3 } },
        { 'redundant-m-first': { m: 2 } },
      ),
      impatience: fc.constantFrom<Written>({}, { timeout: '3s', retries: 2, back_off: { delay: '1s' } }),
    });
    const written = ({
      limited,
      rule,
      pipe,
      mode,
      apart,
      before,
      ...its
    }: Parameters<Parameters<typeof drawn.map>[0]>[0]): Written => {
      const payment = { [rule]: { wallet: limited } };
      return called(
        {
          ...PIPE,
          settlement: (pipe ? PIPE.settlement : 'private') as typeof PIPE.settlement,
          chain: { ...PIPE.chain, mode, ...(apart && { payment: { block_time: '4s', gas: 0, relay: {} } }) },
        },
        before ?? payment,
        { clients: 2, arrivals: { poisson: { rate: '0.5/s' } }, verification: its.verification, ...its.impatience },
      );
    };
    await fc.assert(
      fc.asyncProperty(drawn, async (s) => {
        const payment = { [s.rule]: { wallet: s.limited } };
        const change = [{ at: '40s', set: { 'flows.f.payment': payment } }];
        const all: Written = { ...written({ ...s, before: undefined }), nodes: [{ group: 'n', count: 3 }] };
        expect(await least(all)).toBeGreaterThanOrEqual(0);
        // Whoever owed when the limit came owes it until the end of the epoch, and no more than that.
        if (s.before !== undefined) {
          const later = { ...written(s), nodes: [{ group: 'n', count: 3 }], epoch: '40s', changes: change };
          expect(Number.isFinite(await least(later))).toBe(true);
        }
      }),
      { numRuns: 12, seed: 3 },
    );
    const free = { nodes: [{ group: 'n', count: 3 }], ...called(PIPE, 'postpaid') };
    expect(await least(free)).toBeLessThan(0);
  });
});

describe('bad input', () => {
  const said = (payment: unknown) => complaints(scenario(one(payment)));
  it('is refused with its place', async () => {
    expect(await said({ postpaid: { session: { cap: '0 OPG' } } })).toEqual([
      expect.stringContaining('$.flows[0].payment.postpaid.session.cap: is "0 OPG", expected more than 0 tokens'),
    ]);
    for (const wrong of [-0.1, 1.5])
      expect(await said({ postpaid: { default: wrong } })).toEqual([
        expect.stringContaining(`$.flows[0].payment.postpaid.default: is ${wrong}, expected`),
      ]);
    expect(await said({ postpaid: { session: { cap: '$1' } } })).toEqual([
      expect.stringContaining('payment.postpaid.session.cap'),
    ]);
    expect(await said({ postpaid: { session: { cap: '1 OPG' }, allowance: { minimum: '0.1 OPG' } } })).toEqual([
      expect.stringContaining('$.flows[0].payment: is postpaid, but the allowance, given once, is less'),
    ]);
    expect(await said('later')).toEqual([expect.stringContaining('$.flows[0].payment')]);
  });
});
