/** Do two simulators that share nothing but the draws say the same, event by event and unit by unit? */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATUS } from '../../src/network/tables.ts';
import { refutedLater } from '../support/refuted.ts';
import { type Outcome, real } from './real.ts';
import { Reference } from './reference.ts';
import type { FlowSpec, Spec } from './spec.ts';

const flow = (name: string): fc.Arbitrary<FlowSpec> =>
  fc.record({
    name: fc.constant(name),
    rate: fc.constantFrom(0.4, 1.3, 3),
    clients: fc.integer({ min: 1, max: 4 }),
    fee: fc.constant(0n),
    routing: fc.constantFrom<FlowSpec['routing']>(
      { rule: 'uniform' },
      { rule: 'power-of-d', d: 2 },
      { rule: 'power-of-d', d: 3 },
      { rule: 'sticky', recheck: 4 },
      { rule: 'stake-weighted' },
    ),
    verification: fc.constantFrom<FlowSpec['verification']>(
      { rule: 'none' },
      { rule: 'sampling', probability: 0.4, auditors: 1 },
      { rule: 'sampling', probability: 1, auditors: 3 },
      { rule: 'redundant', copies: 3 },
      { rule: 'redundant', copies: 2 },
    ),
    settlement: fc.constantFrom<FlowSpec['settlement']>(
      { rule: 'none' },
      { rule: 'individual', gas: 70 },
      { rule: 'batch', items: 3, idle: 2.5, age: 4, gas: 90 },
      { rule: 'batch', items: 50, idle: 1, age: 7, gas: 90 },
    ),
  });

const part = fc.constantFrom(0n, 100_000_000n, 333_333_333n, 500_000_000n);

/** More copies or auditors than there are nodes for are refused at load, too. */
function feasible(wanted: FlowSpec['verification'], nodes: number): FlowSpec['verification'] {
  if (wanted.rule === 'redundant' && wanted.copies > nodes) return { rule: 'none' };
  if (wanted.rule === 'sampling' && wanted.auditors > nodes - 1) return { rule: 'none' };
  return wanted;
}

const spec: fc.Arbitrary<Spec> = fc
  .record({
    seed: fc.nat(10_000).map((seed) => `${seed}/${seed % 3}`),
    horizon: fc.constantFrom(20, 45.5),
    epoch: fc.constantFrom(7, 20),
    size: fc.constantFrom<Spec['size']>({ mean: 0.7 }, { mean: 2 }),
    nodes: fc.array(
      fc.record({ bond: fc.bigInt({ min: 0n, max: 60_000_000n }), slots: fc.integer({ min: 1, max: 2 }) }),
      {
        minLength: 1,
        maxLength: 6,
      },
    ),
    flows: fc.tuple(flow('f'), flow('g')).map((both) => [...both]),
    fee: fc.bigInt({ min: 0n, max: 3_000_000n }),
    fees: fc.tuple(part, part).map(([node, treasury]) => ({ node, treasury, burn: 1_000_000_000n - node - treasury })),
    attacks: fc.array(
      fc.record({
        attack: fc.constantFrom<'lazy' | 'collude' | 'substitute'>('lazy', 'collude', 'substitute'),
        probability: fc.constantFrom(0.3, 1),
        count: fc.integer({ min: 1, max: 2 }),
      }),
      { maxLength: 2 },
    ),
    slashing: fc.option(
      fc.record({
        fraction: fc.constantFrom(70_000_000n, 290_000_000n, 1_000_000_000n),
        jail: fc.constantFrom(0, 3.25, 11),
        window: fc.constantFrom(0, 5),
        victim: fc.constantFrom(0n, 333_333_333n),
        treasury: fc.constantFrom(0n, 250_000_000n),
      }),
      { nil: undefined },
    ),
    minimumStake: fc.constantFrom(0n, 9_000_000n),
    chain: fc.option(fc.constantFrom({ blockTime: 0.7, gasLimit: 160, finality: 1.3, gasPrice: 0.3 }), {
      nil: undefined,
    }),
  })
  .map(({ fee, attacks, slashing, chain, flows, minimumStake, nodes, ...rest }) => ({
    ...rest,
    // A constant stake below the minimum is refused at load: the user's mistake, not a scenario.
    nodes: nodes.map((n) => ({ ...n, bond: n.bond + minimumStake })),
    minimumStake,
    flows: flows.map((f) => ({ ...f, fee, verification: feasible(f.verification, nodes.length) })),
    adversaries: attacks
      .map((a, i) => ({ ...a, name: `a${i}` }))
      .filter((_, i) => attacks.slice(0, i + 1).reduce((sum, a) => sum + a.count, 0) <= nodes.length),
    ...(slashing ? { slashing } : {}),
    ...(chain ? { chain } : {}),
  }));

function reference(of: Spec): Outcome {
  const run = new Reference(of).run();
  return {
    log: run.log,
    proved: run.proved,
    flows: Object.fromEntries(run.flows),
    nodes: run.nodes.map((n) => ({
      wallet: n.wallet,
      bond: n.bond,
      status: STATUS.indexOf(n.status),
      reputation: n.verdicts > 0 ? (1 + n.good) / (1 + n.verdicts) : 1,
    })),
    treasury: run.treasury,
  };
}

/** Events of one instant and kind may stand in either order; all else is compared line by line. */
function ordered(outcome: Outcome): Outcome {
  const key = (line: string) => line.split(' ').slice(0, 2).join(' ');
  const stable = (lines: string[]) => {
    const sorted = [...lines];
    for (let from = 0; from < sorted.length; ) {
      let to = from + 1;
      while (to < sorted.length && key(sorted[to]!) === key(sorted[from]!)) to++;
      sorted.splice(from, to - from, ...sorted.slice(from, to).sort());
      from = to;
    }
    return sorted;
  };
  return { ...outcome, log: stable(outcome.log), proved: stable(outcome.proved) };
}

describe('the reference simulator', () => {
  it('agrees on every event, every proof and every unit of money in random tiny scenarios', async () => {
    let events = 0;
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(spec, async (of) => {
        const [expected, got] = [ordered(reference(of)), ordered(await real(of))];
        events += got.log.length;
        for (const row of Object.keys(got.flows)) seen.add(row);
        for (const line of got.log) seen.add(line.split(' ')[1]!);
        expect(got.log).toEqual(expected.log);
        expect(got).toEqual(expected);
      }),
      // Always the same ones: what must occur among them is rare.
      { numRuns: 70, seed: 1 },
    );
    // Not vacuous: what is compared does occur.
    expect(events).toBeGreaterThan(3000);
    for (const what of [
      'release',
      'on',
      'finish',
      'node-bond client slash',
      'node-bond operator unbond',
      'treasury validators-pot gas',
    ])
      expect(seen).toContain(what);
  }, 60_000);

  it.each<[string, (of: Spec) => Spec]>([
    [
      'one auditor more',
      (of) => ({
        ...of,
        flows: of.flows.map((f) =>
          f.verification.rule === 'sampling'
            ? { ...f, verification: { ...f.verification, auditors: f.verification.auditors + 1 } }
            : f,
        ),
      }),
    ],
    ['a fee of one unit more', (of) => ({ ...of, flows: of.flows.map((f) => ({ ...f, fee: f.fee + 1n })) })],
    [
      'a fraction of 10^-9 less',
      (of) => (of.slashing ? { ...of, slashing: { ...of.slashing, fraction: of.slashing.fraction - 1n } } : of),
    ],
    [
      'a batch of one item less',
      (of) => ({
        ...of,
        flows: of.flows.map((f) =>
          f.settlement.rule === 'batch' ? { ...f, settlement: { ...f.settlement, items: f.settlement.items - 1 } } : f,
        ),
      }),
    ],
    ['one slot more', (of) => ({ ...of, nodes: of.nodes.map((n) => ({ ...n, slots: n.slots + 1 })) })],
  ])(
    'would tell %s',
    async (_, wrong) => {
      const agrees = fc.asyncProperty(spec, async (of) => {
        expect(ordered(await real(of))).toEqual(ordered(reference(wrong(of))));
      });
      expect(await refutedLater(agrees)).toBe(true);
    },
    30_000,
  );
});
