/** By which metrics are scenarios compared? By those asked for; else by the answers to their own questions, and a few that matter for all. */
import { metricCatalogue } from '../../measures/index.ts';
import { isNamed, type MetricInfo } from '../../measures/record.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { missingMetric } from '../replications/questions.ts';
import type { RunRow } from '../task/runRow.ts';
import { ComparisonError } from './error.ts';

/** Told of every comparison, where a contender has them: who computes and earns, whether answers are right, how well clients are served. */
const CORE = [
  'throughput.jobs_per_second',
  'latency.p95_seconds',
  'throughput.unserved_share',
  'utilization.mean',
  'verification.overhead',
  'fraud.detection_rate_per_cheated_job',
  'fraud.wrong_answers_share',
  'fraud.harm_usd',
  'fraud.false_convictions_per_million',
  'fraud.adversary_net_income_ratio',
  'decentralization.jobs.nakamoto_50.operator',
  'decentralization.revenue.gini.operator',
  'economy.fees',
  'profit.operator_mean_usd',
  'welfare.total_usd',
];

/** Throws ComparisonError for a name that nobody measures, or no contender. */
export function checkMetrics(wanted: readonly string[], scenarios: readonly Scenario[]): void {
  for (const metric of wanted) {
    const reasons = scenarios.map((scenario) => missingMetric(metric, scenario));
    if (reasons.some((reason) => reason === null)) continue;
    const { message, expected } = reasons[0]!;
    throw new ComparisonError(`--metric ${metric}: ${message}, expected ${expected}`);
  }
}

/** The answers of all, in the order of the scenarios, and their words. */
export function answersOf(scenarios: readonly Scenario[]): Map<string, string> {
  const words = new Map<string, string>();
  for (const { measures } of scenarios)
    for (const [metric, text] of Object.entries(measures.answer ?? {})) if (!words.has(metric)) words.set(metric, text);
  return words;
}

/**
 * What is compared where nothing was asked for. Of the core those are left out that no run defines, and those that are 0 in all:
 * what none of the networks does needs no line.
 */
export function sensibleMetrics(scenarios: readonly Scenario[], runs: readonly RunRow[]): string[] {
  const answers = [...answersOf(scenarios).keys()];
  const happens = (metric: string): boolean => runs.some(({ metrics }) => (metrics[metric] ?? 0) !== 0);
  return [...answers, ...CORE.filter((metric) => !answers.includes(metric) && happens(metric))];
}

/** Its line in the catalogue. */
export function infoOf(metric: string): MetricInfo | undefined {
  return metricCatalogue.find(({ name }) => isNamed(name, metric));
}
