/** Does every inference get its proof: when, from whom, at what cost, and what if it is wrong, or late? */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/measures/run.ts';
import type { Role } from '../../src/network/ledger.ts';
import { BANKS, flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';
import { deviation } from '../support/statistics.ts';

/** One node, one job of 1 s every 3 s from 3 s on; the proof takes 4 s. */
const one = (zkml: Written, more: Written = {}): Written => ({
  horizon: '31s',
  models: [{ name: 'toy', size: { constant: '1s' } }],
  nodes: [{ group: 'n', count: 1 }],
  flows: [
    flow({
      arrivals: { deterministic: { every: '3s' } },
      verification: { zkml: { proof_work: 4, verify: 0, verify_gas: 0, ...zkml } },
    }),
  ],
  ...more,
});

/** When the first answers came, s. */
async function answers(written: Written): Promise<number[]> {
  const at: number[] = [];
  simulate(await scenario(written), {
    observers: (run) => [{ accepted: () => void at.push(Number(run.world.engine.now.toFixed(9))) }],
  });
  return at;
}

describe('a proof', () => {
  it('is waited for, in the queue of the prover', async () => {
    // Executed at 4, 7, 10, ...; one proof at a time: 8, 12, 16, ...
    expect((await answers(one({}))).slice(0, 5)).toEqual([8, 12, 16, 20, 24]);
    expect((await answers(one({ provers: 2 }))).slice(0, 5)).toEqual([8, 11, 14, 17, 20]);
    expect((await answers(one({ speed: 4 }))).slice(0, 3)).toEqual([5, 8, 11]);
  });

  it("or on the node's own slots, among its other work", async () => {
    // 3-4 answer 0, 4-8 its proof; 8-9 answer 1, 9-13 its proof; 13-14 and 14-15 answers 2 and 3, 15-19 the proof of 2.
    expect((await answers(one({ by: 'same-slot' }))).slice(0, 3)).toEqual([8, 13, 19]);
  });

  it('comes after an answer that does not wait for it', async () => {
    const written = one({ answer_after: 'execution', provers: 9 });
    expect((await answers(written)).slice(0, 3)).toEqual([4, 7, 10]);
    const { metrics } = measure(await scenario(written)).record();
    expect(metrics['verdict.time_mean_seconds']).toBeCloseTo(4, 9);
    expect(metrics['proof.own_time_mean_seconds']).toBeCloseTo(4, 9);
    expect(metrics['verification.overhead']).toBeGreaterThan(3);
  });

  it('is checked, by the client and in the next block, which is paid for', async () => {
    const written = one(
      { provers: 9, verify: '250ms', verify_gas: 300_000 },
      {
        chain: { mode: 'on', block_time: '10s', gas_price: '0.000001 OPG' },
        validators: [{ group: 'v', count: 1, stake: 1 }],
      },
    );
    // 3 + 1 + 4 + 0.25; the block is made at 10 s.
    expect((await answers(written)).slice(0, 2)).toEqual([8.25, 11.25]);
    const { metrics } = measure(await scenario({ ...written, horizon: '10.5s' })).record();
    expect(metrics['proof.own_time_mean_seconds']).toBeCloseTo(6, 9);
    expect(metrics['verdict.time_mean_seconds']).toBeCloseTo(1.75, 9);
    expect(metrics['economy.gas']).toBeCloseTo(0.3, 9);
  });

  it.each([
    [{}, {}, { treasury: 5.4 }],
    [{ gas_paid_by: 'facilitator' }, {}, { facilitator: 5.4 }],
    // 18 checks at 0.3. What an answer brings, 0.25, does not pay for its check.
    [{ gas_paid_by: 'nodes' }, {}, { node: 4.5, facilitator: 0.9 }],
    [{}, { gas_paid_by: 'nodes' }, { node: 4.5, facilitator: 0.9 }],
    [{ gas_paid_by: 'treasury' }, { gas_paid_by: 'nodes' }, { treasury: 5.4 }],
  ])('is paid for by whom the rule says, or else the chain: %j, %j', async (rule, chain, expected) => {
    const written = one(
      { provers: 9, verify_gas: 300_000, ...rule },
      {
        horizon: '60s',
        chain: { mode: 'on', block_time: '10s', gas_price: '0.000001 OPG', ...chain },
        validators: [{ group: 'v', count: 1, stake: 1 }],
        incentives: { price: { token: '0.25 OPG' } },
      },
    );
    const { ledger } = simulate(await scenario(written)).world;
    const gas = (from: Role) => Number(ledger.total(from, 'validators-pot', 'gas')) / 1e6;
    const paid = Object.fromEntries(
      (['treasury', 'facilitator', 'node'] as const).filter((role) => gas(role) > 0).map((role) => [role, gas(role)]),
    );
    expect(paid).toEqual(expected);
    ledger.close();
  });

  it.each([
    ['reject', [], 1],
    ['accept', [9, 12, 15], 0],
  ])('that is late is given up, and the answer without it: %s', async (unproved, at, rejected) => {
    const written = one({ proof_work: 100, timeout: '5s', unproved });
    expect((await answers(written)).slice(0, 3)).toEqual(at);
    const { metrics } = measure(await scenario(written)).record();
    expect(metrics['proof.missing_share']).toBe(1);
    expect(metrics['throughput.rejected_share'] ?? 0).toBeCloseTo(rejected * (8 / 10), 9);
    // What went into it is counted: the prover worked on one proof after another, each given up.
    expect(metrics['proof.prover_utilization']).toBeGreaterThan(0.7);
  });

  it('of a client that gives up is not made to its end', async () => {
    const written = one({ proof_work: 100, provers: 5 });
    (written.flows as Written[])[0]!.timeout = '4s';
    const run = simulate(await scenario(written));
    const { jobs, tasks } = run.world.tables;
    let open = 0;
    for (let j = 0; j < jobs.table.size; j += jobs.table.stride) if (jobs.flow.data[j]! >= 0) open++;
    // Only what came in the last 4 s.
    expect(open).toBeLessThanOrEqual(2);
    for (let t = 0; t < tasks.table.size; t += tasks.table.stride)
      if (tasks.job.data[t]! >= 0) expect(jobs.flow.data[tasks.job.data[t]!]).toBeGreaterThanOrEqual(0);
  });
});

describe('zkml', () => {
  it('makes its proofs in the time of an M/D/1 queue: 1/mu (1 + rho / (2 (1 - rho))) (Pollaczek 1930)', async () => {
    const checked = await scenario({
      horizon: '4000s',
      models: [{ name: 'toy', size: { constant: '1ms' } }],
      nodes: [{ group: 'n', count: 50 }],
      flows: [
        flow({
          arrivals: { poisson: { rate: '0.5/s' } },
          verification: { zkml: { proof_work: 1000, verify: 0, verify_gas: 0 } },
        }),
      ],
    });
    const times = Array.from(
      { length: 10 },
      (_, replication) => runScenario(checked, { replication, banks: BANKS }).metrics['proof.own_time_mean_seconds']!,
    );
    expect(deviation(times, 1.5)).toBeLessThan(4);
    // With exponential proofs it would be 2.
    expect(deviation(times, 2)).toBeGreaterThan(4);
  });

  it('convicts a wrong answer unless its proof passes by the soundness error', async () => {
    const checked = await scenario({
      horizon: '400s',
      nodes: [{ group: 'n', count: 6 }],
      flows: [
        flow({
          arrivals: { poisson: { rate: '4/s' } },
          verification: { zkml: { proof_work: 1, provers: 100, soundness: 0.25 } },
        }),
      ],
      adversaries: [{ name: 'a', attack: 'substitute', count: 3 }],
    });
    const rates: number[] = [];
    for (let replication = 0; replication < 8; replication++) {
      const { metrics } = runScenario(checked, { replication, banks: BANKS });
      rates.push(metrics['fraud.detection_rate_per_cheated_job']!);
      // The client never has an answer whose proof fails.
      expect(metrics['fraud.wrong_answers_accepted']).toBe(metrics['fraud.forged_proofs']);
      expect(metrics['fraud.false_convictions']).toBe(0);
      expect(metrics['fraud.pending']).toBe(0);
    }
    expect(deviation(rates, 0.75)).toBeLessThan(4);
    expect(deviation(rates, 1)).toBeGreaterThan(4);
  });

  it('takes work of the stated distribution: log-uniform has mean (high - low) / ln(high / low)', async () => {
    const checked = await scenario({
      horizon: '600s',
      models: [{ name: 'toy', size: { constant: '100ms' } }],
      nodes: [{ group: 'n', count: 40 }],
      flows: [
        flow({
          verification: {
            zkml: { proof_work: { loguniform: { low: 1, high: 100 } }, provers: 1000, verify: 0, verify_gas: 0 },
          },
        }),
      ],
    });
    const times = Array.from(
      { length: 10 },
      (_, replication) => runScenario(checked, { replication, banks: BANKS }).metrics['proof.own_time_mean_seconds']!,
    );
    // Jobs whose proof is not there at the horizon are few: 10 s of 600 at most, the longest ones.
    expect(deviation(times, 0.1 * (99 / Math.log(100)))).toBeLessThan(4);
    // The middle of the range, as a uniform factor would have.
    expect(deviation(times, 0.1 * 50.5)).toBeGreaterThan(4);
  });
});
