/** Which rules are there, by slot and name? */
import * as all from './all.ts';
import type { Rule, SlotName } from './contract.ts';
import { mixedOf } from './verification/mixed.ts';

/** slot -> name -> rule */
export const rules = {} as Record<SlotName, Record<string, Rule>>;
// A registry holds parameters of every shape: each rule's own schema checks them before `bind` sees them.
for (const rule of Object.values(all) as unknown as Rule[]) enter(rule);
// What consists of other methods is made of all of those.
enter(mixedOf({ ...rules.verification } as Record<string, Rule<'verification'>>) as unknown as Rule);

function enter(rule: Rule): void {
  rules[rule.slot] ??= {};
  if (Object.hasOwn(rules[rule.slot], rule.name)) throw new Error(`two rules ${rule.name} for ${rule.slot}`);
  rules[rule.slot][rule.name] = rule;
}
