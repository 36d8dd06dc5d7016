/** Is the method chosen for each job, by share, by formula, by trace, and do its nodes and its time follow? */
import { describe, expect, it } from 'vitest';
import { BANKS, flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';

interface Seen {
  number: number;
  mode: number;
  value: number;
  tee: number;
  ratio: number;
}

/** Every accepted job. */
async function jobsOf(written: Written): Promise<Seen[]> {
  const seen: Seen[] = [];
  simulate(await scenario(written), {
    observers: (run) => [
      {
        accepted(job, task) {
          const { jobs, tasks, nodes } = run.world.tables;
          seen.push({
            number: jobs.number.data[job]!,
            mode: jobs.mode.data[job]!,
            value: jobs.value.data[job]!,
            tee: nodes.tee.data[tasks.node.data[task]!]!,
            ratio: tasks.work.data[task]! / jobs.size.data[job]!,
          });
        },
      },
    ],
  });
  return seen;
}

const mixed = (parts: Written[], more: Written = {}): Written => ({
  horizon: '400s',
  nodes: [
    { group: 'open', count: 6 },
    { group: 'sealed', count: 3, tee: true },
  ],
  flows: [flow({ verification: { mixed: { parts } }, value: { uniform: { low: 0, high: 10 } }, ...more })],
});

describe('mixed', () => {
  it('leaves a job that is sent again its mode, wherever a change of rules puts it', async () => {
    const parts: Written[] = [
      { share: 2, method: 'none', name: 'vanilla' },
      { share: 1, method: { tee: { factor: 2 } }, name: 'sealed' },
      { share: 1, method: { tee: { factor: 3 } }, name: 'slow' },
    ];
    /** What each job's work was multiplied by. Nobody serves before 100 s, whoever came waits; at 50 s the rules change. */
    const factors = async (after: Written[] | undefined) => {
      const written = mixed(parts, { retries: 'unlimited', back_off: { delay: '10s' } });
      const nodes = (written.nodes as Written[]).map((group) => ({ ...group, joins: '100s' }));
      const changes = after && [{ at: '50s', set: { 'flows.f.verification.mixed.parts': after } }];
      const seen = await jobsOf({ ...written, nodes, ...(changes && { changes }) });
      return new Map(seen.map(({ number, ratio }) => [number, Math.round(ratio)]));
    };
    const unchanged = await factors(undefined);
    const turned = await factors([...parts].reverse());
    // About two a second until then.
    const early = [...Array(60).keys()];
    for (const number of early) expect([number, turned.get(number)]).toEqual([number, unchanged.get(number)]);
    expect(new Set(early.map((number) => unchanged.get(number)))).toEqual(new Set([1, 2, 3]));
    // Taken away, it is chosen anew.
    const taken = await factors(parts.slice(0, 2));
    for (const number of early) {
      const before = unchanged.get(number)!;
      if (before < 3) expect([number, taken.get(number)]).toEqual([number, before]);
      else expect(taken.get(number)).toBeLessThan(3);
    }
    // One method, and several again.
    const none = await factors([parts[1]!]);
    expect(new Set(none.values())).toEqual(new Set([2]));
  });

  it('follows the shares, whatever they sum to, and the same job has the same mode elsewhere', async () => {
    const parts = [
      { share: 3, method: 'none', name: 'vanilla' },
      { share: 1, method: { tee: { factor: 2 } } },
    ];
    const jobs = await jobsOf(mixed(parts));
    const n = jobs.length;
    const sealed = jobs.filter(({ mode }) => mode === 1);
    expect(n).toBeGreaterThan(700);
    expect(Math.abs(sealed.length - n / 4)).toBeLessThan(4 * Math.sqrt((n * 3) / 16));
    // Half and half would be seen.
    expect(Math.abs(sealed.length - n / 2)).toBeGreaterThan(4 * Math.sqrt(n / 4));
    const other = await jobsOf(mixed(parts, { routing: { 'power-of-d': { d: 2 } } }));
    const modes = new Map(other.map(({ number, mode }) => [number, mode]));
    for (const { number, mode } of jobs) if (modes.has(number)) expect(modes.get(number)).toBe(mode);
  });

  it('sends jobs that need an enclave to one, the others to all, each at its own factor', async () => {
    for (const routing of ['uniform', 'round-robin', { sticky: { recheck: '100s' } }, { 'power-of-d': { d: 3 } }]) {
      const jobs = await jobsOf(
        mixed([{ method: 'none' }, { method: { tee: { factor: 2 } } }], { routing, clients: 20 }),
      );
      for (const { mode, tee, ratio } of jobs) {
        if (mode === 1) expect(tee).toBe(1);
        expect(ratio).toBeCloseTo(mode === 1 ? 2 : 1, 9);
      }
      const plain = jobs.filter(({ mode }) => mode === 0);
      // A third of all nodes have an enclave.
      const share = plain.filter(({ tee }) => tee === 1).length / plain.length;
      expect([JSON.stringify(routing), share > 0.1 && share < 0.6]).toEqual([JSON.stringify(routing), true]);
    }
  });

  it("chooses by a formula of the job's value", async () => {
    const jobs = await jobsOf(
      mixed([
        { share: 'value < 6 ? 1 : 0', method: 'none' },
        { share: 'value < 6 ? 0 : 1', method: 'tee' },
      ]),
    );
    for (const { mode, value } of jobs) expect([value, mode]).toEqual([value, value < 6 ? 0 : 1]);
    expect(new Set(jobs.map(({ mode }) => mode)).size).toBe(2);
  });

  it('stops with the reason when no part has a share in a job', async () => {
    const checked = await scenario(mixed([{ share: 'value < 6 ? 1 : 0', method: 'none' }]));
    expect(() => simulate(checked)).toThrow('no part of the mixed verification of flow f has a share');
  });

  it("obeys a trace's column mode", async () => {
    const { readFileSync } = await import('node:fs');
    const rows = readFileSync(new URL('../support/fixtures/modes.csv', import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    const parts = [{ method: 'tee' }, { method: 'none', name: 'vanilla' }, { method: { optimistic: { looks: 0 } } }];
    const names = ['tee', 'vanilla', 'optimistic'];
    const jobs = await jobsOf(mixed(parts, { arrivals: { trace: { file: 'fixtures/modes.csv' } } }));
    expect(jobs.length).toBe(rows.length);
    for (const { number, mode } of jobs) expect(names[mode]).toBe(rows[number]!.split(',')[1]);
  });

  it('tells apart by mode what a job costs in time and compute', async () => {
    const written = mixed([
      { share: 0.4, method: 'none', name: 'vanilla' },
      { share: 0.3, method: { sampling: { probability: 1, by: 'validators' } }, name: 'audited' },
      { share: 0.3, method: { zkml: { proof_work: 3, provers: 100, verify: 0, verify_gas: 0 } } },
    ]);
    const { metrics: m } = measure(
      await scenario({
        ...written,
        models: [{ name: 'toy', size: { constant: '500ms' } }],
        flows: [{ ...(written.flows as Written[])[0], arrivals: { poisson: { rate: '0.2/s' } }, latency: '100ms' }],
        nodes: [{ group: 'n', count: 50 }],
        validators: [{ group: 'v', count: 20 }],
      }),
    ).record();
    const mode = (name: string, what: string) => m[`mode.${name}.${what}_mean_seconds`];
    // One execution; one and its audit; one and three times as much for its proof.
    expect(mode('vanilla', 'compute')).toBeCloseTo(0.5, 12);
    expect(mode('audited', 'compute')).toBeCloseTo(1, 12);
    expect(mode('zkml', 'compute')).toBeCloseTo(2, 12);
    expect(mode('vanilla', 'latency')).toBeCloseTo(0.7, 9);
    expect(mode('audited', 'latency')).toBeCloseTo(0.7, 9);
  });

  it('tells trust and delay apart by mode', async () => {
    const written = mixed([
      { share: 0.5, method: 'none', name: 'vanilla' },
      { share: 0.3, method: { optimistic: { looks: 0, window: '20s' } } },
      {
        share: 0.2,
        method: { zkml: { proof_work: 3, provers: 100, verify: 0, verify_gas: 0, answer_after: 'execution' } },
      },
    ]);
    const { metrics: m } = measure(
      await scenario({
        ...written,
        models: [{ name: 'toy', size: { constant: '500ms' } }],
        flows: [{ ...(written.flows as Written[])[0], value: '$2' }],
        adversaries: [{ name: 'a', attack: 'lazy', count: 3, group: 'open' }],
      }),
    ).record();
    const mode = (name: string, what: string) => m[`mode.${name}.${what}`];
    expect(['vanilla', 'optimistic', 'zkml'].reduce((sum, name) => sum + mode(name, 'jobs_share')!, 0)).toBeCloseTo(
      1,
      12,
    );
    expect(mode('vanilla', 'time_to_verdict_mean_seconds')).toBe(0);
    expect(mode('optimistic', 'time_to_verdict_mean_seconds')).toBeCloseTo(20, 9);
    expect(mode('zkml', 'time_to_proof_mean_seconds')).toBeCloseTo(1.5, 9);
    expect(mode('vanilla', 'time_to_proof_mean_seconds')).toBeNull();
    // Little's law: value at risk = rate x value x time to the verdict, for whole windows; here up to those open at the end.
    expect(mode('vanilla', 'value_at_risk_usd')).toBe(0);
    const rate = m['throughput.jobs_per_second']! * mode('optimistic', 'jobs_share')!;
    expect(mode('optimistic', 'value_at_risk_usd')! / (rate * 2 * 20)).toBeGreaterThan(0.93);
    expect(mode('optimistic', 'value_at_risk_usd')! / (rate * 2 * 20)).toBeLessThanOrEqual(1);
    const sum = ['vanilla', 'optimistic', 'zkml'].reduce((all, name) => all + mode(name, 'value_at_risk_usd')!, 0);
    expect(sum).toBeCloseTo(m['fraud.value_at_risk_usd']!, 9);
    for (const name of ['vanilla', 'optimistic', 'zkml'])
      expect(mode(name, 'wrong_answers_share')).toBeGreaterThan(0.1);
  });

  it('tells the settled proofs apart by mode, in every way of settling, and through a change of rulebook', async () => {
    const cheap = { gas: 1 };
    const settlements = [
      { individual: cheap },
      { batch: { ...cheap, items: 3, idle: '40s', age: '90s' } },
      { batch: { ...cheap, items: 3, idle: '40s', age: '90s', across: 'network' } },
      { pipe: cheap },
    ];
    const before = {
      mixed: {
        parts: [
          { share: 'value < 6 ? 1 : 0', method: 'none', name: 'vanilla' },
          { share: 'value < 6 ? 0 : 1', method: { zkml: { proof_work: 2, provers: 50, verify_gas: 0 } } },
        ],
      },
    };
    const after = { mixed: { parts: [{ method: 'tee' }, { method: 'none', name: 'vanilla' }] } };
    for (const settlement of settlements) {
      const checked = await scenario({
        ...mixed([]),
        chain: { mode: 'on', block_time: '2s', gas_limit: 100, finality: '700ms' },
        validators: [{ group: 'v', count: 1, stake: '1 OPG' }],
        flows: [
          flow({ verification: before, settlement, value: { uniform: { low: 0, high: 10 } } }),
          flow({ name: 'g', verification: { optimistic: { looks: 0, window: '5s' } }, settlement }),
        ],
        changes: [{ at: '200s', set: { 'flows.f.verification': after } }],
      });
      // By hand: answers by when they were given, with the mode that they were given under.
      const modes = new Map<string, string>();
      const sums: Record<string, [count: number, time: number]> = {};
      const { metrics } = measure(checked).record();
      simulate(checked, {
        observers: ({ world: { engine, tables } }) => [
          {
            accepted(job) {
              const { flow: f, book, mode } = tables.jobs;
              const names = book.data[job] === 0 ? ['vanilla', 'zkml'] : ['tee', 'vanilla'];
              modes.set(`${f.data[job]} ${engine.now}`, f.data[job] === 1 ? 'optimistic' : names[mode.data[job]!]!);
            },
            proved(f, answered) {
              const name = modes.get(`${f} ${answered}`)!;
              sums[name] ??= [0, 0];
              sums[name][0]++;
              sums[name][1] += engine.now - answered;
            },
          },
        ],
      });
      expect(Object.keys(sums).sort()).toEqual(['optimistic', 'tee', 'vanilla', 'zkml']);
      for (const name of ['optimistic', 'tee', 'vanilla'])
        expect(metrics[`mode.${name}.time_to_proof_mean_seconds`]).toBeCloseTo(sums[name]![1] / sums[name]![0], 9);
      // A proof of one's own counts, not that of the settlement that follows.
      expect(metrics['mode.zkml.time_to_proof_mean_seconds']).toBe(metrics['proof.own_time_mean_seconds']);
    }
  });

  it('of one part is that method', async () => {
    const alone = async (verification: unknown) => {
      const checked = await scenario({
        flows: [flow({ verification })],
        adversaries: [{ name: 'a', attack: 'lazy', count: 1 }],
      });
      const { metrics, fingerprint } = (await import('../../src/measures/run.ts')).runScenario(checked, {
        replication: 1,
        banks: BANKS,
      });
      return { fingerprint, detected: metrics['fraud.detected'], latency: metrics['latency.mean_seconds'] };
    };
    for (const method of ['none', { sampling: { probability: 0.5 } }, { 'redundant-majority': { copies: 3 } }])
      expect(await alone({ mixed: { parts: [{ method }] } })).toEqual(await alone(method));
    // These have events of their own, whose names say that they are a part's.
    for (const method of [
      { 'redundant-m-first': { m: 2 } },
      { 'redundant-adaptive': { trusted_after: 2 } },
      { 'spot-check': { probability: 0.3, batch: { items: 4, age: '9s' } } },
    ]) {
      const { detected, latency } = await alone(method);
      expect(detected).toBeGreaterThan(0);
      expect(await alone({ mixed: { parts: [{ method }] } })).toMatchObject({ detected, latency });
    }
  });
});
