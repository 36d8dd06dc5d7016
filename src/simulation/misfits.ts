/** Do the models offer what the scenario asks of them? Known only once their profiles are there. */
import { adversaries } from '../agents/index.ts';
import { abstractBank, Bank } from '../inference/bank.ts';
import type { Finding } from '../language/errors.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { ProfileSet } from './behaviours.ts';
import { learnerOf } from './learning.ts';

/** Every runtime, cheat and metric that some model of the scenario has no class or distances for. */
export function behaviourMisfits(scenario: Scenario, { profiles }: ProfileSet): Finding[] {
  const findings: Finding[] = [];
  const used = scenario.models.filter(({ name }) => scenario.flows.some((flow) => flow.model === name));
  for (const { name, disagreement } of used) {
    const profile = profiles[name];
    const bank = profile ? new Bank(profile) : abstractBank({ name, disagreement });
    const needs = (path: PropertyKey[], wanted: string) => {
      if (bank.classNames.includes(wanted)) return;
      findings.push({
        path,
        message: `is "${wanted}", which model ${name} has no outputs of`,
        expected: bank.classNames.join(', '),
      });
    };
    scenario.nodes.forEach((group, i) => {
      needs(['nodes', i, 'runtime'], group.runtime);
    });
    scenario.adversaries.forEach(({ attack }, i) => {
      for (const behaviour of adversaries[attack.rule].behaviours(attack.params))
        needs(['adversaries', i, 'attack'], behaviour);
    });
    scenario.operators.forEach((group, i) => {
      const learner = learnerOf(group);
      if (!learner?.decides.includes('answers')) return;
      const path = ['operators', i, 'strategy', group.strategy.rule, 'cheat'];
      needs(path, learner.cheat);
      if (bank.classes.some((one) => one.name === learner.cheat && one.kind !== 'cheat'))
        findings.push({
          path,
          message: `is "${learner.cheat}", which is honest work`,
          expected: 'a cheat of the profile',
        });
    });
    const { metric } = scenario.verification;
    if (!bank.metricNames.includes(metric))
      findings.push({
        path: ['verification', 'metric'],
        message: `is ${metric}, which model ${name} has no distances of`,
        expected: bank.metricNames.join(', '),
      });
  }
  return findings;
}
