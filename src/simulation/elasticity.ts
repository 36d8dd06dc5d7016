/**
 * How does demand react to price? Constant elasticity, as a distribution of what clients would pay: a job whose uniform is u is
 * sent at price p when u <= (p / p0)^-e / m, which is when p <= p0 (u m)^(-1/e). So each job reacts to the price of its own
 * moment, and the same jobs are sent however the price came about.
 */
import type { KeyedDraw } from '../engine/keyed.ts';
import { pow } from '../engine/pow.ts';
import type { Flow } from '../scenario/schema.ts';

/** USD that job `number` is worth at most to its client. */
export function elastic(
  { exponent, reference, most }: NonNullable<Flow['elasticity']>,
  draw: KeyedDraw,
): (number: number) => number {
  const power = -1 / exponent;
  return (number) => reference.amount * pow(draw.uniform(number, 0) * most, power);
}
