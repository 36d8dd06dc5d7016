/**
 * Do the cases of games, lotteries and prices measure what was published, and would they notice if something were wrong? Each is
 * run small, and then with a mistake put in.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Observation, Point } from '../../src/check/case.ts';
import { type Params as A01Params, network, threshold } from '../../src/check/cases/A01.ts';
import { type Params as A11Params, inspection, played } from '../../src/check/cases/A11.ts';
import { races as urns } from '../../src/check/cases/B01.ts';
import { races as fairness } from '../../src/check/cases/B02.ts';
import { races as deadlines } from '../../src/check/cases/B03.ts';
import { emissionOf, races as schedules } from '../../src/check/cases/B05.ts';
import { measured as basefee, type Step } from '../../src/check/cases/B12.ts';
import { estimate } from '../../src/check/estimate.ts';
import { cases } from '../../src/check/index.ts';
import { deviation, race } from '../../src/check/races.ts';
import { type Row, rowOf } from '../../src/check/rows.ts';
import { judge } from '../../src/check/verdict.ts';
import { nextBaseFee } from '../../src/rules/baseFee.ts';
import { type Law, multiLottery, singleLottery } from '../../src/rules/lotteries.ts';

const ROWS = (
  JSON.parse(readFileSync(new URL('../../src/check/published.json', import.meta.url), 'utf8')) as unknown[]
).map((read, i) => rowOf(read, `row ${i}`));

const row = (id: string, label: string, params: object = {}): Row => {
  const found = ROWS.find(
    (one) =>
      one.id === id &&
      one.label === label &&
      Object.entries(params).every(([name, value]) => one.params[name] === value),
  );
  if (!found) throw new Error(`no row ${id} ${label} ${JSON.stringify(params)}`);
  return found;
};

async function seen(point: Point, label: string, observations: number) {
  const all: Observation[] = [];
  for (let replication = 1; all.length < observations; replication++)
    all.push(
      ...(await point.run({ seed: 'test', replication, batches: Math.min(point.batches ?? 1, observations) }))[label]!,
    );
  return estimate(all);
}

async function verdicts(one: Row, point: Point, observations = 200) {
  const found = await seen(point, one.label, observations);
  return { as: judge(one, found).verdict, tenth: judge({ ...one, expected: 1.1 * one.expected }, found).verdict };
}

const complaint = (id: string, label: string, params: object): string => {
  const parsed = cases[id]!.labels[label]!.params.safeParse(params);
  return parsed.success ? '' : parsed.error.issues.map(({ message, path }) => `${path.join()}: ${message}`).join('; ');
};

describe('B01', () => {
  const one = row('B01', 'sd_stake_share', { a: 0.2, w: 0.01, n: 1000 });
  const params = { a: 0.2, w: 0.01, n: 1000 };

  it('spreads as published, and neither a tenth more nor with rewards off by one part in ten', async () => {
    expect(await verdicts(one, urns(params, [one.label], multiLottery), 300)).toEqual({ as: 'pass', tenth: 'fail' });
    expect((await verdicts(one, urns({ ...params, w: 0.012 }, [one.label], multiLottery), 300)).as).toBe('fail');
  });

  it('fails with a lottery in which stake wins by its square', async () => {
    const squared: Law = {
      winner(stakes, _total, luck) {
        const weights = stakes.map((s) => s * s);
        return luck.next(0) * (weights[0]! + weights[1]!) < weights[0]! ? 0 : 1;
      },
    };
    expect((await verdicts(one, urns(params, [one.label], squared))).as).toBe('fail');
  });

  it('ends as Beta(a / w, (1 - a) / w) says, all of it and not its spread alone', () => {
    // Kolmogorov and Smirnov at p = 0.001, against Beta(2, 8): of 9 uniforms, two are below x.
    const cdf = (x: number): number => 1 - (1 - x) ** 9 - 9 * x * (1 - x) ** 8;
    const distance = (w: number, law: Law): number => {
      const RACES = 1500;
      const ends = Array.from(
        { length: RACES },
        (_, k) => race(law, { a: 0.2, w, n: 4000 }, true, `beta/${k}`).stake,
      ).sort((x, y) => x - y);
      const gaps = ends.map((x, i) => Math.max((i + 1) / RACES - cdf(x), cdf(x) - i / RACES));
      return Math.max(...gaps) * Math.sqrt(RACES);
    };
    expect(distance(0.1, multiLottery)).toBeLessThan(1.949);
    expect(distance(0.2, multiLottery)).toBeGreaterThan(1.949);
    expect(distance(0.1, singleLottery)).toBeGreaterThan(1.949);
  });

  it('takes the bias out of the spread of few values', () => {
    // Of 32 uniforms, the plain estimate is 0.3 % low.
    const plain: number[] = [];
    const corrected: number[] = [];
    let state = 1;
    const next = () => {
      state = (state * 16807) % 2147483647;
      return state / 2147483647;
    };
    for (let k = 0; k < 30_000; k++) {
      const values = Array.from({ length: 32 }, next);
      const mean = values.reduce((a, b) => a + b) / 32;
      plain.push(Math.sqrt(values.reduce((s, x) => s + (x - mean) ** 2, 0) / 31));
      corrected.push(deviation(values));
    }
    const truth = Math.sqrt(1 / 12);
    const average = (list: number[]) => list.reduce((a, b) => a + b) / list.length / truth;
    expect(average(plain)).toBeLessThan(0.998);
    expect(Math.abs(average(corrected) - 1)).toBeLessThan(0.0015);
  });

  it('refuses what is no race', () => {
    expect(complaint('B01', 'sd_stake_share', { a: 1, w: 0.1, n: 10 })).toContain('a: ');
    expect(complaint('B01', 'sd_stake_share', { a: 0.2, w: 0, n: 10 })).toContain('w: ');
    expect(complaint('B01', 'sd_stake_share', { a: 0.2, w: 0.1, n: 0.5 })).toContain('n: ');
    expect(complaint('B01', 'sd_stake_share', { a: 0.2, w: 1000, n: 1000 })).toContain('at most 1e5');
    expect(complaint('B01', 'limit_sd', { a: 0.2, w: 0.1, n: 10 })).toContain('n');
    expect(complaint('B01', 'limit_sd', { a: 0.2, w: 1e-6 })).toContain('at least 0.001');
  });
});

describe('B02', () => {
  it.each(['unfair_prob_PoW', 'unfair_prob_MLPoS'])(
    '%s is as published, and not with the other rule',
    async (label) => {
      const one = row('B02', label, { n: 100 });
      const { a, eps, n } = one.params as { a: number; eps: number; n: number };
      const [right, wrong] = label === 'unfair_prob_PoW' ? [undefined, 0.01] : [0.01, undefined];
      expect(await verdicts(one, fairness({ a, eps, n, w: right }, [label]), 400)).toEqual({
        as: 'pass',
        tenth: 'fail',
      });
      expect((await verdicts(one, fairness({ a, eps, n, w: wrong }, [label]), 400)).as).toBe('fail');
    },
  );

  it('counts what is just at the border as fair', async () => {
    // Of one block each, 0 or 1 of 1: off by 0.5 exactly.
    const found = await seen(fairness({ a: 0.5, eps: 1, n: 1 }, ['unfair_prob_PoW']), 'unfair_prob_PoW', 3);
    expect(found.value).toBe(0);
    const off = await seen(fairness({ a: 0.5, eps: 0.999, n: 1 }, ['unfair_prob_PoW']), 'unfair_prob_PoW', 3);
    expect(off.value).toBe(1);
  });
});

describe('B03', () => {
  it('drives the poorer one out as published, and not by a lottery in proportion', async () => {
    const params = { a: 0.3, w: 0.01, n: 1000 };
    const one = row('B03', 'mean_share', params);
    expect(await verdicts(one, deadlines(params, singleLottery), 600)).toEqual({ as: 'pass', tenth: 'fail' });
    expect((await verdicts(one, deadlines(params, multiLottery), 600)).as).toBe('fail');
    // Equal shares stay equal on average.
    const equal = await seen(deadlines({ a: 0.5, w: 0.01, n: 300 }, singleLottery), 'mean_share', 400);
    expect(Math.abs(equal.value - 0.5)).toBeLessThan(4 * equal.se);
  });
});

describe('B05', () => {
  const params = { a: 0.2, R: 1, T: 1000 };

  it.each(['sd_geometric', 'sd_halving4'])('%s is as published', async (label) => {
    const one = row('B05', label, { R: 1 });
    const { as, tenth } = await verdicts(one, await schedules(params, [label], multiLottery), 250);
    expect({ as, tenth }).toEqual({ as: 'pass', tenth: 'fail' });
  });

  it('fails with another schedule of the same sum', async () => {
    const one = row('B05', 'sd_halving4', { R: 1 });
    const wrong = await schedules(params, [one.label], multiLottery, (_label, of) => emissionOf('sd_constant', of));
    expect((await verdicts(one, wrong, 250)).as).toBe('fail');
  });

  it.each(['sd_constant', 'sd_geometric', 'sd_halving4', 'sd_linear_decreasing'])(
    '%s pays the same in all',
    (label) => {
      const written = JSON.stringify(emissionOf(label, params));
      const pool = Number(/"(?:pool|first)":(\d+)/.exec(written)![1]);
      expect(label === 'sd_halving4' ? (pool * 15) / 8 : pool).toBeCloseTo(2 ** 40, -2);
    },
  );
});

describe('B12', () => {
  const right: Step = (fee, load, d) => Math.max(1e-9, nextBaseFee(fee, load, 1, d));
  const LABELS = ['alternating_pair_factor', 'avg_block_upper', 'time_to_double_full', 'time_to_halve_empty'];
  const exact = (label: string, step: Step, params: { d?: number; n?: number } = {}, blocks = 2 ** 19) => ({
    value: basefee({ d: 0.125, ...params }, label, step, blocks),
    se: 0,
    n: 1,
  });

  it.each(LABELS)('%s is as published, and not with another step or an additive one', (label) => {
    const one = row('B12', label);
    expect(judge(one, exact(label, right)).verdict).toBe('pass');
    expect(
      judge(
        one,
        exact(label, (fee, load) => nextBaseFee(fee, load, 1, 1 / 7)),
      ).verdict,
    ).toBe('fail');
    expect(
      judge(
        one,
        exact(label, (fee, load, d) => fee * Math.exp((d * (load - 1)) / 1)),
      ).verdict,
    ).toBe('fail');
  });

  it('has the bounds of other steps (catalogue B12)', () => {
    for (const [d, bound] of [
      [1 / 16, 1.03127],
      [1 / 4, 1.12634],
      [1 / 2, 1.26186],
    ] as const) {
      expect(exact('avg_block_upper', right, { d }, 2 ** 16).value).toBeCloseTo(bound, 4);
      expect(exact('avg_block_lower', right, { d }, 2 ** 16).value).toBeCloseTo(1, 5);
    }
  });

  it.each([16, 20])('of %d times the target sells what was published', (n) => {
    expect(judge(row('B12', 'mean_gas_over_target', { n }), exact('mean_gas_over_target', right, { n })).verdict).toBe(
      'pass',
    );
  });

  it('refuses what is no market', () => {
    expect(complaint('B12', 'mean_gas_over_target', { n: 0, demand: 'fluid' })).toContain('n: ');
    expect(complaint('B12', 'mean_gas_over_target', { n: 2, demand: 'lumpy' })).toContain('demand: ');
    expect(complaint('B12', 'avg_block_upper', { d: 1 })).toContain('d: ');
    expect(complaint('B12', 'avg_block_upper', { e: 1 })).toContain('e');
  });
});

describe('A01', () => {
  const one = row('A01', 'p_star', { S: 1 });
  const point = one.params as unknown as A01Params;

  it('turns providers at the published threshold', async () => {
    expect(await verdicts(one, await threshold(point), 100)).toEqual({ as: 'pass', tenth: 'fail' });
  }, 30_000);

  it('has collusion on the right side: not C (1 - r) / (R + S), as a public repository has it', async () => {
    const colluding = row('A01', 'p_star', { S: 10, r: 0.1, C: 0.8 });
    const params = colluding.params as unknown as A01Params;
    // Such a network would turn where the right one does with a cost of C (1 - r)^2.
    const wrong = await threshold(params, (of, ...rest) => network({ ...of, C: of.C * (1 - of.r) ** 2 }, ...rest));
    expect((await verdicts(colluding, wrong, 50)).as).toBe('fail');
  }, 30_000);

  it.each([
    ['keeps its reward when it is caught', (of: A01Params): A01Params => ({ ...of, R: 0 })],
    ['saves a fifth less', (of: A01Params): A01Params => ({ ...of, C: 0.8 * of.C })],
  ])(
    'fails where a cheat %s',
    async (_, mistake) => {
      const wrong = await threshold(point, (of, ...rest) => network(mistake(of), ...rest));
      expect((await verdicts(one, wrong, 50)).as).toBe('fail');
    },
    30_000,
  );

  it('says where there is no threshold', async () => {
    await expect(threshold({ R: 1, C: 3, S: 1, r: 0 })).rejects.toThrow('C must be below');
    expect(complaint('A01', 'p_star', { R: 1, C: 0.5, S: 1, r: 1 })).toContain('r: ');
    expect(complaint('A01', 'p_star', { R: 0, C: 0.5, S: 0, r: 0 })).toContain('R + S');
  });
});

describe('A11', () => {
  const point = (learning: A11Params['learning']): A11Params => ({ R: 2, L: 1, C: 0.5, G: 1, D: 10, learning });
  const LABELS = ['X_star', 'y_star'];
  /** Both shares of one game. */
  const shares = async (params: A11Params, rules = inspection): Promise<number[]> => {
    const found = await played(params, LABELS, rules, 250_000).run({ seed: '', replication: 1, batches: 1 });
    return LABELS.map((label) => found[label]![0] as number);
  };

  it('X_star and y_star are as published, and not when the loss by a cheat is left out', async () => {
    const of = point('fictitious-play');
    const right = await shares(of);
    const wrong = await shares(of, (params) => inspection({ ...params, L: 0, D: params.D + params.G }));
    for (const [i, label] of LABELS.entries()) {
      const one = row('A11', label, { R: 2 });
      expect([label, judge(one, { value: right[i]!, se: 0, n: 1 }).verdict]).toEqual([label, 'pass']);
      expect([label, judge(one, { value: wrong[i]!, se: 0, n: 1 }).verdict]).toEqual([label, 'fail']);
    }
  }, 30_000);

  it('has the same averages under replicators; a greater loss lowers checking, not cheating', async () => {
    const of = point('replicator');
    const [cheats, checks] = (await shares(of)) as [number, number];
    expect(Math.abs(cheats / (1 / 6) - 1)).toBeLessThan(0.05);
    expect(Math.abs(checks / (1 / 11) - 1)).toBeLessThan(0.05);
    const [dearerCheats, dearerChecks] = (await shares({ ...of, D: 30 })) as [number, number];
    expect(Math.abs(dearerCheats / (1 / 6) - 1)).toBeLessThan(0.05);
    expect(dearerChecks / checks).toBeLessThan(0.5);
  }, 60_000);

  it('refuses games without an inner equilibrium', () => {
    expect(complaint('A11', 'X_star', { ...point('replicator'), C: 3 })).toContain('below R + L');
    expect(complaint('A11', 'X_star', { ...point('replicator'), D: 0 })).toContain('D: ');
    expect(complaint('A11', 'X_star', { ...point('replicator'), learning: 'logit' })).toContain('learning: ');
  });
});
