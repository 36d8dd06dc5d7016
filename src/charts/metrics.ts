/** Which metrics do charts draw and sentences quote? Their names, as `list metrics` has them, in one place. */
import type { Estimate, Result } from '../results/result.ts';
import { tell } from './numbers.ts';

export const METRICS = {
  throughput: 'throughput.jobs_per_second',
  goodput: 'throughput.goodput_per_second',
  offered: 'throughput.offered_per_second',
  unserved: 'throughput.unserved_share',
  refused: 'throughput.refused_share',
  halted: 'throughput.halted_share',
  latencyP50: 'latency.p50_seconds',
  latencyP95: 'latency.p95_seconds',
  latencyP99: 'latency.p99_seconds',
  wait: 'wait.mean_seconds',
  utilization: 'utilization.mean',
  proofMean: 'proof.time_mean_seconds',
  proofP95: 'proof.time_p95_seconds',
  verdictMean: 'verdict.time_mean_seconds',
  overhead: 'verification.overhead',
  audits: 'verification.audits',
  nakamotoJobs: 'decentralization.jobs.nakamoto_50.operator',
  nakamotoRevenue: 'decentralization.revenue.nakamoto_50.operator',
  nakamotoStake: 'decentralization.stake.nakamoto_50.operator',
  nakamotoBlocks: 'decentralization.blocks.nakamoto_50.operator',
  giniJobs: 'decentralization.jobs.gini.operator',
  giniRevenue: 'decentralization.revenue.gini.operator',
  giniStake: 'decentralization.stake.gini.operator',
  topJobs: 'decentralization.jobs.top1.operator',
  topRevenue: 'decentralization.revenue.top1.operator',
  topStake: 'decentralization.stake.top1.operator',
  attempted: 'fraud.attempted',
  detected: 'fraud.detected',
  missed: 'fraud.missed',
  pending: 'fraud.pending',
  detectionRate: 'fraud.detection_rate_per_cheated_job',
  operatorsCaught: 'fraud.operators_caught_share',
  falseConvictions: 'fraud.false_convictions',
  falsePerMillion: 'fraud.false_convictions_per_million',
  adversaryNet: 'fraud.adversary_net_income_ratio',
  wrongShare: 'fraud.wrong_answers_share',
  harm: 'fraud.harm_usd',
  valueAtRisk: 'fraud.value_at_risk_usd',
  fees: 'economy.fees',
  emission: 'economy.emission',
  burned: 'economy.burned',
  slashed: 'economy.slashed',
  nodesShare: 'economy.value_share.nodes',
  validatorsShare: 'economy.value_share.validators',
  delegatorsShare: 'economy.value_share.delegators',
  publishersShare: 'economy.value_share.publishers',
  treasuryShare: 'economy.value_share.treasury',
  burnShare: 'economy.value_share.burn',
  facilitatorShare: 'economy.value_share.facilitator',
  storageShare: 'economy.value_share.storage',
  dataShare: 'economy.value_share.data',
  relayShare: 'economy.value_share.relay',
  upstreamShare: 'economy.value_share.outside',
  unpaid: 'payments.unpaid',
  profitMean: 'profit.operator_mean_usd',
  losing: 'profit.losing_share',
  surplus: 'economy.client_surplus_usd',
  welfare: 'welfare.total_usd',
  withheld: 'trust.withheld_share',
  supply: 'economy.supply',
  circulating: 'token.circulating',
  circulatingShare: 'token.circulating_share',
  price: 'token.price_usd',
  priceMean: 'token.price_mean_usd',
  quote: 'token.quote_usd',
  nodeHour: 'economy.revenue_per_node_hour_usd',
} as const;

/** The estimate of a metric, or null when the result lacks it or no replication defines it. */
export function estimateOf(result: Result, metric: string): (Estimate & { mean: number }) | null {
  const estimate = result.summary.metrics[metric];
  return estimate === undefined || estimate.mean === null ? null : { ...estimate, mean: estimate.mean };
}

/**
 * "7.84 to 8.09", or empty where one replication gives none or all agree to six digits; "< 4.7" or "> 95.3" where none or
 * all of the trials were events.
 */
export function tellInterval(estimate: Estimate, factor = 1): string {
  if (estimate.ci95 === null) return '';
  const [lo, hi] = estimate.ci95;
  if (isBound(estimate)) return estimate.mean === lo ? `< ${tell(hi * factor)}` : `> ${tell(lo * factor, 6)}`;
  for (const digits of [3, 4, 5, 6])
    if (tell(lo * factor, digits) !== tell(hi * factor, digits))
      return `${tell(lo * factor, digits)} to ${tell(hi * factor, digits)}`;
  return '';
}

/** True where the interval is a bound: nothing, or everything, was an event. */
const isBound = (estimate: Estimate): boolean => estimate.method === 'clopper-pearson';

/** Mean with `unit` and its 95 % interval in brackets, e.g. "7.96 s [7.84 to 8.09]", or its bound, "0 (< 4.7)". */
export function tellEstimate(result: Result, metric: string, factor = 1, unit = ''): string {
  const estimate = estimateOf(result, metric);
  if (estimate === null) return '–';
  const interval = tellInterval(estimate, factor);
  const mean = `${tell(estimate.mean * factor)}${unit}`;
  if (interval === '') return mean;
  return isBound(estimate) ? `${mean} (${interval}${unit})` : `${mean} [${interval}]`;
}
