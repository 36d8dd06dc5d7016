/** Can those who come, go, fail and attack do so in this run? Times of coming and going, outages, attacks of validators. */
import type { Money } from '../language/money.ts';
import type { Registries } from './choice.ts';
import type { Report } from './problems.ts';
import type { PartialScenario } from './sections.ts';

/** Whom an attack holds. */
export function holdsOf({ adversaries }: Registries, attack: string): 'nodes' | 'validators' {
  return adversaries[attack]?.holds ?? 'nodes';
}

/** Reports parties that never come, outages where nobody looks at single blocks, and what has nobody to begin with. */
export function memberships(scenario: PartialScenario, registries: Registries, report: Report): void {
  const { chain, horizon, incentives, nodes, validators, delegators, flows, adversaries } = scenario;
  for (const section of ['nodes', 'validators'] as const)
    for (const [i, group] of (scenario[section] ?? []).entries())
      if (group?.joins?.kind === 'constant' && horizon !== undefined && group.joins.value >= horizon)
        report({
          path: [section, i, 'joins'],
          message: `is ${group.joins.value} s`,
          expected: `before the horizon, ${horizon} s`,
        });
  const least = incentives?.staking.params.minimum as Money | undefined;
  for (const [i, group] of (validators ?? []).entries()) {
    if (group?.stake.kind === 'constant' && least !== undefined && group.stake.value < least.amount)
      report({
        path: ['validators', i, 'stake'],
        message: `is ${group.stake.value} tokens`,
        expected: `at least the minimum of a validator, ${least.amount} tokens`,
      });
    if (!group?.outages) continue;
    if (group.uptime < 1)
      report({ path: ['validators', i, 'outages'], message: 'are given beside uptime', expected: 'one of them' });
    if (chain && chain.mode !== 'on')
      report({
        path: ['validators', i, 'outages'],
        message: `are given, and chain.mode is ${chain.mode}`,
        expected: 'chain.mode: on, which simulates single blocks',
      });
  }
  for (const [i, attack] of (adversaries ?? []).entries()) {
    if (!attack) continue;
    const of = holdsOf(registries, attack.attack.rule);
    const other = of === 'nodes' ? validators : nodes;
    const own = of === 'nodes' ? nodes : validators;
    const named = (groups: ({ group: string } | undefined)[] | undefined) =>
      groups?.some((group) => group?.group === attack.group) ?? false;
    if (attack.group !== undefined && !named(own) && named(other))
      report({
        path: ['adversaries', i, 'group'],
        message: `is "${attack.group}", but ${attack.attack.rule} holds ${of}`,
        expected: `a group of ${of}`,
      });
    if (chain && chain.mode !== 'on' && of === 'validators' && !registries.adversaries[attack.attack.rule]?.offChain)
      report({
        path: ['adversaries', i, 'attack'],
        message: `is ${attack.attack.rule}, which acts block by block, and chain.mode is ${chain.mode}`,
        expected: 'chain.mode: on',
      });
  }
  const late = (groups: ({ joins?: unknown } | undefined)[] | undefined) =>
    groups !== undefined && groups.length > 0 && groups.every((group) => group?.joins !== undefined);
  if (delegators?.length && late(validators))
    report({
      path: ['delegators'],
      message: 'delegate from the start, when no validator is there yet',
      expected: 'a group of validators without joins',
      atKey: true,
    });
  if (
    incentives?.admission.rule === 'authority' &&
    flows?.length &&
    nodes?.length &&
    nodes.every((group) => group?.approved === false)
  )
    report({
      path: ['incentives', 'admission'],
      message: 'is authority, and no group of nodes is approved',
      expected: 'at least one that is',
    });
}
