/** Do arrival processes have the rates and the dispersion that theory gives them? 4 standard errors over replications. */
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/rules/index.ts';
import { setting } from '../support/bound.ts';
import { deviation, fits, mean } from '../support/statistics.ts';

/** Times of the arrivals up to a horizon. */
async function times(rule: string, params: unknown, horizon: number, seed = '1/1'): Promise<number[]> {
  const world = setting({ seed });
  (await world.bind('arrivals', rule, params)).start();
  const found: number[] = [];
  while (world.engine.run(horizon, 1) > 0)
    for (const [step, flow, size] of world.calls.splice(0)) {
      if (step !== 'arrive' || flow !== 0 || size !== -1) throw new Error(`${step} ${flow} ${size}`);
      found.push(world.engine.now);
    }
  return found;
}

/** Jobs that came between two times, in independent replications. */
async function counted(rule: string, params: unknown, from: number, until: number, replications: number) {
  const counts: number[] = [];
  for (let r = 0; r < replications; r++) {
    const all = await times(rule, params, until, `7/${r}`);
    counts.push(all.filter((time) => time > from).length);
  }
  return counts;
}

/** Deviations from a mean and a variance that theory gives, in standard errors. */
function moments(counts: number[], m: number, variance: number) {
  return {
    mean: deviation(counts, m),
    variance: deviation(
      counts.map((n) => (n - m) ** 2),
      variance,
    ),
  };
}

async function refusal(rule: string, params: unknown): Promise<string[]> {
  const parsed = await rules.arrivals[rule]!.schema.safeParseAsync(params);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('deterministic', () => {
  it('ticks at equal distances, without drift', async () => {
    expect(await times('deterministic', { rate: '8/s' }, 1)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((k) => k / 8));
    const many = await times('deterministic', { every: '100ms' }, 3000);
    expect(many).toHaveLength(30_000);
    for (const k of [1, 3, 777, 29_999, 30_000]) expect(many[k - 1]).toBe(k * 0.1);
  });

  it('sends nothing at rate 0, and wants one of its parameters', async () => {
    expect(await times('deterministic', { rate: 0 }, 1e6)).toEqual([]);
    expect(await refusal('deterministic', {})).toEqual([': has neither rate nor every']);
    expect(await refusal('deterministic', { rate: 1, every: 1 })).toEqual([': has both rate and every']);
  });
});

describe('mmpp', () => {
  const two = { rates: ['9/s', '1/s'], switching: [0.5, 0.2] };

  it('has the mean and variance of counts of Heffes and Lucantoni (1986), from the first second on', async () => {
    const [[l1, l2], [q1, q2], t] = [[9, 1], [0.5, 0.2], 10] as const;
    const q = q1 + q2;
    const m = (t * (l1 * q2 + l2 * q1)) / q;
    const a = (q1 * q2 * (l1 - l2) ** 2) / q ** 3;
    const variance = m + 2 * a * t - ((2 * a) / q) * (1 - Math.exp(-q * t));
    const found = moments(await counted('mmpp', two, 0, t, 1500), m, variance);
    expect(found.mean).toBeLessThan(4);
    expect(found.variance).toBeLessThan(4);
    // With power: neither a Poisson process of that rate nor one that begins in its first state.
    const counts = await counted('mmpp', two, 0, t, 300);
    expect(moments(counts, m, m).variance).toBeGreaterThan(4);
    const begun = m + (l1 - m / t) * ((1 - Math.exp(-q * t)) / q);
    expect(deviation(counts, begun)).toBeGreaterThan(4);
  });

  it('weighs the states of a generator by its stationary distribution', async () => {
    const generator = [
      [-1, 1, 0],
      [0.5, -1.5, 1],
      [2, 0, -2],
    ];
    // Stationary: 1/2, 1/3, 1/6.
    const counts = await counted('mmpp', { rates: [0, 6, 12], generator }, 0, 50, 200);
    expect(deviation(counts, 50 * 4)).toBeLessThan(4);
  });

  it('is a Poisson process where all rates are the same', async () => {
    const counts = await counted('mmpp', { rates: [3, 3, 3], switching: [1, 2, 3] }, 0, 10, 600);
    const found = moments(counts, 30, 30);
    expect(found.mean).toBeLessThan(4);
    expect(found.variance).toBeLessThan(4);
  });

  it('shares the luck of its jobs with a Poisson process', async () => {
    const poisson = await times('poisson', { rate: 3 }, 100);
    const same = await times('mmpp', { rates: [3, 3], switching: [1, 1] }, 100);
    expect(same).toHaveLength(poisson.length);
    same.forEach((time, i) => {
      expect(time).toBeCloseTo(poisson[i]!, 9);
    });
  });

  it('refuses chains that do not fit or fall apart', async () => {
    expect(await refusal('mmpp', { rates: [1, 2] })).toEqual([': has neither switching nor generator']);
    expect(await refusal('mmpp', { rates: [1, 2], switching: [1] })).toEqual(['switching: has 1 rates for 2 states']);
    expect(await refusal('mmpp', { rates: [1, 2], switching: [1, 0] })).toEqual([
      'switching: has states that are never left or never reached',
    ]);
    expect(await refusal('mmpp', { rates: [1, 2], generator: [[-1, 1]] })).toEqual([
      'generator: is no square of 2 states',
    ]);
    expect(
      await refusal('mmpp', {
        rates: [1, 2],
        generator: [
          [-1, 1],
          [2, -1],
        ],
      }),
    ).toEqual(['generator.1.1: is -1']);
    expect(
      await refusal('mmpp', {
        rates: [1, 2],
        generator: [
          [1, -1],
          [2, -2],
        ],
      }),
    ).toEqual(['generator.0.1: is -1']);
  });

  it('sends nothing when all rates are 0', async () => {
    expect(await times('mmpp', { rates: [0, 0], switching: [1, 1] }, 1000)).toEqual([]);
  });
});

describe('hawkes', () => {
  const params = { mu: 1, alpha: 1, beta: 2 };

  it('grows from nothing to mu / (1 - n) as the mean intensity does', async () => {
    // E rate(t) = beta mu / g + (mu - beta mu / g) exp(-g t), g = beta - alpha; integrated over 0..T.
    const [mu, g, T] = [1, 1, 3];
    const limit = (2 * mu) / g;
    const expected = limit * T + ((mu - limit) * (1 - Math.exp(-g * T))) / g;
    const counts = await counted('hawkes', params, 0, T, 2000);
    expect(deviation(counts, expected)).toBeLessThan(4);
    expect(deviation(counts, limit * T)).toBeGreaterThan(4);
  });

  it('has the stationary mean and variance of counts (Da Fonseca, Zaatour 2014)', async () => {
    const [rate, kappa, g, t] = [2, 2, 1, 10];
    const variance = rate * (t * kappa ** 2 + ((1 - kappa ** 2) * (1 - Math.exp(-t * g))) / g);
    const counts = await counted('hawkes', params, 15, 15 + t, 1000);
    const found = moments(counts, rate * t, variance);
    expect(found.mean).toBeLessThan(4);
    expect(found.variance).toBeLessThan(4);
    expect(moments(counts, rate * t, rate * t).variance).toBeGreaterThan(4);
  });

  it('is a Poisson process without excitation', async () => {
    const counts = await counted('hawkes', { mu: 3, alpha: 0, beta: 1 }, 0, 10, 600);
    const found = moments(counts, 30, 30);
    expect(found.mean).toBeLessThan(4);
    expect(found.variance).toBeLessThan(4);
  });

  it('refuses what explodes, and sends nothing with mu 0', async () => {
    expect(await refusal('hawkes', { mu: 1, alpha: 3, beta: 2 })).toEqual([
      'alpha: is 3/s, so that each job brings 1.5 more on average and their number explodes',
    ]);
    expect(await times('hawkes', { mu: 0, alpha: 1, beta: 2 }, 1000)).toEqual([]);
  });
});

describe('diurnal', () => {
  /** Jobs in each 24th of a period, over whole periods. */
  async function byHour(params: Record<string, unknown>, periods: number) {
    const found = await times('diurnal', { period: '24s', ...params }, 24 * periods);
    const hours = Array<number>(24).fill(0);
    for (const time of found) hours[Math.floor(time % 24)]!++;
    return { hours, total: found.length };
  }
  /** Integral of 1 + a sin(2 pi (t + phase) / 24) over hour h. */
  const sine = (h: number, a: number, phase = 0) => {
    const w = (2 * Math.PI) / 24;
    return 1 + (a * (Math.cos(w * (h + phase)) - Math.cos(w * (h + 1 + phase)))) / w;
  };
  const shares = (weights: number[]) => weights.map((w) => w / weights.reduce((a, b) => a + b));
  const HOURS = Array.from({ length: 24 }, (_, h) => h);

  it('follows the integral of its sine hour by hour, and its mean rate in all', async () => {
    const { hours, total } = await byHour({ rate: '20/s', amplitude: 0.8, phase: '5s' }, 60);
    expect(Math.abs(total - 20 * 24 * 60)).toBeLessThan(4 * Math.sqrt(20 * 24 * 60));
    expect(fits(hours, shares(HOURS.map((h) => sine(h, 0.8, 5))))).toBe(true);
    expect(fits(hours, shares(HOURS.map((h) => sine(h, 0.8))))).toBe(false);
  });

  it('follows a profile, whose mean stands for the rate; hours of 0 are empty', async () => {
    const profile = HOURS.map((h) => (h < 6 ? 0 : h));
    const { hours, total } = await byHour({ rate: '20/s', profile }, 60);
    expect(Math.abs(total - 20 * 24 * 60)).toBeLessThan(4 * Math.sqrt(20 * 24 * 60));
    expect(hours.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(fits(hours.slice(6), shares(profile.slice(6)))).toBe(true);
  });

  it('wants a cycle, and one that is not 0 all day', async () => {
    expect(await refusal('diurnal', { rate: 1 })).toEqual([': has neither amplitude nor profile']);
    expect(await refusal('diurnal', { rate: 1, profile: HOURS.map(() => 0) })).toEqual(['profile: is 0 all day']);
    expect(await refusal('diurnal', { rate: 1, profile: [1, 2] })).toHaveLength(1);
    expect(await times('diurnal', { rate: 0, amplitude: 1 }, 1e6)).toEqual([]);
  });
});

describe('closed', () => {
  it("sends each client's next job a think time after its last one left", async () => {
    const world = setting({ clients: 3 });
    const rule = await world.bind('arrivals', 'closed', { think: '2s' });
    rule.start();
    const { jobs } = world.tables;
    const came: [time: number, client: number][] = [];
    const arrivals = (until: number) => {
      world.engine.run(until);
      for (const [, , , client] of world.calls.splice(0)) came.push([world.engine.now, client!]);
      return came.splice(0);
    };
    expect(arrivals(1.99)).toEqual([]);
    expect(arrivals(2)).toEqual([
      [2, 0],
      [2, 1],
      [2, 2],
    ]);
    expect(arrivals(1000)).toEqual([]);
    const job = world.addJob(1, 1);
    jobs.arrived.data[job] = 2;
    rule.left!(job);
    // That it is told twice of the same job brings no second one.
    rule.left!(job);
    expect(arrivals(1001.99)).toEqual([]);
    expect(arrivals(1002)).toEqual([[1002, 1]]);
    expect(arrivals(2000)).toEqual([]);
  });

  it('draws think times of its distribution, independent over clients and rounds', async () => {
    const world = setting({ clients: 500 });
    const rule = await world.bind('arrivals', 'closed', { think: { exponential: { mean: '2s' } } });
    rule.start();
    const job = world.addJob(0);
    const thought: number[][] = Array.from({ length: 500 }, () => []);
    const began = Array<number>(500).fill(0);
    let open = 500;
    while (open > 0) {
      world.engine.run(Infinity, 1);
      for (const [, , , client] of world.calls.splice(0)) {
        const now = world.engine.now;
        if (thought[client!]!.push(now - began[client!]!) === 10) open--;
        began[client!] = now;
        world.tables.jobs.client.data[job] = client!;
        world.tables.jobs.arrived.data[job] = now;
        rule.left!(job);
      }
    }
    // The first ten rounds of every client: taken by time, short thoughts would be seen too often.
    const first = thought.map((rounds) => rounds.slice(0, 10));
    const sorted = first.flat().sort((a, b) => a - b);
    const n = sorted.length;
    const distance = Math.max(...sorted.map((x, i) => Math.abs(1 - Math.exp(-x / 2) - (i + 0.5) / n)));
    expect(distance * Math.sqrt(n)).toBeLessThan(1.95);
    // A client's mean of ten has a tenth of the variance, and so do the means of the rounds over the clients.
    const variance = (values: number[]) => values.map((x) => (x - 2) ** 2);
    expect(deviation(variance(first.map(mean)), 4 / 10)).toBeLessThan(4);
    const rounds = Array.from({ length: 10 }, (_, k) => mean(first.map((own) => own[k]!)));
    for (const one of rounds) expect(Math.abs(one - 2)).toBeLessThan((4 * 2) / Math.sqrt(500));
  });
});

describe('every arrival process', () => {
  it.each([
    ['deterministic', { rate: 3 }],
    ['mmpp', { rates: [9, 1], switching: [0.5, 0.2] }],
    ['hawkes', { mu: 1, alpha: 1, beta: 2 }],
    ['diurnal', { rate: 3, amplitude: 0.5, period: '10s' }],
  ])('%s is a function of the seed', async (rule, params) => {
    const once = await times(rule, params, 50);
    expect(once.length).toBeGreaterThan(40);
    expect(await times(rule, params, 50)).toEqual(once);
    if (rule !== 'deterministic') expect(await times(rule, params, 50, '1/2')).not.toEqual(once);
  });
});
