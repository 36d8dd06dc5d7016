/** How does a case follow single jobs? By watching a run itself, from its first event to as far as it is needed. */
import type { Observer } from '../network/facts.ts';
import type { Scenario } from '../scenario/schema.ts';
import { Simulation } from '../simulation/simulation.ts';
import type { Luck } from './case.ts';

/** A run that has begun, with somebody who watches it. */
export function watched(
  scenario: Scenario,
  { seed, replication }: Pick<Luck, 'seed' | 'replication'>,
  observer: (run: Simulation) => Observer,
): Simulation {
  const run = new Simulation(
    { ...scenario, seed },
    { replication, banks: { profiles: {} }, observers: (self) => [observer(self)] },
  );
  run.start();
  return run;
}

/** One pair of sums per batch. */
export function ratios(numerators: ArrayLike<number>, denominators: ArrayLike<number>): { num: number; den: number }[] {
  return Array.from(numerators, (num, batch) => ({ num, den: denominators[batch]! }));
}
