/** Who wins a block? The laws of the lotteries draw by draw, and what compounding makes of them, against theory and published numbers. */
import { describe, expect, it } from 'vitest';
import { Streams } from '../../src/engine/alea.ts';
import { Store } from '../../src/engine/state.ts';
import { rules } from '../../src/rules/index.ts';
import { compoundLottery, drawRewards, type Law, multiLottery, singleLottery } from '../../src/rules/lotteries.ts';
import { setting } from '../support/bound.ts';
import { flow, scenario, simulate } from '../support/scenario.ts';
import { deviation, fits, mean, standardError } from '../support/statistics.ts';

const luckOf = (seed: number | string) => new Streams(new Store(), `${seed}`).stream('draws');

/** Wins of each of `stakes` in independent draws. */
function wins(law: Law, stakes: number[], draws: number): number[] {
  return [...drawRewards(law, Float64Array.from(stakes), draws, draws, false, luckOf(1))];
}

/** Share of the first of two with shares a and 1 - a after n compounding draws of w of the first stake, run by run. */
function shares(law: Law, a: number, w: number, n: number, runs: number): number[] {
  const whole = 2 ** 36;
  return Array.from({ length: runs }, (_, seed) => {
    const stakes = Float64Array.of(Math.round(a * whole), whole - Math.round(a * whole));
    drawRewards(law, stakes, n * Math.round(w * whole), n, true, luckOf(seed));
    return stakes[0]! / (stakes[0]! + stakes[1]!);
  });
}

const squares = (values: number[], about: number) => values.map((x) => (x - about) ** 2);

describe('the multi-lottery', () => {
  it('is won in proportion to stake', () => {
    const stakes = [1, 5, 0, 3, 11];
    const found = wins(multiLottery, stakes, 40_000);
    expect(found[2]).toBe(0);
    expect(
      fits(
        [0, 1, 3, 4].map((v) => found[v]!),
        [1, 5, 3, 11].map((s) => s / 20),
      ),
    ).toBe(true);
    expect(
      fits(
        [0, 1, 3, 4].map((v) => found[v]!),
        [1, 5, 3.5, 10.5].map((s) => s / 20),
      ),
    ).toBe(false);
  });

  it.each([
    [0.2, 0.1, 100, 0.1149919149],
    [0.4, 0.01, 100, 0.03446909938],
    [0.1, 0.01, 1000, 0.02846192207],
  ])('compounding from %d with %d over %d draws spreads as published (catalogue B01)', (a, w, n, sd) => {
    const found = shares(multiLottery, a, w, n, 1500);
    expect(deviation(found, a)).toBeLessThan(4);
    expect(deviation(squares(found, a), sd * sd)).toBeLessThan(4);
    expect(deviation(squares(found, a), (1.15 * sd) ** 2)).toBeGreaterThan(4);
  });
});

describe('the single lottery', () => {
  it.each([
    [0.1, 0.0556],
    [0.2, 0.125],
    [0.3, 0.2143],
    [0.4, 0.3333],
    [0.5, 0.5],
  ])('with share %d of two wins %d of the draws (catalogue B03)', (z, p) => {
    const draws = 40_000;
    const found = wins(singleLottery, [z * 1000, (1 - z) * 1000], draws)[0]! / draws;
    expect(Math.abs(found - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / draws) + 5e-5);
  });

  it('is a fair one among equals, and nobody wins without stake', () => {
    const found = wins(singleLottery, [7, 7, 0, 7, 7], 40_000);
    expect(found[2]).toBe(0);
    expect(
      fits(
        [0, 1, 3, 4].map((v) => found[v]!),
        [0.25, 0.25, 0.25, 0.25],
      ),
    ).toBe(true);
  });

  it.each([
    [0.2, 1000, 0.07272, 0.0003],
    [0.3, 1000, 0.1251363182, 0.00017],
    [0.4, 1000, 0.2122164091, 0.00033],
  ])(
    'compounding from %d drives the poorer one out: mean share after %d draws %d (catalogue B03)',
    (a, n, expected, se) => {
      const found = shares(singleLottery, a, 0.01, n, 600);
      const error = Math.sqrt(standardError(found) ** 2 + se ** 2);
      expect(Math.abs(mean(found) - expected)).toBeLessThan(4 * error);
      // Against the mean of a fair lottery.
      expect(Math.abs(mean(found) - a)).toBeGreaterThan(4 * error);
    },
  );
});

describe('the compound lottery', () => {
  it('keeps the mean and has the spread of its proposers alone, a martingale of P small steps', () => {
    const [a, w, n, shards, part] = [0.2, 0.1, 60, 4, 0.5];
    const found = shares(compoundLottery(shards, part * 1e9), a, w, n, 2500);
    expect(deviation(found, a)).toBeLessThan(4);
    // Var_n = a(1-a)(1 - prod(1 - v_k)), v_k = P (w part / P)^2 / S_k^2 with the stake S_k after draw k.
    let left = 1;
    for (let k = 1; k <= n; k++) left *= 1 - (w * part) ** 2 / shards / (1 + k * w) ** 2;
    const variance = a * (1 - a) * (1 - left);
    expect(deviation(squares(found, a), variance)).toBeLessThan(4);
    let loose = 1;
    for (let k = 1; k <= n; k++) loose *= 1 - (w * part) ** 2 / (1 + k * w) ** 2;
    expect(deviation(squares(found, a), a * (1 - a) * (1 - loose))).toBeGreaterThan(4);
  });

  it('with nothing for proposers is in proportion, to the unit, without luck', () => {
    const stakes = Float64Array.of(10, 30, 60);
    expect([...drawRewards(compoundLottery(8, 0), stakes, 1000, 5, true, luckOf(1))]).toEqual([100, 300, 600]);
    expect([...stakes]).toEqual([110, 330, 660]);
  });
});

describe.each(['ml-pos', 'sl-pos', 'c-pos'])('the division %s', (name) => {
  const bonds = [4e9, 1e9, 0, 2e9];
  async function divided(amount: number, params: object, epochs = 1) {
    const world = setting({ nodes: [], validators: bonds });
    const rule = await world.bind('division', name, params);
    for (let k = 0; k < epochs; k++) {
      world.ledger.issue(world.world.emissionPot, amount, world.ledger.genesisReason);
      rule.divide(amount, k);
    }
    const of = (accounts: { data: Int32Array }) => bonds.map((_, v) => world.ledger.balance(accounts.data[v]!));
    return { bonds: of(world.tables.validators.bond), wallets: of(world.tables.validators.wallet), world };
  }

  it('pays all of it, to the unit, into bonds or into wallets', async () => {
    const bonded = await divided(1_000_003, { draws: 7 }, 3);
    expect(bonded.bonds.reduce((a, b) => a + b)).toBe(7e9 + 3 * 1_000_003);
    expect(bonded.wallets).toEqual([0, 0, 0, 0]);
    expect([...bonded.world.tables.validators.compounded.data.slice(0, 4)]).toEqual(
      bonded.bonds.map((b, v) => b - bonds[v]!),
    );
    const loose = await divided(1_000_003, { draws: 7, bond: false }, 3);
    expect(loose.bonds).toEqual(bonds);
    expect(loose.wallets.reduce((a, b) => a + b)).toBe(3 * 1_000_003);
    expect(loose.wallets[2]).toBe(0);
  });

  it('is the same whether its draws fall in one epoch or one each', async () => {
    const one = await divided(40_000_000, { draws: 20 });
    const many = await divided(2_000_000, { draws: 1 }, 20);
    expect(many.bonds).toEqual(one.bonds);
  });

  it('goes to the treasury when nobody has stake', async () => {
    const world = setting({ nodes: [], validators: [0, 0] });
    const rule = await world.bind('division', name);
    world.ledger.issue(world.world.emissionPot, 9, world.ledger.genesisReason);
    rule.divide(9, 0);
    expect(world.ledger.balance(world.world.treasury)).toBe(9);
  });

  it('needs validators', () => {
    const about = { validators: 0 } as never;
    expect(rules.division[name]!.check?.({} as never, about)).toBe('but there are no validators');
  });
});

describe('a scenario that draws its rewards', () => {
  it('spreads stake as the lottery by itself does, at equal luck', async () => {
    const checked = await scenario({
      horizon: '512s',
      epoch: '1s',
      flows: [flow({ arrivals: { poisson: { rate: 0 } } })],
      validators: [
        { group: 'poor', count: 1, stake: '200 OPG' },
        { group: 'rich', count: 1, stake: '800 OPG' },
      ],
      incentives: { emission: { linear: { pool: '5120 OPG', over: '512s' } }, division: 'sl-pos' },
    });
    const { world } = simulate(checked);
    const stakes = Float64Array.of(200e6, 800e6);
    const luck = new Streams(new Store(), `${checked.seed}/1`).stream('division/sl-pos/network/draws');
    for (let k = 0; k < 512; k++) drawRewards(singleLottery, stakes, 10e6, 1, true, luck);
    expect([0, 1].map((v) => world.ledger.balance(world.tables.validators.bond.data[v]!))).toEqual([...stakes]);
  });
});
