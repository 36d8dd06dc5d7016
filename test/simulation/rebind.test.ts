/**
 * Does a run know everything that it must know in its columns? Run to event k, copy the columns, bind everything afresh in a new
 * simulation, continue: the same events, the same record, the same columns. Every rule, attack and strategy takes part.
 */
import { describe, expect, it } from 'vitest';
import { adversaries, strategies } from '../../src/agents/index.ts';
import type { Snapshot } from '../../src/engine/state.ts';
import { MeasuredRun } from '../../src/measures/run.ts';
import { rules } from '../../src/rules/index.ts';
import type { Scenario } from '../../src/scenario/schema.ts';
import { type Checkpoint, Simulation } from '../../src/simulation/simulation.ts';
import { BUSY } from '../support/busy.ts';
import { BANKS, flow, measure, scenario } from '../support/scenario.ts';

const OPTIONS = { replication: 1, banks: BANKS };

const NONE = new Float64Array(0);

const bytes = ({ buffer, byteOffset, byteLength }: Snapshot[string]['columns'][string]['data']) =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Tables and columns that differ, by name; a snapshot is too large for a readable `toEqual`, or for a quick one. */
function differences(a: Snapshot, b: Snapshot): string[] {
  const different: string[] = [];
  for (const table of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [one, other] = [a[table], b[table]];
    if (one?.rows !== other?.rows) different.push(`${table}: ${one?.rows} rows, ${other?.rows}`);
    for (const column of new Set([...Object.keys(one?.columns ?? {}), ...Object.keys(other?.columns ?? {})])) {
      const [left, right] = [one?.columns[column]?.data ?? NONE, other?.columns[column]?.data ?? NONE];
      if (bytes(left).equals(bytes(right))) continue;
      const row = left.findIndex((value, i) => !Object.is(value, right[i]));
      different.push(`${table}.${column}, row ${row}: ${left[row]}, ${right[row]}`);
    }
  }
  return different;
}

/** Checkpoints at events k, ascending, of one run, which goes on after each: what happens to it later must not reach a copy. */
function checkpoints(run: MeasuredRun, at: readonly number[]): Checkpoint[] {
  run.simulation.start();
  let events = 0;
  const taken = at.map((k) => {
    run.advance(k - events);
    events = k;
    return run.simulation.checkpoint();
  });
  run.runToEnd();
  return taken;
}

/** Continues from a checkpoint in a new run. */
function resumed(checked: Scenario, checkpoint: Checkpoint): MeasuredRun {
  const run = new MeasuredRun(checked, OPTIONS);
  run.simulation.resume(structuredClone(checkpoint));
  run.runToEnd();
  return run;
}

describe.each(Object.entries(BUSY))('a run %s', (_, written) => {
  it('continues from any event to the same events, record and columns', async () => {
    const checked = await scenario(written);
    const whole = measure(checked);
    const record = whole.record();
    const columns = whole.simulation.world.store.snapshot();
    expect(record.events).toBeGreaterThan(2000);
    // Spread over the run, at its ends, and just before and after each change.
    const at = [0, 1, record.events - 1];
    for (let i = 1; i <= 7; i++) at.push(Math.floor((record.events * i) / 8.3));
    const until = new Simulation(checked, OPTIONS);
    until.start();
    let events = 0;
    for (const change of checked.changes) {
      events += until.run(change.at);
      at.push(events - 1, events, events + 3, events + 40);
    }
    at.sort((a, b) => a - b);
    const interrupted = new MeasuredRun(checked, OPTIONS);
    const taken = checkpoints(interrupted, at);
    // To look at a run does not change it.
    expect(interrupted.record()).toEqual(record);
    for (const [i, k] of at.entries()) {
      const run = resumed(checked, taken[i]!);
      expect([k, run.simulation.world.engine.fingerprint]).toEqual([k, record.fingerprint]);
      expect(run.record()).toEqual(record);
      expect(differences(run.simulation.world.store.snapshot(), columns)).toEqual([]);
    }
  }, 60_000);
});

describe('the busy scenarios', () => {
  it('exercise every rule, attack and strategy that there is', async () => {
    const used = new Set<string>();
    const happened: Record<string, number> = {};
    for (const written of Object.values(BUSY)) {
      const checked = await scenario(written);
      for (const one of [checked, ...checked.changes.map((change) => change.scenario)]) {
        const choose = (slot: string, choice: { rule: string }) => used.add(`${slot}/${choice.rule}`);
        for (const f of one.flows)
          for (const slot of ['arrivals', 'routing', 'verification', 'settlement'] as const) choose(slot, f[slot]);
        for (const slot of [
          'emission',
          'division',
          'slashing',
          'reputation',
          'staking',
          'discipline',
          'delegation',
          'admission',
        ] as const)
          choose(slot, one.incentives[slot]);
        for (const f of one.flows) if (f.payment) choose('payment', f.payment);
        choose('pricing', one.incentives.price);
        choose('market', one.token.price);
        for (const group of one.nodes) choose('service', group.queue);
        for (const a of one.adversaries) choose('adversary', a.attack);
        for (const o of one.operators) choose('strategy', o.strategy);
      }
      const { metrics } = measure(checked).record();
      for (const [name, value] of Object.entries(metrics)) happened[name] = (happened[name] ?? 0) + (value ?? 0);
    }
    const all = [
      ...Object.entries(rules).flatMap(([slot, named]) => Object.keys(named).map((name) => `${slot}/${name}`)),
      ...Object.keys(adversaries).map((name) => `adversary/${name}`),
      ...Object.keys(strategies).map((name) => `strategy/${name}`),
    ];
    expect(all.filter((name) => !used.has(name))).toEqual([]);
    // And not only by name: what they are about really occurs.
    for (const name of [
      'fraud.detected',
      'fraud.missed',
      'fraud.false_convictions',
      'fraud.false_votes',
      'economy.slashed',
      'economy.gas',
      'economy.emission',
      'economy.burned',
      'throughput.refused_share',
      'throughput.rejected_share',
      'throughput.overflow_share',
      'throughput.abandoned_share',
      'throughput.expired_share',
      'throughput.halted_share',
      'throughput.outage_share',
      'places.cross_region_share',
      'availability.lost_executions',
      'cold_starts.share',
      'stages.per_job',
      'tokens.each_mean_seconds',
      'proof.proved_share',
      'proof.missing_share',
      'proof.prover_utilization',
      'fraud.false_challenges',
      'enclaves.expiries',
      'enclaves.attestations_refused',
      'enclaves.revocations',
      'enclaves.breaks',
      'enclaves.broken_share',
      'chain.blocks',
      'staking.slashes.downtime',
      'staking.slashes.double-sign',
      'staking.moves',
      'staking.entries',
      'chain.halts',
      'proof.reverted',
      'proof.lost',
      'proof.lapsed_share',
      'settlement.wait_mean_seconds',
      'payment_chain.settled',
      'payment_chain.failed',
      'payments.unpaid.default',
      'payments.unpaid.wallet',
      'payments.unpaid.allowance',
      'payments.unpaid.cap',
      'payments.unfunded',
      'trust.discovered',
      'trust.withheld_share',
      'economy.revenue.storage',
      'economy.revenue.relay',
      'payments.refunded',
      'stages.fees',
      'enclaves.heartbeats',
      'mode.tee.time_to_proof_mean_seconds',
    ])
      expect([name, happened[name]! > 0]).toEqual([name, true]);
  });
});

describe('a change of verification in mid-run', () => {
  it.each([
    ['none', { 'redundant-majority': { copies: 3 } }],
    [{ 'redundant-majority': { copies: 3 } }, 'none'],
    [{ sampling: { probability: 1 } }, 'none'],
    [{ sampling: { probability: 1 } }, { 'redundant-majority': { copies: 5 } }],
    [{ 'redundant-majority': { copies: 3 } }, { 'redundant-majority': { copies: 5 } }],
    [{ zkml: { proof_work: 2, provers: 9 } }, 'none'],
    [{ zkml: { proof_work: 2, provers: 9 } }, { zkml: { proof_work: 3, provers: 4, answer_after: 'execution' } }],
    [{ optimistic: { window: '12s', looks: 0.5 } }, 'none'],
    [{ optimistic: { window: '12s', looks: 0.5 } }, { optimistic: { window: '3s', by: 'nodes', looks: 1 } }],
    [
      {
        mixed: {
          parts: [{ method: { optimistic: { window: '9s' } } }, { method: { zkml: { proof_work: 2, provers: 9 } } }],
        },
      },
      { mixed: { parts: [{ method: { zkml: { proof_work: 9, provers: 9 } } }, { method: 'none' }] } },
    ],
    ['none', { mixed: { parts: [{ method: 'none' }, { method: { sampling: { probability: 1 } } }] } }],
    [{ 'redundant-m-first': { m: 2 } }, 'none'],
    [{ 'redundant-m-first': { m: 1, copies: 4 } }, { 'redundant-m-first': { m: 3, copies: 5, cancel: false } }],
    [{ 'redundant-adaptive': {} }, { 'redundant-adaptive': { quorum: 3 } }],
    [{ 'spot-check': { probability: 0.5, batch: { items: 20, age: '7s' } } }, 'none'],
    [
      { 'spot-check': { probability: 0.5, batch: { items: 20, age: '7s' } } },
      { 'spot-check': { batch: { items: 3, age: '9s' } } },
    ],
  ])('finishes the jobs under way as they began: %j to %j', async (before, after) => {
    const checked = await scenario({
      horizon: '60s',
      nodes: [{ group: 'n', count: 8 }],
      flows: [flow({ verification: before })],
      incentives: { price: { token: '1 OPG' } },
      // Nobody comes any more, so everything under way ends before the horizon.
      changes: [{ at: '20s', set: { 'flows.f.verification': after, 'flows.f.arrivals': { poisson: { rate: 0 } } } }],
    });
    const run = measure(checked);
    const { tables, ledger } = run.simulation.world;
    const arrived = run.record().metrics['throughput.offered_per_second']! * 60;
    let accepted = 0;
    for (let node = 0; node < tables.nodes.table.size; node++) accepted += tables.nodes.jobs.data[node]!;
    expect(accepted).toBe(Math.round(arrived));
    expect(ledger.total('client', null, 'fee')).toBe(BigInt(accepted) * 1_000_000n);
    // No record is left behind.
    for (const [{ table }, column] of [
      [tables.jobs, tables.jobs.flow],
      [tables.tasks, tables.tasks.job],
    ] as const)
      for (let id = 0; id < table.size; id += table.stride) expect(column.data[id]).toBe(-1);
  });
});

describe('resume', () => {
  it('refuses the checkpoint of another scenario', async () => {
    const run = new Simulation(await scenario(BUSY['everything at once']), OPTIONS);
    run.start();
    const checkpoint = run.checkpoint();
    const other = new Simulation(await scenario(), OPTIONS);
    expect(() => other.resume(checkpoint)).toThrow('another scenario');
  });
});
