/** Every rule there is. Adding one: its file, and its line here. */
import { poisson } from './arrivals/poisson.ts';
import { trace } from './arrivals/trace.ts';
import type { Rule, SlotName } from './contract.ts';
import { proportional } from './division/proportional.ts';
import { linear } from './emission/linear.ts';
import { none as noEmission } from './emission/none.ts';
import { fixedUsd } from './pricing/fixedUsd.ts';
import { token } from './pricing/token.ts';
import { counters } from './reputation/counters.ts';
import { powerOfD } from './routing/powerOfD.ts';
import { stakeWeighted } from './routing/stakeWeighted.ts';
import { sticky } from './routing/sticky.ts';
import { uniform } from './routing/uniform.ts';
import { fifo } from './service/fifo.ts';
import { batch } from './settlement/batch.ts';
import { individual } from './settlement/individual.ts';
import { none as notSettled } from './settlement/none.ts';
import { fraction } from './slashing/fraction.ts';
import { none as noSlashing } from './slashing/none.ts';
import { none as notVerified } from './verification/none.ts';
import { redundantMajority } from './verification/redundantMajority.ts';
import { sampling } from './verification/sampling.ts';
import { tee } from './verification/tee.ts';

// biome-ignore lint/suspicious/noExplicitAny: a registry holds parameters of every shape; schemas check them
const all: Rule<any, any>[] = [
  poisson,
  trace,
  uniform,
  sticky,
  powerOfD,
  stakeWeighted,
  fifo,
  notVerified,
  tee,
  sampling,
  redundantMajority,
  notSettled,
  individual,
  batch,
  token,
  fixedUsd,
  noEmission,
  linear,
  proportional,
  noSlashing,
  fraction,
  counters,
];

/** slot -> name -> rule */
export const rules = {} as Record<SlotName, Record<string, Rule>>;
for (const rule of all) {
  rules[rule.slot as SlotName] ??= {};
  rules[rule.slot as SlotName][rule.name] = rule;
}
