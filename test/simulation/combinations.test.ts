/**
 * Does it hold whatever meets whatever? Rules of every section in one small network, drawn at random; nobody comes any more
 * after a while, so that a job, a task or a token that is left over was forgotten by somebody.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MeasuredRun } from '../../src/measures/run.ts';
import { LOSSES } from '../../src/network/facts.ts';
import type { Simulation } from '../../src/simulation/simulation.ts';
import { combined } from '../support/combined.ts';
import { BANKS, measure, scenario } from '../support/scenario.ts';

const OPTIONS = { replication: 1, banks: BANKS };

/** Jobs that came. */
function arrived({ scenario, world }: Simulation): number {
  const numbers = world.store.table('life/numbers').column('next', 'f64').data;
  return numbers.subarray(0, scenario.flows.length).reduce((a, b) => a + b, 0);
}

/** Every record was given back, and no executor has anything. */
function nothingLeft({ world }: Simulation): void {
  const { jobs, tasks, executors } = world.tables;
  for (let id = 0; id < jobs.table.size; id += jobs.table.stride) expect(jobs.flow.data[id]).toBe(-1);
  for (let id = 0; id < tasks.table.size; id += tasks.table.stride) expect(tasks.job.data[id]).toBe(-1);
  for (let e = 0; e < executors.table.size; e += executors.table.stride) expect(executors.present.data[e]).toBe(0);
}

/** Tokens are where those who own them think; the ledger itself watches that none is made or lost. */
function booksAgree({ world, payments, chains }: Simulation): void {
  const { ledger, tables, bonds, escrow } = world;
  const { validators, delegators } = tables;
  const delegated = new Float64Array(validators.table.size);
  for (let d = 0; d < delegators.table.size; d++)
    delegated[delegators.validator.data[d]!]! += delegators.stake.data[d]!;
  for (let v = 0; v < validators.table.size; v++)
    expect(ledger.balance(validators.delegation.data[v]!)).toBe(delegated[v]);
  expect(ledger.balance(bonds.taken)).toBe(0);
  const { settled, failed } = payments.history;
  const { waiting, history } = chains.relays.payment;
  if (waiting + history.taken === settled + failed) expect(ledger.balance(escrow)).toBe(0);
}

describe('rules of every section together', () => {
  it('end every job, count it once, and keep the books; and continue from any event in a new process', async () => {
    await fc.assert(
      fc.asyncProperty(combined, fc.double({ min: 0, max: 1, noNaN: true }), async (written, where) => {
        const checked = await scenario(written);
        const measured = measure(checked);
        const { simulation } = measured;
        const record = measured.record();
        const { metrics } = record;
        for (const [name, value] of Object.entries(metrics))
          expect([name, value === null || Number.isFinite(value)]).toEqual([name, true]);
        nothingLeft(simulation);
        booksAgree(simulation);
        const came = arrived(simulation);
        const { nodes } = simulation.world.tables;
        let answered = 0;
        for (let node = 0; node < nodes.table.size; node++) answered += nodes.jobs.data[node]!;
        const lost = LOSSES.reduce((sum, loss) => sum + came * (metrics[`throughput.${loss}_share`] ?? 0), 0);
        expect(answered + lost).toBeCloseTo(came, 6);
        const fraud = (what: string) => metrics[`fraud.${what}`]!;
        expect(fraud('attempted')).toBe(fraud('detected') + fraud('missed'));

        const before = new MeasuredRun(checked, OPTIONS);
        before.simulation.start();
        before.advance(Math.floor(where * record.events));
        const checkpoint = structuredClone(before.simulation.checkpoint());
        before.advance(30);
        const after = new MeasuredRun(checked, OPTIONS);
        after.simulation.resume(checkpoint);
        after.runToEnd();
        expect(after.record()).toEqual(record);
      }),
      { numRuns: 5, seed: 1 },
    );
  }, 60_000);
});
