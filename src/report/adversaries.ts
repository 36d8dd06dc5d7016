/** What did adversaries gain? A line per adversary: its attack, what it did, how often it was convicted, and what it was left with. */
import { estimateOf, tellEstimate } from '../charts/metrics.ts';
import type { Result } from '../results/result.ts';
import { tellRule } from './assumptions.ts';

export interface AdversaryLine {
  name: string;
  attack: string;
  /** Of these four, mean per replication and its interval; a dash where no replication defines it. */
  nodes: string;
  attempted: string;
  detected: string;
  /** Net income of a node of it over that of a node that nobody holds. */
  ratio: string;
}

/** Lines in the order of the scenario; none where the result does not measure adversaries one by one. */
export function adversaryLines(result: Result): AdversaryLine[] {
  const { scenario } = result.manifest;
  return scenario.adversaries.flatMap(({ name, attack }) => {
    const metric = `fraud.adversary.${name}`;
    if (estimateOf(result, `${metric}.attempted`) === null) return [];
    return [
      {
        name,
        attack: tellRule(attack.rule, attack.params, scenario),
        nodes: tellEstimate(result, `${metric}.nodes`),
        attempted: tellEstimate(result, `${metric}.attempted`),
        detected: tellEstimate(result, `${metric}.detected`),
        ratio: tellEstimate(result, `${metric}.net_income_ratio`),
      },
    ];
  });
}
