/** Do those who learn have something to decide? Nodes to answer with, and what somebody audits. */
import type { Registries } from './choice.ts';
import type { Report } from './problems.ts';
import type { PartialScenario } from './sections.ts';

export function checkLearning(scenario: PartialScenario, { strategies }: Registries, report: Report): void {
  const { operators, nodes, validators, delegators } = scenario;
  for (const [i, group] of (delegators ?? []).entries())
    if (group && group.strategy.rule !== 'fixed')
      report({
        path: ['delegators', i, 'strategy'],
        message: `is ${group.strategy.rule}, which is for operators`,
        expected: 'fixed; where delegators move their stake is said by incentives.delegation',
      });
  for (const [i, group] of (operators ?? []).entries()) {
    const decides = group && strategies[group.strategy.rule]?.learns?.(group.strategy.params).decides;
    if (!group || !decides || !nodes || !validators) continue;
    const owns = (parties: readonly ({ operator: string } | undefined)[]) =>
      parties.some((party) => party === undefined || party.operator === group.group);
    const path = ['operators', i, 'strategy', group.strategy.rule, 'decides'];
    if (decides.includes('answers') && !owns(nodes))
      report({
        path,
        message: `names answers, but no nodes are operated by ${group.group}`,
        expected: `a group of nodes with operator: ${group.group}, or decides: [audits]`,
        atKey: true,
      });
    if (decides.includes('audits') && !owns(nodes) && !owns(validators))
      report({
        path,
        message: `names audits, but neither nodes nor validators are operated by ${group.group}`,
        expected: `a group of nodes or validators with operator: ${group.group}`,
        atKey: true,
      });
  }
}
