/** Tuning on metrics that are functions: goals and violations, budgets, fresh seeds, optimism, the winner. */
import { describe, expect, it } from 'vitest';
import { generationDraw } from '../../../src/experiment/optimize/variable.ts';
import { tuningFiles } from '../../../src/experiment/tune/files.ts';
import { type Goals, judge, standing } from '../../../src/experiment/tune/goals.ts';
import { spaceOf } from '../../../src/experiment/tune/space.ts';
import { tune } from '../../../src/experiment/tune/tune.ts';
import { functionEvaluator, listed, planOf, range } from './support.ts';

const unitOf = () => '';
const number = (value: unknown, absent: number): number => (typeof value === 'number' ? value : absent);

const row = (metrics: Record<string, number | null>, error: string | null = null, replication = 1) => ({
  ...{ point: 'p', replication, seed: '1/1', fingerprint: 0, events: 0, error, ratios: {} },
  metrics,
});

describe('goals', () => {
  const goals: Goals = {
    objectives: [
      { metric: 'cost', direction: 'minimize' },
      { metric: 'speed', direction: 'maximize' },
    ],
    constraints: [
      { metric: 'fraud', bound: 'at_most', value: 0.001 },
      { metric: 'hands', bound: 'at_least', value: 5 },
    ],
  };
  const judged = (...rows: ReturnType<typeof row>[]) => judge({ runs: rows, error: null }, goals, unitOf);

  it('are means, signed so that less is better; bounds are met at their value', () => {
    const verdict = judged(
      row({ cost: 1, speed: 8, fraud: 0.001, hands: 4 }),
      row({ cost: 3, speed: 10, fraud: 0.001, hands: 6 }),
    );
    expect(verdict).toMatchObject({ objectives: [2, -9], violation: 0, breaches: [] });
    expect(standing(verdict, goals)).toBe('in the mean');
  });

  it('violations are shares of the bounds, added up and said', () => {
    const verdict = judged(row({ cost: 1, speed: 8, fraud: 0.003, hands: 4 }));
    expect(verdict.violation).toBeCloseTo(2 + 0.2, 12);
    expect(verdict.breaches).toEqual(['fraud is 0.003, not at most 0.001', 'hands is 4, not at least 5']);
    expect(standing(verdict, goals)).toBe('not');
  });

  it('what is undefined breaks more than any number, a failed run more than that, and both are said', () => {
    const far = judged(row({ cost: 1, speed: 8, fraud: 1, hands: 0 }));
    const undefinedHands = judged(row({ cost: 1, speed: 8, fraud: 0, hands: null }));
    const undefinedObjective = judged(row({ cost: null, speed: 8, fraud: 0, hands: 9 }));
    const failed = judged(row({ cost: 1, speed: 8, fraud: 0, hands: 9 }), row({}, 'InvariantError: broken', 2));
    const impossible = judge({ runs: [], error: 'nodes: is -1' }, goals, unitOf);
    expect(undefinedHands.breaches).toEqual(['hands is undefined']);
    expect(undefinedObjective.breaches).toEqual(['cost is undefined']);
    expect(failed.breaches).toEqual(['1 of 2 runs failed: InvariantError: broken']);
    expect(impossible.breaches).toEqual(['cannot be run: nodes: is -1']);
    const violations = [far, undefinedHands, failed].map(({ violation }) => violation);
    expect(violations.toSorted((a, b) => a - b)).toEqual(violations);
    expect(undefinedObjective.objectives.every(Number.isFinite)).toBe(true);
  });

  it('are kept surely when whole intervals are on the right side', () => {
    const rows = (hands: number[]) => hands.map((h, i) => row({ cost: 1, speed: 1, fraud: 0, hands: h }, null, i + 1));
    expect(standing(judged(...rows([8, 8.5, 9])), goals)).toBe('surely');
    expect(standing(judged(...rows([5, 5.1, 6])), goals)).toBe('in the mean');
  });
});

describe('the space', () => {
  const space = spaceOf([
    range('p', 0, 1),
    range('n', 2, 5, true),
    listed('levels', 30, 10, 20),
    listed('rule', 'a', 'b'),
  ]);

  it('has numbers in their order and names without one', () => {
    expect(space.variables.map(({ kind }) => kind)).toEqual(['real', 'integer', 'integer', 'choice']);
    expect(space.levels([0.25, 0, 0, 1]).map(({ value }) => value)).toEqual([0.25, 2, 10, 'b']);
    expect(space.levels([1, 3, 2, 0]).map(({ value }) => value)).toEqual([1, 5, 30, 'a']);
  });

  it('refuses names where an order is needed', () => {
    expect(() => space.fromUnit([0.5, 0.5, 0.5, 0.5])).toThrow('no order');
    const ordered = spaceOf([range('n', 2, 5, true), listed('levels', 1, 2)]);
    expect(ordered.fromUnit([0.99, 0.2])).toEqual([3, 0]);
    expect(ordered.steps).toEqual([0.25, 0.5]);
  });
});

describe('a tuning', () => {
  const noisy = (settings: Readonly<Record<string, unknown>>, replication: number) => {
    // What a point's luck is with a seed: of the point and the replication, not of the order.
    const luck = generationDraw(`${JSON.stringify(settings)}/${replication}`, 'luck', 0)() - 0.5;
    const x = number(settings.x, 0);
    return { cost: (x - 0.7) ** 2 + 0.2 * luck, other: x, shared: replication };
  };

  it.each(['nsga2', 'cma-es'] as const)('with %s finds the best of one goal', async (method) => {
    const plan = planOf([range('x', 0, 1), range('y', -3, 3)], {
      searcher: { method, population: 12 },
      generations: 25,
    });
    const { evaluator } = functionEvaluator(({ x, y }) => ({ cost: (number(x, 0) - 0.7) ** 2 + number(y, 3) ** 2 }));
    const { finalists, winner } = await tune(plan, evaluator, { unitOf });
    expect(finalists).toHaveLength(3);
    const best = finalists.find(({ candidate }) => candidate.number === winner)!;
    expect(Math.abs(Number(best.candidate.values[0]) - 0.7)).toBeLessThan(0.05);
    expect(Math.abs(Number(best.candidate.values[1]))).toBeLessThan(0.2);
  });

  it('keeps constraints, with a front of compromises between two goals', async () => {
    const goals: Goals = {
      objectives: [
        { metric: 'cost', direction: 'minimize' },
        { metric: 'quality', direction: 'maximize' },
      ],
      constraints: [{ metric: 'quality', bound: 'at_least', value: 0.3 }],
    };
    const plan = planOf([range('x', 0, 1), listed('rule', 'good', 'bad')], { goals, finalists: 5, generations: 20 });
    const { evaluator } = functionEvaluator(({ x, rule }) => ({
      cost: number(x, 0) ** 2 + (rule === 'bad' ? 1 : 0),
      quality: number(x, 0),
    }));
    const { finalists, winner, baseline, progress, compared } = await tune(plan, evaluator, { unitOf });
    expect(finalists).toHaveLength(5);
    expect(finalists.every(({ candidate }) => candidate.values[1] === 'good')).toBe(true);
    expect(finalists.every(({ candidate }) => Number(candidate.values[0]) >= 0.3)).toBe(true);
    // The cheapest that keeps the constraint, as the first goal counts most; the baseline does not keep it.
    expect(finalists[0]!.candidate.number).toBe(winner);
    expect(Number(finalists[0]!.candidate.values[0])).toBeLessThan(0.35);
    expect(baseline.standing).toBe('not');
    const volumes = progress.map(({ hypervolume }) => hypervolume);
    expect(volumes.toSorted((a, b) => a - b)).toEqual(volumes);
    expect(volumes.at(-1)! > volumes[0]! && volumes.at(-1)! < 1).toBe(true);
    expect(compared.map(({ metric }) => metric)).toEqual(['cost', 'quality']);
    expect(compared[1]!.difference!.mean).toBeCloseTo(Number(finalists[0]!.candidate.values[0]), 12);
  });

  it('searches with the same replications for all, and judges by later ones; what the search believed was optimistic', async () => {
    const plan = planOf([range('x', 0, 1)], { generations: 10, finalists: 4, metrics: ['other', 'shared'] });
    const { evaluator, asked } = functionEvaluator(noisy);
    const { finalists, compared, search, runs } = await tune(plan, evaluator, { unitOf });
    const replications = asked.map((key) => Number(key.split('/').at(-1)));
    const searched = replications.filter((r) => r <= 2).length;
    expect(searched).toBe(2 * (search.candidates.length + 1));
    expect(replications.filter((r) => r > 2 && r <= 12)).toHaveLength(replications.length - searched);
    expect(new Set(asked).size).toBe(asked.length);
    expect(runs).toBe(asked.length);
    // The luck of two runs was part of why they were chosen.
    const optimism = finalists.map((finalist) => finalist.optimism.cost!);
    expect(optimism.every(({ mean, low, high }) => low < mean && mean < high)).toBe(true);
    expect(optimism.reduce((sum, { mean }) => sum + mean, 0) / 4).toBeLessThan(-0.03);
    // Pairs: luck that both sides share is gone.
    const shared = compared.find(({ metric }) => metric === 'shared')!;
    expect(shared.difference).toMatchObject({ mean: 0, ci95: [0, 0], n: 10 });
  });

  it('ends with the generation that the budget still covers', async () => {
    // After the search: 3 x 10 + 2 + 10 runs; a generation of 12 new candidates takes at most 24.
    const plan = planOf([range('x', 0, 1)], { budget: 42 + 60, generations: 50 });
    const { evaluator, asked } = functionEvaluator(noisy);
    const { search, runs } = await tune(plan, evaluator, { unitOf });
    expect(search.ended).toContain('budget');
    expect(asked.length).toBeLessThanOrEqual(102);
    expect(runs).toBe(asked.length);
    expect(search.generations.length).toBeGreaterThanOrEqual(2);
  });

  it('goes on where runs fail everywhere, and says that nothing was found', async () => {
    const plan = planOf([range('x', 0, 1)], { generations: 2 });
    const { evaluator } = functionEvaluator(() => 'RunInputError: too dear');
    const { finalists, leader, winner, progress, search } = await tune(plan, evaluator, { unitOf });
    expect(progress.at(-1)).toMatchObject({ feasible: 0, best: null, hypervolume: 0 });
    expect(search.candidates[0]!.verdict.breaches).toEqual(['2 of 2 runs failed: RunInputError: too dear']);
    expect(finalists.every(({ standing }) => standing === 'not')).toBe(true);
    expect(winner).toBeNull();
    expect(leader).toBe(finalists[0]!.candidate.number);
  });

  it('is the same again, in its files too; another seed searches elsewhere', async () => {
    const files = async (seed: string) => {
      const plan = planOf([range('x', 0, 1), listed('rule', 'a', 'b', 'c')], { seed });
      return tuningFiles(await tune(plan, functionEvaluator(noisy).evaluator, { unitOf }));
    };
    const [one, again, other] = [await files('1'), await files('1'), await files('2')];
    expect(again).toEqual(one);
    expect(other.get('history.csv')).not.toBe(one.get('history.csv'));
    const history = String(one.get('history.csv')).split('\n');
    expect(history[0]).toBe('generation,candidate,point,new,x,rule,cost,violation,breaches');
    expect(history).toHaveLength(1 + 6 * 12 + 1);
    expect(String(one.get('pareto.csv')).split('\n').at(-2)).toMatch(/^baseline,,,/);
    const json = JSON.parse(String(one.get('tuning.json')));
    expect(json.finalists.map(({ candidate }: { candidate: number }) => candidate)).toContain(json.winner);
  });
});
