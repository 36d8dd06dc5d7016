/** Demand that reacts: to the price, with constant elasticity; to wrong answers, with trust lost and regained. */
import { describe, expect, it } from 'vitest';
import { complaints } from '../scenario/support.ts';
import { luck } from '../support/luck.ts';
import { flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';

const metrics = async (written: Written) => measure(await scenario(written)).record().metrics;

describe('elasticity', () => {
  const at = (price: number, elasticity: Written, more: Written = {}): Written => ({
    horizon: '20000s',
    token: { price: 1 },
    models: [{ name: 'toy', size: '1ms' }],
    flows: [flow({ arrivals: { poisson: { rate: 1 } }, elasticity })],
    incentives: { price: { token: price } },
    ...more,
  });
  const sent = async (written: Written) => {
    const m = await metrics(written);
    return { share: 1 - m['throughput.refused_share']!, jobs: m['throughput.offered_per_second']! * 20000, m };
  };

  it.each([
    [1, 1.5],
    [1.5, 1.5],
    [3, 1.5],
    [3, 0.7],
    [0.5, 1.5],
  ])(
    'at %d times the reference, demand is the power law (exponent %d), at most the arrivals',
    async (ratio, exponent) => {
      const { share, jobs } = await sent(at(0.25 * ratio, { exponent, reference: '$0.25' }));
      const expected = Math.min(1, ratio ** -exponent);
      expect(Math.abs(share - expected)).toBeLessThanOrEqual(4 * Math.sqrt((expected * (1 - expected)) / jobs));
    },
  );

  it('leaves room above the reference: with most 4, demand doubles at half the price (exponent 1)', async () => {
    for (const [price, expected] of [
      [0.2, 1 / 4],
      [0.1, 1 / 2],
      [0.05, 1],
      [0.01, 1],
      [0.4, 1 / 8],
    ] as const) {
      const { share, jobs } = await sent(at(price, { exponent: 1, reference: '$0.2', most: 4 }));
      expect(Math.abs(share - expected)).toBeLessThanOrEqual(4 * Math.sqrt((expected * (1 - expected)) / jobs));
    }
  });

  it('leaves clients the surplus of the demand curve: p q / (e - 1) above the reference', async () => {
    const { m, jobs } = await sent(at(0.4, { exponent: 4, reference: '$0.2' }, { horizon: '20000s' }));
    const q = 2 ** -4;
    // Willingness given acceptance is Pareto from 0.4 with exponent 4: variance of it 0.4^2 * 4 / (9 * 2).
    const expected = (0.4 * q) / 3;
    const second = 0.4 * 0.4 * (4 / (9 * 2)) + (0.4 / 3) ** 2;
    const se = Math.sqrt((q * second - expected * expected) / jobs);
    expect(Math.abs(m['economy.client_surplus_usd']! / jobs - expected)).toBeLessThan(4 * se);
  });

  it('sends the same jobs whoever serves them, and at a higher price a part of those of a lower one', async () => {
    const answered = async (price: number, nodes: number) => {
      const checked = await scenario(
        at(price, { exponent: 1.2, reference: '$0.1' }, { horizon: '300s', nodes: [{ group: 'n', count: nodes }] }),
      );
      return new Set([...luck(checked)].filter(([, one]) => one.node !== undefined).map(([name]) => name));
    };
    const [cheap, dear, elsewhere] = [await answered(0.1, 2), await answered(0.3, 2), await answered(0.3, 5)];
    expect([...dear].every((job) => cheap.has(job))).toBe(true);
    expect(dear.size).toBeLessThan(cheap.size);
    expect(elsewhere).toEqual(dear);
  });

  it('is of the price in USD: what a token is worth changes nothing of it', async () => {
    const inUsd = (price: number) =>
      sent({
        ...at(1, { exponent: 1, reference: '$0.1' }),
        token: { price },
        incentives: { price: { 'fixed-usd': '$0.2' } },
      });
    const [low, high] = [await inUsd(0.05), await inUsd(5)];
    expect(Math.abs(low.share - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / low.jobs));
    expect(high.share).toBe(low.share);
  });
});

describe('trust', () => {
  /** Every node cheats on every job, and every answer is audited by an honest validator. */
  const betrayed = (trust: Written, more: Written = {}): Written => ({
    horizon: '1000s',
    models: [{ name: 'toy', size: '10ms' }],
    nodes: [{ group: 'n', count: 1 }],
    validators: [{ group: 'v', count: 1, stake: 1 }],
    flows: [
      flow({
        arrivals: { deterministic: { every: '10s' } },
        verification: { sampling: { probability: 1, by: 'validators' } },
        trust,
      }),
    ],
    adversaries: [{ name: 'a', attack: 'lazy', share: 1, until: '15s' }],
    ...more,
  });

  it('is lost by a wrong answer that is found out, and not where it is not', async () => {
    const lost = await metrics(betrayed({ loss: 1 }));
    // One answer: found out, and nothing is sent ever after.
    expect(lost['trust.discovered']).toBe(1);
    expect(lost['throughput.jobs_per_second']! * 1000).toBe(1);
    expect(lost['trust.withheld_share']).toBeCloseTo(99 / 100, 12);
    const blind = await metrics({
      ...betrayed({ loss: 1 }),
      flows: [flow({ arrivals: { deterministic: { every: '10s' } }, trust: { loss: 1 } })],
    });
    expect(blind['trust.discovered']).toBe(0);
    expect(blind['trust.withheld_share']).toBe(0);
  });

  it('keeps its distance below a threshold, and comes back when trust has', async () => {
    // Trust is 1 - 0.8 exp(-t / 100 s) after the answer of 10 s: above 1/2 from 47 s on, at 57 s; all is sent by then at even odds or more.
    const checked = await scenario(betrayed({ loss: 0.8, recovery: '100s', leaves_below: 0.5 }));
    const sent: number[] = [];
    const withheld: number[] = [];
    simulate(checked, {
      observers: (run) => [
        { accepted: (job) => void sent.push(run.world.tables.jobs.arrived.data[job]!) },
        { lost: (job) => void withheld.push(run.world.tables.jobs.arrived.data[job]!) },
      ],
    });
    expect(sent[0]).toBe(10);
    expect(withheld.slice(0, 4)).toEqual([20, 30, 40, 50]);
    expect(sent.filter((t) => t > 57 && t < 1000).length).toBeGreaterThan(80);
    // 500 s later trust is above 0.99.
    expect(withheld.every((t) => t < 700)).toBe(true);
  });

  it('rules the rate of arrivals: with many clients it falls by the loss and recovers exponentially', async () => {
    const clients = 4000;
    const checked = await scenario({
      ...betrayed({ loss: 0.6, recovery: '100s' }),
      horizon: '400s',
      nodes: [{ group: 'n', count: 1, slots: 1000 }],
      validators: [{ group: 'v', count: 1, stake: 1, slots: 1000 }],
      flows: [
        flow({
          clients,
          arrivals: { poisson: { rate: '2000/s' } },
          verification: { sampling: { probability: 1, by: 'validators' } },
          trust: { loss: 0.6, recovery: '100s' },
        }),
      ],
      // Everybody is wronged about five times within the first 10 s... or rather as often as they still send.
      adversaries: [{ name: 'a', attack: 'lazy', share: 1, until: '10s' }],
    });
    const columns: number[] = [];
    const count = new Float64Array(40);
    const all = new Float64Array(40);
    const run = simulate(checked, {
      observers: (simulation) => {
        const window = () => Math.min(39, Math.floor(simulation.world.engine.now / 10));
        return [{ arrived: () => void all[window()]++ }, { accepted: () => void count[window()]++ }];
      },
    });
    const { lost, since } = Object.fromEntries(
      ['lost', 'since'].map((name) => [name, run.world.tables.clients.table.column(`trust/${name}`, 'f64')]),
    ) as Record<string, { data: Float64Array }>;
    for (let c = 0; c < clients; c++) columns.push(lost!.data[c]! * Math.exp((since!.data[c]! - 395) / 100));
    const mean = 1 - columns.reduce((a, b) => a + b) / clients;
    const share = count[39]! / all[39]!;
    expect(Math.abs(share - mean)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / all[39]!) + 0.003);
    // Soon after the attack much less is sent, and each 100 s the gap falls to 1/e.
    const gap = (w: number) => 1 - count[w]! / all[w]!;
    expect(gap(2)).toBeGreaterThan(0.5);
    expect(gap(12) / gap(2)).toBeCloseTo(Math.exp(-1), 1);
    expect(gap(22) / gap(12)).toBeCloseTo(Math.exp(-1), 1);
  });

  it("is a client's own: others go on", async () => {
    const m = await metrics(
      betrayed(
        { loss: 1 },
        {
          flows: [
            flow({
              clients: 50,
              arrivals: { deterministic: { every: '10s' } },
              verification: { sampling: { probability: 1, by: 'validators' } },
              trust: { loss: 1 },
            }),
          ],
        },
      ),
    );
    expect(m['trust.discovered']).toBe(1);
    expect(m['trust.withheld_share']).toBeLessThan(0.1);
  });
});

describe('bad input', () => {
  it('is refused with its place', async () => {
    const said = (more: Written) => complaints(scenario({ flows: [flow(more)] }));
    expect(await said({ elasticity: { exponent: 0, reference: '$1' } })).toEqual([
      expect.stringContaining('$.flows[0].elasticity.exponent: is 0, expected more than 0'),
    ]);
    expect(await said({ elasticity: { exponent: 1, reference: '$0' } })).toEqual([
      expect.stringContaining('$.flows[0].elasticity.reference'),
    ]);
    expect(await said({ elasticity: { exponent: 1, reference: '$1' }, willingness: '$1' })).toEqual([
      expect.stringContaining('$.flows[0].elasticity: is given beside willingness'),
    ]);
    expect(await said({ trust: { loss: 1.5 } })).toEqual([expect.stringContaining('$.flows[0].trust.loss: is 1.5')]);
  });
});
