import { expect, test } from 'vitest';
import { lorenz } from '../../src/charts/lorenz.ts';
import type { Result } from '../../src/results/result.ts';
import { exampleResult } from '../results/example.ts';

/** Points of the curve of revenue per node. */
function revenuePerNode(result: Result) {
  const { hconcat } = lorenz.draw(result)!.spec as unknown as {
    hconcat: { layer: { data: { values: { holders: number; amount: number; quantity?: string }[] } }[] }[];
  };
  return hconcat[0]!.layer.flatMap(({ data }) => data.values).filter((point) => point.quantity === 'revenue');
}

function withRevenues(revenues: number[]): Result {
  const result = exampleResult(1);
  const node = result.entities.find((row) => row.role === 'node')!;
  return { ...result, entities: revenues.map((revenue, id) => ({ ...node, id, operator: id, revenue })) };
}

test('four nodes that earn 1, 2, 3 and 4 tenths', () => {
  const curve = revenuePerNode(withRevenues([4, 1, 3, 2]));
  expect(curve.map(({ holders, amount }) => [holders, Math.round(amount * 1000) / 1000])).toEqual([
    [0, 0],
    [0.25, 0.1],
    [0.5, 0.3],
    [0.75, 0.6],
    [1, 1],
  ]);
});

test('a node that ends in debt holds nothing, and a crowd is thinned to 201 points', () => {
  expect(revenuePerNode(withRevenues([-5, 1])).map((point) => point.amount)).toEqual([0, 0, 1]);
  const crowd = revenuePerNode(withRevenues(Array.from({ length: 900 }, (_, i) => i)));
  expect(crowd).toHaveLength(201);
  expect(crowd.at(-1)).toMatchObject({ holders: 1, amount: 1 });
});

test('nothing earned has no curve of revenue', () => {
  expect(revenuePerNode(withRevenues([0, 0]))).toEqual([]);
});
