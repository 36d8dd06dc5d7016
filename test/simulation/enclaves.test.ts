/** Which enclaves are listed, when, and what gets past them? By hand-made timetables and closed forms. */
import { describe, expect, it } from 'vitest';
import { MeasuredRun, runScenario } from '../../src/measures/run.ts';
import type { Simulation } from '../../src/simulation/simulation.ts';
import { BANKS, flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';
import { deviation, mean } from '../support/statistics.ts';

/** Two groups of sealed nodes, an image each. */
const sealed = (enclaves: Written, more: Written = {}): Written => ({
  horizon: '7200s',
  models: [{ name: 'toy', size: { constant: '1ms' } }],
  nodes: [
    { group: 'first', count: 3, tee: true, image: 'one' },
    { group: 'second', count: 2, tee: true, image: 'two' },
  ],
  flows: [flow({ arrivals: { poisson: { rate: 0.1 } }, verification: 'tee' })],
  verification: { enclaves: { images: [{ name: 'one' }, { name: 'two' }], ...enclaves } },
  ...more,
});
const metrics = async (written: Written) => measure(await scenario(written)).record().metrics;
const NOW = { at_start: 'registering' };

describe('heartbeats', () => {
  it('cost no events while they arrive', async () => {
    const { verification: _, ...bare } = sealed({});
    const without = { ...bare, nodes: [{ group: 'n', count: 5, tee: true }] };
    expect(measure(await scenario(sealed({}))).record().events).toBe(measure(await scenario(without)).record().events);
  });

  it.each([
    // Heartbeats every 900 s from 0 s on; those of 1,800 and 2,700 s are lost: not heard of from 2,700 (900 + 1,800) to 3,600 s.
    ['1000s', '2000s', 900, 5],
    // That of 2,700 s arrives at the very age at which a node expires: not older, so nobody leaves.
    ['1000s', '1700s', 0, 0],
    ['1000s', '1701s', 900, 5],
    // 1,800 to 9,000 s are lost: out from 2,700 s to the end.
    ['1000s', '9000s', 4500, 5],
  ])('are lost while their relay is down, from %s for %s', async (at, lasts, out, expiries) => {
    const m = await metrics(sealed({ ...NOW, relay_outages: [{ at, for: lasts }] }));
    expect(m['enclaves.listed_share']).toBeCloseTo(1 - out / 7200, 12);
    expect(m['enclaves.expiries']).toBe(expiries);
    expect(m['throughput.unserved_share']! > 0).toBe(out > 0);
  });

  it.each([
    [0.3, '1800s', 2],
    [0.5, '900s', 1],
    [0.6, '2800s', 3],
  ])('lost with probability %d: with an expiry of %s a node is out for p^%d of the time', async (loss, expiry, m) => {
    const checked = await scenario(
      sealed({ loss, expiry }, { horizon: '900000s', flows: [flow({ arrivals: { poisson: { rate: 0 } } })] }),
    );
    const out = Array.from(
      { length: 10 },
      (_, replication) => 1 - runScenario(checked, { replication, banks: BANKS }).metrics['enclaves.listed_share']!,
    );
    expect(deviation(out, loss ** m)).toBeLessThan(4);
    expect(deviation(out, loss ** (m + 1))).toBeGreaterThan(4);
  });

  it('of a node that is down stop: it is out once the last one is too old, and in again when it is up', async () => {
    const listed = async (down: number, up: number) => {
      const { simulation } = new MeasuredRun(await scenario(sealed(NOW)), { replication: 1, banks: BANKS });
      simulation.start();
      simulation.run(down);
      simulation.world.facts.emit('down', 0, 0);
      simulation.run(up);
      simulation.world.facts.emit('up', 0, 0);
      simulation.run();
      return simulation.enclaves.areas().listed;
    };
    // Last heard at 900 s, so out from 2,700 s to 5,000 s.
    expect(await listed(1000, 5000)).toBeCloseTo(5 * 7200 - 2300, 6);
    // Up in time.
    expect(await listed(1000, 2600)).toBeCloseTo(5 * 7200, 6);
    expect(await listed(899, 2600)).toBeCloseTo(5 * 7200 - 800, 6);
  });

  it('follow another clock after a change', async () => {
    // Every 900 s until 1,000 s, then every 2,000 s from the one of 900 s on, with an expiry of 2,000 s: never late.
    const change = (set: Written) =>
      metrics(
        sealed(NOW, {
          changes: [
            { at: '1000s', set: { 'verification.enclaves': { images: [{ name: 'one' }, { name: 'two' }], ...set } } },
          ],
        }),
      );
    expect((await change({ heartbeat: '2000s', expiry: '2000s' }))['enclaves.listed_share']).toBe(1);
    // The relay is down from 1,000 s on: the one of 900 s is the last.
    const down = { relay_outages: [{ at: '1000s', for: '1d' }] };
    expect((await change(down))['enclaves.listed_share']).toBeCloseTo(2700 / 7200, 12);
    expect((await change({ ...down, heartbeat: '50s', expiry: '90s' }))['enclaves.listed_share']).toBeCloseTo(
      1000 / 7200,
      12,
    );
  });
});

describe('gas of heartbeats', () => {
  /** All five attest in the block of 200 s; heartbeats at 1,100, 2,000, ..., 6,500 s: seven each. Units of gas cost 1e-6 OPG. */
  const paid = async (enclaves: Written, more: Written = {}) => {
    const checked = await scenario(
      sealed(
        { ...NOW, gas: 100_000, ...enclaves },
        {
          chain: { mode: 'on', block_time: '200s', gas_limit: 1_000_000, gas_price: '0.000001 OPG' },
          validators: [{ group: 'v', count: 1, stake: 1 }],
          ...more,
        },
      ),
    );
    const run = new MeasuredRun(checked, { replication: 1, banks: BANKS });
    run.simulation.start();
    run.runToEnd();
    const { ledger } = run.simulation.world;
    const by = (role: 'treasury' | 'facilitator' | 'node') =>
      Number(ledger.total(role, 'validators-pot', 'gas')) / 1_000_000;
    const { metrics: m } = run.record();
    return { m, events: run.record().events, by: [by('treasury'), by('facilitator'), by('node')] };
  };

  it('is paid for those that arrive, in one movement an epoch, without any event', async () => {
    const free = await paid({ heartbeat_gas: 0 });
    expect(free.by).toEqual([0.5, 0, 0]);
    for (const epoch of ['7200s', '1000s', '37s']) {
      const { m, by, events } = await paid({}, { epoch });
      expect(m['enclaves.heartbeats']).toBe(35);
      expect(by).toEqual([0.5 + 35 * 0.5, 0, 0]);
      expect(m['economy.gas']).toBeCloseTo(18, 9);
      if (epoch === '7200s') expect(events).toBe((await paid({ heartbeat_gas: 0 }, { epoch })).events);
    }
  });

  it.each([
    // Those of 1,100, 2,000 and 2,900 s do not get there.
    ['a relay that fails', { relay_outages: [{ at: '1000s', for: '2000s' }] }, {}, 20],
    // Three nodes miss those of 1,100, 2,000, 2,900 and 3,800 s, say that they are back at 4,000 s, and every 900 s from then on.
    ['nodes that fail', {}, { outages: [{ name: 'o', group: 'first', at: '1000s', for: '3000s' }] }, 14 + 3 * 4],
    // From 2,000 s (that heartbeat is the last of the old clock) one every 500 s: 2,500 ... 7,000 s.
    ['another clock', {}, { changes: [{ at: '2100s', set: { 'verification.enclaves.heartbeat': '500s' } }] }, 5 * 12],
    // Revoked at 1,500 s for good: nodes go on telling that they are there.
    [
      'a revoked image',
      {},
      { adversaries: [{ name: 'r', attack: { 'image-revocation': { image: 'one' } }, from: '1500s' }] },
      35,
    ],
  ])('follows %s', async (_, enclaves, more, heartbeats) => {
    for (const epoch of ['7200s', '450s']) {
      const { m, by } = await paid(enclaves, { epoch, ...more });
      expect(m['enclaves.heartbeats']).toBe(heartbeats);
      expect(by[0]).toBeCloseTo(0.5 + heartbeats * 0.5, 9);
    }
  });

  it('counts those that are lost by chance as the registry misses them', async () => {
    const { m } = await paid(
      { loss: 0.25 },
      { horizon: '900000s', flows: [flow({ arrivals: { poisson: { rate: 0 } } })] },
    );
    // 999 heartbeats each.
    expect(Math.abs(m['enclaves.heartbeats']! - 0.75 * 4995)).toBeLessThan(4 * Math.sqrt(4995 * 0.25 * 0.75));
  });

  it.each([
    [{ gas_paid_by: 'facilitator' }, {}, [0, 18, 0]],
    [{ gas_paid_by: 'treasury' }, { gas_paid_by: 'nodes' }, [18, 0, 0]],
  ])('is paid by whom the registry says: %j, %j', async (enclaves, chain, by) => {
    expect(
      (
        await paid(enclaves, {
          chain: { mode: 'on', block_time: '200s', gas_limit: 1_000_000, gas_price: '0.000001 OPG', ...chain },
        })
      ).by,
    ).toEqual(by);
  });

  it('is paid by each node for its own, as far as it has the money, as the attestations are', async () => {
    const incentives = { price: { token: '0.01 OPG' } };
    const { m, by } = await paid({ gas_paid_by: 'nodes' }, { incentives, epoch: '900s' });
    expect(by[0]).toBe(0);
    expect(by[1]! + by[2]!).toBeCloseTo(18, 9);
    // All that nodes took in went there: 7 OPG at most, and no balance below 0.
    expect(by[2]).toBeGreaterThan(3);
    expect(by[2]).toBeLessThan(m['economy.fees']! + 1e-9);
    const rich = await paid(
      { gas_paid_by: 'nodes', ...{ at_start: 'registered' } },
      { incentives: { price: { token: '1 OPG' } }, epoch: '900s' },
    );
    expect(rich.by).toEqual([0, 0, 20]);
  });
});

describe('registration', () => {
  it('needs a block with room while the attestation is fresh; what is too old is made anew', async () => {
    const written = sealed(
      { ...NOW, gas: 500_000 },
      {
        horizon: '1000s',
        nodes: [{ group: 'first', count: 4, tee: true, image: 'one' }],
        chain: { mode: 'on', block_time: '200s', gas_limit: 1_000_000, gas_price: '0.000001 OPG' },
        validators: [{ group: 'v', count: 1, stake: 1 }],
      },
    );
    const m = await metrics(written);
    // Two a block: at 200 s; at 400 s the other two are 400 s old, refused, and sent again: at 600 s they are 200 s old.
    expect(m['enclaves.listed_share']).toBeCloseTo((2 * 800 + 2 * 400) / 4000, 12);
    expect(m['enclaves.attestations']).toBe(4);
    expect(m['enclaves.attestations_refused']).toBe(2);
    expect(m['economy.gas']).toBeCloseTo(3, 9);
    // Were 400 s no age, nobody would have to come again.
    const patient = await metrics({
      ...written,
      verification: {
        enclaves: { ...(written.verification as { enclaves: Written }).enclaves, attestation_age: '400s' },
      },
    });
    expect(patient['enclaves.attestations_refused']).toBe(0);
    expect(patient['enclaves.listed_share']).toBeCloseTo((2 * 800 + 2 * 600) / 4000, 12);
  });

  it('waits until a node that is down is up again, and is not repeated while it is down', async () => {
    const down = (node: 'first' | 'second', at: string, lasts: string) => ({
      name: `${node}-${at}`,
      group: node,
      at,
      for: lasts,
    });
    const attestations = async (enclaves: Written, outages: Written[]) =>
      (await metrics(sealed({ ...NOW, ...enclaves }, { outages })))['enclaves.attestations'];
    // At 0, 1,000, ..., 7,000 s; the three that are down from 1,500 to 3,700 s make up for those of 2,000 and 3,000 s then.
    const reattest = '1000s';
    expect(await attestations({ reattest }, [down('first', '1500s', '2200s')])).toBe(2 * 8 + 3 * 6);
    expect(await attestations({ reattest }, [down('first', '1500s', '10000s')])).toBe(2 * 8 + 3 * 2);
    // Moved to the successor while it is down, a node registers there when it is back.
    const images = [{ name: 'one', successor: 'two', upgrade: '500s' }, { name: 'two' }];
    const revoked = { name: 'r', attack: { 'image-revocation': { image: 'one' } }, from: '2000s' };
    const moved = sealed({ images }, { adversaries: [revoked], outages: [down('first', '1900s', '1600s')] });
    expect((await metrics(moved))['enclaves.listed_share']).toBeCloseTo(1 - (3 * 1500) / 36_000, 12);
  });

  it('is for those that are there: newcomers register when they come, and who has left expires', async () => {
    const nodes = [
      { group: 'first', count: 3, tee: true, image: 'one' },
      { group: 'second', count: 2, tee: true, image: 'two', joins: '1000s' },
    ];
    for (const at_start of ['registered', 'registering']) {
      const m = await metrics(sealed({ at_start }, { nodes }));
      expect(m['enclaves.listed_share']).toBeCloseTo((3 * 7200 + 2 * 6200) / 36_000, 12);
      expect(m['enclaves.attestations']).toBe(at_start === 'registered' ? 2 : 5);
      // Down while it comes, until 4,000 s.
      const outages = [{ name: 'o', group: 'second', at: '500s', for: '3500s' }];
      const late = await metrics(sealed({ at_start }, { nodes, outages }));
      expect(late['enclaves.listed_share']).toBeCloseTo((3 * 7200 + 2 * 3200) / 36_000, 12);
    }
    // Last heard of at 1,800 s, so listed until 3,600 s; an outage that ends later brings nobody back.
    const leaving = [nodes[0], { ...nodes[1], joins: undefined, leaves: '2000s' }];
    const outages = [{ name: 'o', group: 'second', at: '2100s', for: '100s' }];
    for (const more of [{}, { outages }]) {
      const m = await metrics(sealed(NOW, { nodes: leaving, ...more }));
      expect(m['enclaves.listed_share']).toBeCloseTo((3 * 7200 + 2 * 3600) / 36_000, 12);
      expect(m['enclaves.heartbeats']).toBe(3 * 8 + 2 * 2);
    }
  });

  it('waits for the approval of the image', async () => {
    const m = await metrics(
      sealed(
        { ...NOW, images: [{ name: 'one' }, { name: 'two', approved: false }] },
        { changes: [{ at: '3600s', set: { 'verification.enclaves.images.two.approved': true } }] },
      ),
    );
    expect(m['enclaves.listed_share']).toBeCloseTo((3 + 2 * 0.5) / 5, 12);
    expect([m['enclaves.attestations'], m['enclaves.attestations_refused']]).toEqual([5, 2]);
  });

  it('is repeated every so often where that is asked for', async () => {
    // Registered at 0; again at 1,000, 2,000, ..., 7,000 s.
    expect((await metrics(sealed({ ...NOW, reattest: '1000s' })))['enclaves.attestations']).toBe(5 * 8);
    expect((await metrics(sealed(NOW)))['enclaves.attestations']).toBe(5);
  });
});

/** Nodes that answered, by [from, until). */
async function served(written: Written): Promise<(from: number, until: number) => number[]> {
  const seen: { at: number; node: number }[] = [];
  simulate(await scenario(written), {
    observers: (run: Simulation) => [
      {
        accepted: (_job, task) =>
          void seen.push({ at: run.world.engine.now, node: run.world.tables.tasks.node.data[task]! }),
      },
    ],
  });
  return (from, until) =>
    [...new Set(seen.filter(({ at }) => at >= from && at < until).map(({ node }) => node))].sort();
}

describe('revocation', () => {
  const event = { name: 'decree', attack: { 'image-revocation': { image: 'one' } }, from: '2000s', until: '4000s' };
  const change = (at: string, approved: boolean) => ({
    at,
    set: { 'verification.enclaves.images.one.approved': approved },
  });

  it.each([
    ['an event', { adversaries: [event] }],
    ['a change of rules', { changes: [change('2000s', false), change('4000s', true)] }],
  ])('by %s takes all nodes of the image out at once, and only them', async (_, more) => {
    const written = sealed(
      {},
      { ...more, flows: [flow({ arrivals: { poisson: { rate: 0.1 } }, verification: 'tee' })] },
    );
    const nodes = await served(written);
    expect(nodes(0, 2000)).toEqual([0, 1, 2, 3, 4]);
    expect(nodes(2000, 4000)).toEqual([3, 4]);
    expect(nodes(4000, 7200)).toEqual([0, 1, 2, 3, 4]);
    const m = await metrics(written);
    expect(m['enclaves.listed_share']).toBeCloseTo((2 * 7200 + 3 * 5200) / 36_000, 12);
    expect(m['enclaves.revocations']).toBe(1);
    expect(m['throughput.unserved_share']).toBe(0);
  });

  it('stops everything where there is one image; clients that stay with a node try elsewhere where there are two', async () => {
    const one = { nodes: [{ group: 'first', count: 5, tee: true, image: 'one' }] };
    const dead = await metrics(sealed({}, { ...one, adversaries: [{ ...event, until: undefined }] }));
    expect(dead['throughput.unserved_share']).toBeGreaterThan(0.6);
    const sticky = (retries: number) =>
      metrics(
        sealed(
          {},
          {
            adversaries: [event],
            flows: [flow({ clients: 30, retries, routing: { sticky: { recheck: '3000s' } }, verification: 'tee' })],
          },
        ),
      );
    expect((await sticky(0))['throughput.unserved_share']).toBeGreaterThan(0);
    expect((await sticky(1))['throughput.unserved_share']).toBe(0);
  });

  it('sends nodes to the successor, where they register anew', async () => {
    const images = [{ name: 'one', successor: 'two', upgrade: '500s' }, { name: 'two' }];
    const m = await metrics(sealed({ images }, { adversaries: [event] }));
    expect(m['enclaves.listed_share']).toBeCloseTo(1 - (3 * 500) / 36_000, 12);
    expect(m['enclaves.attestations']).toBe(3);
  });

  it('does not concern jobs that ask for no enclave', async () => {
    const m = await metrics(
      sealed(
        {},
        {
          flows: [flow({ verification: 'none' })],
          adversaries: [event, { ...event, name: 'b', attack: { 'image-revocation': { image: 'two' } } }],
        },
      ),
    );
    expect(m['throughput.unserved_share']).toBe(0);
  });
});

describe('a broken enclave', () => {
  const broken = (attack: Written, enclaves: Written = {}) =>
    sealed(enclaves, {
      flows: [flow({ arrivals: { poisson: { rate: 1 } }, verification: 'tee' })],
      adversaries: [{ name: 'burglars', attack: { 'enclave-break': attack }, count: 2, group: 'first', from: '1000s' }],
    });
  /** Times of wrong answers that clients took. */
  async function wrong(written: Written): Promise<{ times: number[]; m: Awaited<ReturnType<typeof metrics>> }> {
    const times: number[] = [];
    const checked = await scenario(written);
    simulate(checked, {
      observers: (run) => [
        {
          accepted: (_job, task) => void (run.world.tables.tasks.cheat.data[task] && times.push(run.world.engine.now)),
        },
      ],
    });
    return { times, m: measure(checked).record().metrics };
  }

  it('vouches for anything until the image is revoked, which takes the honest ones on it along', async () => {
    const { times, m } = await wrong(broken({ detection: '2000s' }));
    expect(times.length).toBeGreaterThan(300);
    expect(Math.min(...times)).toBeGreaterThan(1000);
    expect(Math.max(...times)).toBeLessThan(3000.1);
    expect(m['fraud.detected']).toBe(0);
    expect(m['fraud.missed']).toBe(times.length);
    expect(m['enclaves.broken_share']).toBeCloseTo((2 * 2000) / 36_000, 12);
    expect(m['enclaves.listed_share']).toBeCloseTo((2 * 7200 + 3 * 3000) / 36_000, 12);
    expect([m['enclaves.breaks'], m['enclaves.revocations']]).toEqual([1, 1]);
  });

  it('that is not broken convicts at once', async () => {
    const m = await metrics(
      sealed(
        {},
        {
          adversaries: [{ name: 'a', attack: 'substitute', count: 2, group: 'first' }],
          flows: [flow({ verification: 'tee' })],
        },
      ),
    );
    expect(m['fraud.detected']).toBe(m['fraud.attempted']);
    expect(m['fraud.wrong_answers_accepted']).toBe(0);
  });

  it('of which only the key was stolen is sound again once it attests anew', async () => {
    const reattest = { ...NOW, reattest: '700s' };
    // Attested at 0, 700 and 1,400 s; broken from 1,000 s on.
    const { times } = await wrong(broken({ detection: '5000s', lasting: false }, reattest));
    expect(times.length).toBeGreaterThan(50);
    expect(Math.max(...times)).toBeLessThan(1400.1);
    // A lasting break attests as well as before.
    expect(Math.max(...(await wrong(broken({ detection: '5000s' }, reattest))).times)).toBeGreaterThan(5900);
  });

  it('breaks after an exponential time, and the successor in its turn', async () => {
    const images = [{ name: 'one', successor: 'two' }, { name: 'two', successor: 'three' }, { name: 'three' }];
    const checked = await scenario({
      ...sealed({ images }, { horizon: '100000s' }),
      flows: [flow({ arrivals: { poisson: { rate: 0 } } })],
      adversaries: [
        {
          name: 'burglars',
          attack: { 'enclave-break': { hazard: '0.0001/s', detection: '1000s' } },
          count: 3,
          group: 'first',
        },
      ],
    });
    const runs = Array.from(
      { length: 40 },
      (_, replication) => runScenario(checked, { replication, banks: BANKS }).metrics,
    );
    // Alternating 10,000 s of waiting and 1,000 s until it is noticed: 100,000 / 11,000 breaks, and a little from the start.
    const breaks = runs.map((m) => m['enclaves.breaks']!);
    expect(Math.abs(mean(breaks) - 9.1)).toBeLessThan(1.2);
    expect(deviation(breaks, 5)).toBeGreaterThan(4);
    for (const m of runs) expect(m['enclaves.revocations']).toBeLessThanOrEqual(3);
  });
});

describe('a zombie', () => {
  const among = (n: number, retries: number): Written => ({
    horizon: '3000s',
    models: [{ name: 'toy', size: { constant: '1ms' } }],
    nodes: [{ group: 'n', count: n, tee: true, image: 'one' }],
    verification: { enclaves: { images: [{ name: 'one' }] } },
    flows: [flow({ arrivals: { poisson: { rate: 2 } }, retries, verification: 'tee' })],
    adversaries: [{ name: 'dead', attack: 'zombie', count: 1, from: '0s' }],
  });

  it('is listed and answers nobody: a request is lost with 1/n, and with one retry with 1/n^2', async () => {
    /** Standard errors between what was lost and a probability, over several runs. */
    const apart = async (retries: number, p: number) => {
      const checked = await scenario(among(4, retries));
      let [lost, sent] = [0, 0];
      for (let replication = 0; replication < 6; replication++) {
        const { ratios, metrics: m, entities } = runScenario(checked, { replication, banks: BANKS });
        lost += ratios['throughput.unserved_share']!.num;
        sent += ratios['throughput.unserved_share']!.den;
        expect(m['enclaves.listed_share']).toBe(1);
        const dead = entities.filter(({ adversary, role }) => adversary === 'dead' && role === 'node');
        expect(dead.map(({ jobs, executions }) => [jobs, executions])).toEqual([[0, 0]]);
      }
      return Math.abs(lost / sent - p) / Math.sqrt((p * (1 - p)) / sent);
    };
    expect(await apart(0, 1 / 4)).toBeLessThan(4);
    expect(await apart(1, 1 / 16)).toBeLessThan(4);
    expect(await apart(1, 1 / 4)).toBeGreaterThan(4);
    expect(await apart(2, 1 / 64)).toBeLessThan(4);
  });

  it('answers again when it stops', async () => {
    const written = among(2, 0);
    (written.adversaries as Written[])[0]!.until = '1000s';
    const nodes = await served(written);
    expect(nodes(0, 1000)).toHaveLength(1);
    expect(nodes(1000, 3000)).toEqual([0, 1]);
  });
});
