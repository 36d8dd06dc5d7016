/** NSGA-II: sorting and crowding by hand, domination under constraints, variation, published problems. More seeds: test/slow. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareJudged,
  crowdingDistances,
  type Judged,
  nondominatedFronts,
} from '../../../src/experiment/optimize/domination.ts';
import { nsga2Settings, startNsga2, tellNsga2 } from '../../../src/experiment/optimize/nsga2.ts';
import { prune } from '../../../src/experiment/optimize/pruning.ts';
import { generationDraw, uniformGenes, type Variable } from '../../../src/experiment/optimize/variable.ts';
import { cross, mutate } from '../../../src/experiment/optimize/variation.ts';
import { hypervolume } from '../../../src/stats/hypervolume.ts';
import { evolve, unitCube, zdt1, zdt2, zdtVolume } from './problems.ts';

const at = (...objectives: number[]): Judged => ({ objectives, violation: 0 });
const broken = (violation: number, ...objectives: number[]): Judged => ({ objectives, violation });

describe('constrained domination', () => {
  it('of feasible answers: nowhere worse and somewhere better', () => {
    expect(compareJudged(at(1, 2), at(2, 2))).toBe(-1);
    expect(compareJudged(at(2, 2), at(1, 2))).toBe(1);
    expect(compareJudged(at(1, 3), at(2, 2))).toBe(0);
    expect(compareJudged(at(1, 2), at(1, 2))).toBe(0);
  });

  it('a feasible answer beats any infeasible one, and of these the smaller violation, whatever they reach', () => {
    expect(compareJudged(at(9, 9), broken(0.001, 0, 0))).toBe(-1);
    expect(compareJudged(broken(0.2, 9, 9), broken(0.3, 0, 0))).toBe(-1);
    expect(compareJudged(broken(0.3, 0, 0), broken(0.3, 9, 9))).toBe(0);
  });
});

describe('non-dominated sorting', () => {
  it('sorts a set made by hand', () => {
    // Three stairs, and one that all of them dominate.
    const set = [at(1, 4), at(2, 4), at(4, 1), at(2, 2), at(3, 3), at(5, 5), at(4, 2)];
    expect(nondominatedFronts(set)).toEqual([[0, 2, 3], [1, 4, 6], [5]]);
  });

  it('infeasible answers come after all feasible ones, by violation', () => {
    const set = [broken(2, 0, 0), at(3, 3), broken(1, 9, 9), at(1, 1), broken(1, 0, 0)];
    expect(nondominatedFronts(set)).toEqual([[3], [1], [2, 4], [0]]);
  });

  it('is what the definition says, for any set', () => {
    const judged = fc.record({
      objectives: fc.tuple(
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 5 }),
      ),
      violation: fc.constantFrom(0, 0, 0, 1, 2),
    });
    fc.assert(
      fc.property(fc.array(judged, { minLength: 1, maxLength: 25 }), (set) => {
        // By peeling: a front is what nobody of those that are left dominates.
        let left = [...set.keys()];
        const peeled: number[][] = [];
        while (left.length > 0) {
          const front = left.filter((p) => !left.some((q) => compareJudged(set[q]!, set[p]!) < 0));
          peeled.push(front);
          left = left.filter((p) => !front.includes(p));
        }
        expect(nondominatedFronts(set)).toEqual(peeled);
      }),
      { seed: 1 },
    );
  });
});

describe('crowding', () => {
  it('is half the perimeter of the box between the neighbours, in ranges', () => {
    // Ranges 4 and 8; of (1, 5): (2 - 0) / 4 + (8 - 3) / 8; of (2, 3): (4 - 1) / 4 + (5 - 0) / 8.
    const distances = crowdingDistances([at(2, 3), at(0, 8), at(4, 0), at(1, 5)]);
    expect([...distances]).toEqual([0.75 + 0.625, Infinity, Infinity, 0.5 + 0.625]);
  });

  it('two or fewer are all ends; an objective without a range has ends but no distances', () => {
    expect([...crowdingDistances([at(1, 1)])]).toEqual([Infinity]);
    expect([...crowdingDistances([at(1, 3), at(2, 1)])]).toEqual([Infinity, Infinity]);
    expect([...crowdingDistances([at(0, 7), at(1, 7), at(3, 7)])]).toEqual([Infinity, 1, Infinity]);
  });

  it('at once two twins go together; one by one the first departure makes room for the other', () => {
    const front = [at(0, 10), at(3, 7), at(3.2, 6.8), at(6, 4), at(8, 2), at(10, 0)];
    const kept = (how: 'at-once' | 'one-by-one') => prune(front, 4, how);
    // By distance: 0.6 (3.2), 0.64 (3), 0.8 (8), 0.96 (6).
    expect(kept('at-once').map(({ index }) => index)).toEqual([0, 3, 4, 5]);
    expect(kept('at-once')[1]!.crowding).toBeCloseTo(0.96, 12);
    // Without 3.2: 0.8 (8), 1 (6), 1.2 (3). Without 8 too: 1.4 (6).
    expect(kept('one-by-one').map(({ index }) => index)).toEqual([0, 1, 3, 5]);
    expect(kept('one-by-one').map(({ crowding }) => Number(crowding.toFixed(12)))).toEqual([
      Infinity,
      1.2,
      1.4,
      Infinity,
    ]);
    expect(prune(front, 6, 'at-once')).toEqual(prune(front, 6, 'one-by-one'));
  });
});

describe('variation', () => {
  const draw = generationDraw('variation', 'test', 0);

  it('crossover keeps the middle of two parents far from the bounds, and stays within them', () => {
    const variables: Variable[] = [{ kind: 'real', low: -1e6, high: 1e6 }];
    const far = { probability: 1, eta: 20 };
    for (let k = 0; k < 200; k++) {
      const [a, b] = cross(variables, [2], [3], far, draw);
      expect(a[0]! + b[0]!).toBeCloseTo(5, 9);
    }
    const children = Array.from({ length: 2000 }, () =>
      cross(unitCube(3), [0, 0.5, 1], [0.1, 0.51, 0.7], { probability: 1, eta: 0.5 }, draw),
    );
    expect(children.flat(2).every((gene) => gene >= 0 && gene <= 1)).toBe(true);
  });

  it('crossover spreads as published: P(beta <= b) = b^(eta + 1) / 2 for b <= 1', () => {
    const variables: Variable[] = [{ kind: 'real', low: -1e9, high: 1e9 }];
    let crossed = 0;
    let near = 0;
    const n = 20_000;
    for (let k = 0; k < n; k++) {
      const [a, b] = cross(variables, [0], [1], { probability: 1, eta: 2 }, draw);
      const beta = Math.abs(a[0]! - b[0]!);
      if (beta === 1) continue; // every other gene is not crossed
      crossed++;
      if (beta <= 0.9) near++;
    }
    const p = 0.9 ** 3 / 2;
    expect(Math.abs(crossed / n - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / n));
    expect(Math.abs(near / crossed - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / crossed));
  });

  it('polynomial mutation moves as published: P(|delta| > d) = (1 - d)^(eta + 1) from the middle, within the bounds', () => {
    const n = 20_000;
    const genes = Array.from({ length: n }, () => mutate(unitCube(1), [0.5], { probability: 1, eta: 3 }, draw)[0]!);
    expect(genes.every((gene) => gene >= 0 && gene <= 1)).toBe(true);
    // At the middle the bound is half a range away: delta_q = 1 - (2 r + (1 - 2 r) / 2^4)^(1/4).
    const far = genes.filter((gene) => Math.abs(gene - 0.5) > 0.2).length;
    // |delta| > 0.2 iff 2 r + (1 - 2 r) / 16 < 0.8^4, on either side.
    const p = (0.8 ** 4 - 1 / 16) / (1 - 1 / 16);
    expect(Math.abs(far / n - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n));
  });

  it('whole numbers stay whole and always move; a choice becomes any other with equal chance', () => {
    const variables: Variable[] = [
      { kind: 'integer', low: 2, high: 5 },
      { kind: 'choice', options: 3 },
      { kind: 'integer', low: 4, high: 4 },
      { kind: 'choice', options: 1 },
    ];
    const counts = [0, 0, 0];
    const seen = new Set<string>();
    for (let k = 0; k < 6000; k++) {
      const [whole, choice, fixed, only] = mutate(variables, [3, 1, 4, 0], { probability: 1, eta: 3 }, draw);
      seen.add([whole, fixed, only].join());
      counts[choice!]!++;
    }
    expect([...seen].sort()).toEqual(['2,4,0', '4,4,0', '5,4,0']);
    expect(counts[1]).toBe(0);
    expect(Math.abs(counts[0]! - 3000)).toBeLessThan(4 * Math.sqrt(1500));
    const [one, other] = cross(variables, [2, 0, 4, 0], [5, 2, 4, 0], { probability: 1, eta: 2 }, draw);
    expect([one![1], other![1]].sort()).toEqual([0, 2]);
    expect(one.every(Number.isInteger) && other.every(Number.isInteger)).toBe(true);
  });

  it('first genes are uniform over their range', () => {
    const variables: Variable[] = [
      { kind: 'integer', low: 1, high: 4 },
      { kind: 'choice', options: 2 },
    ];
    const counts = new Map<string, number>();
    for (let k = 0; k < 8000; k++) {
      const key = uniformGenes(variables, draw).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(8);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(875));
  });
});

describe('published problems', () => {
  it('ZDT1: hypervolume of at least 0.869, pruned one by one', () => {
    expect(zdtVolume(zdt1, '1')).toBeGreaterThanOrEqual(0.869);
  });

  it('ZDT2: hypervolume of at least 0.535, pruned one by one', () => {
    expect(zdtVolume(zdt2, '1')).toBeGreaterThanOrEqual(0.535);
  });

  it("Binh and Korn (1997): all of the last population are feasible, and cover 99 % of the optimal front's volume", () => {
    const variables: Variable[] = [
      { kind: 'real', low: 0, high: 5 },
      { kind: 'real', low: 0, high: 3 },
    ];
    const problem = ([x, y]: readonly number[]): Judged => {
      const over = Math.max(0, (x! - 5) ** 2 + y! ** 2 - 25) + Math.max(0, 7.7 - (x! - 8) ** 2 - (y! + 3) ** 2);
      return { objectives: [4 * x! ** 2 + 4 * y! ** 2, (x! - 5) ** 2 + (y! - 5) ** 2], violation: over };
    };
    const { parents } = evolve(problem, variables, { population: 60, generations: 120, seed: '3' });
    expect(parents.every(({ violation }) => violation === 0)).toBe(true);
    // Its optimal set: x = y up to 3, then y = 3 up to x = 5.
    const reference = [140, 50];
    const optimal = Array.from({ length: 5001 }, (_, k) => problem([k / 1000, Math.min(3, k / 1000)]).objectives);
    const reached = parents.map(({ objectives }) => objectives);
    const share = hypervolume(reached, reference) / hypervolume(optimal, reference);
    expect(share).toBeGreaterThan(0.99);
    expect(share).toBeLessThan(1.0001);
  });

  it('finds a combination of whole numbers and choices', () => {
    const variables: Variable[] = [
      { kind: 'integer', low: 0, high: 40 },
      { kind: 'choice', options: 5 },
      { kind: 'integer', low: -20, high: 20 },
    ];
    const problem = ([a, b, c]: readonly number[]): Judged => {
      const loss = (a! - 17) ** 2 + (b === 3 ? 0 : 50) + (c! + 4) ** 2;
      return { objectives: [loss, loss], violation: 0 };
    };
    const { parents } = evolve(problem, variables, { population: 20, generations: 40, seed: '1' });
    expect(parents[0]!.genes).toEqual([17, 3, -4]);
  });
});

describe('its state', () => {
  const settings = nsga2Settings(unitCube(4), 8, 'state');

  it('is plain data: written to JSON and read again it goes on alike', () => {
    let straight = startNsga2(settings);
    let copied = startNsga2(settings);
    for (let g = 0; g < 5; g++) {
      straight = tellNsga2(settings, straight, straight.asked.map(zdt1));
      copied = JSON.parse(JSON.stringify(tellNsga2(settings, copied, copied.asked.map(zdt1))));
    }
    expect(copied).toEqual(straight);
    const other = startNsga2({ ...settings, seed: 'another' });
    expect(other.asked).not.toEqual(startNsga2(settings).asked);
  });

  it('refuses what it cannot use', () => {
    expect(() => nsga2Settings(unitCube(2), 7, 's')).toThrow('even and at least 4, not 7');
    expect(() => nsga2Settings([], 8, 's')).toThrow('nothing to vary');
    expect(() => tellNsga2(settings, startNsga2(settings), [])).toThrow('8 candidates were asked about, and 0 judged');
  });
});
