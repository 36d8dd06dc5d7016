/** Which adversaries and strategies are there, by name? */
import * as allAdversaries from './allAdversaries.ts';
import * as allStrategies from './allStrategies.ts';
import type { Adversary, Strategy } from './contract.ts';

// A registry holds parameters of every shape: each one's own schema checks them before `bind` sees them.
const byName = <T extends { name: string }>(all: object): Record<string, T> =>
  Object.fromEntries((Object.values(all) as T[]).map((one) => [one.name, one]));

export const adversaries = byName<Adversary>(allAdversaries);
export const strategies = byName<Strategy>(allStrategies);
