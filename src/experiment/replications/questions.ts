/** Can a scenario's question be answered by the metrics that it names? Names that nobody measures, or not in this scenario. */

import type { Finding } from '../../language/errors.ts';
import { didYouMean, oneOf } from '../../language/suggestion.ts';
import { metricCatalogue } from '../../measures/index.ts';
import { isNamed } from '../../measures/record.ts';
import { modesOf } from '../../rules/modes.ts';
import type { Scenario } from '../../scenario/schema.ts';

/** Metrics that are to answer the question and that no run of the scenario will have. */
export function unknownAnswers(scenario: Scenario): Finding[] {
  return Object.keys(scenario.measures.answer ?? {}).flatMap((metric) => {
    const missing = missingMetric(metric, scenario);
    return missing === null ? [] : [{ path: ['measures', 'answer', metric], ...missing }];
  });
}

/** Why no run of the scenario has the metric; null where runs do. */
export function missingMetric(metric: string, scenario: Scenario): Pick<Finding, 'message' | 'expected'> | null {
  const plain = metricCatalogue.map(({ name }) => name).filter((name) => !name.includes('<'));
  if (!metricCatalogue.some(({ name }) => isNamed(name, metric)))
    return {
      message: `is no metric${didYouMean(metric, plain)}`,
      expected: 'a name that `verisim list metrics` shows',
    };
  const expected = absent(metric, scenario);
  return expected === null ? null : { message: 'is not measured in this scenario', expected };
}

/** What a metric of one flow or mode lacks; null when it is there. */
function absent(metric: string, { flows, measures }: Scenario): string | null {
  const [family, name] = metric.split('.');
  if (family === 'flow') {
    if (!measures.by_flow) return 'measures.by_flow: true';
    const names = flows.map((flow) => flow.name);
    return names.includes(name!) ? null : `the name of a flow, ${oneOf(names)}`;
  }
  if (family === 'mode') {
    const modes = [...new Set(flows.flatMap((flow) => modesOf(flow.verification)))];
    if (modes.length === 0) return 'a flow whose verification is mixed';
    return modes.includes(name!) ? null : `the name of a mode, ${oneOf(modes)}`;
  }
  return null;
}
