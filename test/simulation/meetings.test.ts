/** What if two ideas meet that were built apart? Each case was a mistake once; random combinations found most of them. */
import { describe, expect, it } from 'vitest';
import type { Simulation } from '../../src/simulation/simulation.ts';
import { flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';

const four = (more: Written) => flow({ arrivals: { trace: { file: 'fixtures/four-jobs.csv' } }, ...more });

/** Every record was given back, and no executor has anything. */
function empty({ world }: Simulation): void {
  const { jobs, tasks, executors } = world.tables;
  for (let id = 0; id < jobs.table.size; id += jobs.table.stride) expect(jobs.flow.data[id]).toBe(-1);
  for (let id = 0; id < tasks.table.size; id += tasks.table.stride) expect(tasks.job.data[id]).toBe(-1);
  for (let e = 0; e < executors.table.size; e += executors.table.stride) expect(executors.present.data[e]).toBe(0);
}

describe('copies and silence', () => {
  it('a copy lost in silence before the others agree does not keep the job open for ever', async () => {
    const run = simulate(
      await scenario({
        nodes: [
          { group: 'n', count: 2 },
          { group: 'm', count: 1 },
        ],
        outages: [{ name: 'lost', group: 'm', at: '1.5s', for: '8s', silent: true }],
        flows: [four({ verification: { 'redundant-majority': { copies: 3 } }, timeout: '50s' })],
      }),
    );
    empty(run);
    expect(run.world.tables.nodes.jobs.data.subarray(0, 3).reduce((a, b) => a + b)).toBe(4);
  });
});

describe('stages and rulebooks', () => {
  const STAGES = [{ name: 'fetch', size: '200ms' }, { name: 'infer' }];

  it('a job between two stages when its verification changes is verified by one rule only', async () => {
    const checked = await scenario({
      horizon: '60s',
      nodes: [{ group: 'n', count: 8 }],
      flows: [flow({ stages: STAGES, timeout: '30s', verification: { 'redundant-majority': { copies: 2 } } })],
      changes: [
        {
          at: '20s',
          set: {
            'flows.f.verification': { zkml: { proof_work: 2, provers: 9 } },
            'flows.f.arrivals': { poisson: { rate: 0 } },
          },
        },
      ],
    });
    const run = simulate(checked);
    empty(run);
    const { nodes } = run.world.tables;
    const arrived = run.world.store.table('life/numbers').column('next', 'f64').data[0];
    expect(nodes.jobs.data.subarray(0, 8).reduce((a, b) => a + b)).toBe(arrived);
  });

  it('jobs that need an enclave at their last stage are sent to enclaves, those beside them to anybody', async () => {
    const run = simulate(
      await scenario({
        nodes: [
          { group: 'n', count: 5 },
          { group: 'm', count: 1, tee: true },
        ],
        models: [{ name: 'toy', size: '10ms' }],
        flows: [
          flow({
            stages: STAGES,
            verification: { mixed: { parts: [{ method: 'none' }, { method: 'tee' }] } },
          }),
        ],
      }),
    );
    empty(run);
    const jobs = run.world.tables.nodes.jobs.data;
    const arrived = run.world.store.table('life/numbers').column('next', 'f64').data[0]!;
    expect(jobs.subarray(0, 6).reduce((a, b) => a + b)).toBe(arrived);
    // Half of them need it, and a sixth of the others finds it: 4 standard errors.
    expect(Math.abs(jobs[5]! / arrived - 7 / 12)).toBeLessThan(4 * Math.sqrt(0.25 / arrived));
  });
});

describe('outages and cold starts', () => {
  it('a job that waited when its node failed has loaded nothing there', async () => {
    const run = simulate(
      await scenario({
        models: [{ name: 'toy', size: '1s', memory: 10 }],
        nodes: [{ group: 'n', count: 1, memory: 10, bandwidth: 10 }],
        outages: [{ name: 'lost', group: 'n', at: '2.5s', for: '8s' }],
        flows: [four({})],
      }),
    );
    // The first job finds the model gone; the second one waits, and is lost; the fourth one finds it gone again.
    expect(run.coldStarts?.tally().slice(0, 2)).toEqual([2, 2]);
  });
});

describe('proxies and proofs', () => {
  it('a proof or a stage is no execution that the provider behind a proxy charges for', async () => {
    const { metrics } = measure(
      await scenario({
        nodes: [{ group: 'n', count: 1, upstream_cost: '$0.01' }],
        flows: [
          four({
            stages: [{ name: 'fetch', size: '200ms' }, { name: 'infer' }],
            verification: { zkml: { proof_work: 2, by: 'same-slot', verify_gas: 0 } },
          }),
        ],
      }),
    ).record();
    expect(metrics['profit.upstream_usd']).toBeCloseTo(0.04, 12);
  });
});

describe('escrow and a second chain', () => {
  it('a payment that the chain never takes goes back to its client', async () => {
    const run = simulate(
      await scenario({
        chain: {
          mode: 'on',
          payment: { gas: 10, relay: { tries: 1, outages: [{ at: '5s', for: '15s' }] } },
        },
        flows: [four({ payment: { escrow: { wallet: { balance: '9 OPG' } } }, settlement: 'private' })],
        incentives: { price: { token: '1 OPG' } },
      }),
    );
    const { ledger, escrow, tables } = run.world;
    expect(run.payments.history).toMatchObject({ settled: 3, failed: 1, unpaid: 1_000_000 });
    expect(ledger.balance(escrow)).toBe(0);
    expect(ledger.balance(tables.clients.wallet.data[0]!)).toBe(6_000_000);
  });
});

describe('enclaves and outages', () => {
  const network = (more: Written, outage: Written): Promise<Simulation> =>
    scenario({
      horizon: '100s',
      chain: { mode: 'on', block_time: '10s', gas_limit: 10_000_000 },
      nodes: [{ group: 'n', count: 1, tee: true, image: 'first' }],
      outages: [{ name: 'lost', group: 'n', ...outage }],
      verification: {
        enclaves: {
          images: [{ name: 'first', successor: 'second', upgrade: '1s' }, { name: 'second' }],
          heartbeat: '2s',
          expiry: '5s',
          attestation_age: '20s',
          ...more,
        },
      },
      adversaries: [{ name: 'decree', attack: { 'image-revocation': { image: 'first' } }, from: '31s' }],
    }).then((checked) => simulate(checked));

  it('a node that comes back while its attestation is on its way is heard of from then on', async () => {
    // Down from 30.5 to 35 s; its image is revoked at 31, it moves at 32, and is registered by the block of 40 s.
    const run = await network({}, { at: '30.5s', for: '4.5s' });
    expect(run.world.tables.nodes.tee.data[0]).toBe(1);
    expect(run.enclaves.count('expiries')).toBe(0);
  });

  it('a node that fails while its attestation is on its way is not heard of afterwards', async () => {
    // Registering from 32 s on; down from 36 s, and expired 5 s after the block of 40 s.
    const run = await network({}, { at: '36s', for: '1h' });
    expect(run.world.tables.nodes.tee.data[0]).toBe(0);
    expect(run.enclaves.count('expiries')).toBe(1);
  });
});

describe('measures of what two rules did', () => {
  it('a delegation that moves through the queue has moved once', async () => {
    const { metrics } = measure(
      await scenario({
        horizon: '20s',
        epoch: '10s',
        validators: [{ group: 'v', count: 2, stake: '1 OPG' }],
        delegators: [{ group: 'd', count: 400, stake: '1 OPG' }],
        incentives: {
          staking: { open: { unbonding: '5s' } },
          delegation: { logit: { inertia: 0, sensitivity: 0, through: 'unbond' } },
        },
      }),
    ).record();
    // Of 400 about half choose the other validator at 10 s, and arrive there at 15; half of them move again at 20.
    expect(metrics['staking.queued']).toBeLessThan(400);
    expect(Math.abs(metrics['staking.moves']! - 400)).toBeLessThan(4 * 2 * 10);
  });

  it('an audit that has not ended when its window closes has seen nothing', async () => {
    // The validator needs 100 s for an audit, and the window closes after 1 s: nobody has looked at any answer.
    const run = simulate(
      await scenario({
        validators: [{ group: 'v', count: 1, slots: 9, speed: 0.01 }],
        models: [{ name: 'toy', size: '1s' }],
        flows: [four({ verification: { optimistic: { challengers: 1, looks: 1, window: '1s', by: 'validators' } } })],
        incentives: { reputation: 'counters' },
      }),
      {
        observers: ({ world: { tables } }) => [
          {
            closed: (job) => expect(tables.jobs.open.data[job]).toBe(1),
          },
        ],
      },
    );
    const { table } = run.world.tables.nodes;
    const observed = [...table.columns.keys()].filter((name) => name.startsWith('reputation/'));
    for (const name of observed)
      expect([name, ...table.columns.get(name)!.data.subarray(0, 3)]).toEqual([name, 0, 0, 0]);
    expect(observed.length).toBeGreaterThan(0);
  });
});

describe('PIPE and impatience', () => {
  it('an answer in the block of the very moment at which its client gives up is in time', async () => {
    // Jobs at 2, 4, 6, ... of 1.5 s of work each; a block every second, and time is up after 2 s.
    const run = simulate(
      await scenario({
        models: [{ name: 'toy', size: '1500ms' }],
        nodes: [{ group: 'n', count: 9 }],
        chain: { mode: 'on', block_time: '1s' },
        validators: [{ group: 'v', count: 1, stake: '1 OPG' }],
        flows: [
          flow({
            arrivals: { deterministic: { every: '2s' } },
            routing: 'round-robin',
            settlement: { pipe: { gas: 1, wait: '2s' } },
          }),
        ],
      }),
    );
    // The last one comes at the horizon, at 200 s.
    expect(run.world.tables.nodes.jobs.data.subarray(0, 9).reduce((a, b) => a + b)).toBe(99);
  });
});
