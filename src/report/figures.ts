/** Which numbers answer the three questions? The key figures, in the order in which they are told. */
import { estimateOf, METRICS, tellInterval } from '../charts/metrics.ts';
import { tell } from '../charts/numbers.ts';
import type { Estimate, Result } from '../results/result.ts';

type Name = keyof typeof METRICS;

interface Figure {
  name: Name;
  label: string;
  /** Told only where it is not 0 in every run: what a network does not do needs no line. */
  unlessZero?: boolean;
}

export interface ToldFigure {
  label: string;
  mean: string;
  /** Empty where there is none. */
  interval: string;
  n: string;
  unit: string;
}

export const QUESTIONS = {
  computed: 'Where is it computed and verified?',
  trusted: 'Can the result be trusted?',
  value: 'Who gets the value?',
  efficiency: 'At what cost in efficiency?',
} as const;

const FIGURES: Record<keyof typeof QUESTIONS, readonly Figure[]> = {
  computed: [
    { name: 'nakamotoJobs', label: 'fewest operators with over half of the jobs' },
    { name: 'topJobs', label: 'jobs of the largest operator' },
    { name: 'nakamotoStake', label: 'fewest operators with over half of the stake' },
    { name: 'nakamotoBlocks', label: 'fewest operators with over half of the blocks' },
  ],
  trusted: [
    { name: 'attempted', label: 'fraudulent results handed in' },
    { name: 'detected', label: 'of these detected', unlessZero: true },
    { name: 'missed', label: 'of these missed', unlessZero: true },
    { name: 'pending', label: 'of these pending at the end', unlessZero: true },
    { name: 'detectionRate', label: 'detected per cheated job with a verdict' },
    { name: 'adversaryNet', label: 'net income of a held node over another’s' },
    { name: 'wrongShare', label: 'wrong among accepted answers', unlessZero: true },
    { name: 'harm', label: 'harm by wrong answers', unlessZero: true },
    { name: 'falsePerMillion', label: 'convictions of honest work' },
    { name: 'proofMean', label: 'time to proof, mean' },
  ],
  value: [
    { name: 'fees', label: 'fees paid by clients' },
    { name: 'emission', label: 'newly issued', unlessZero: true },
    { name: 'slashed', label: 'slashed', unlessZero: true },
    { name: 'circulating', label: 'circulating at the end' },
    { name: 'priceMean', label: 'price of a token, mean' },
    { name: 'nodesShare', label: 'value that ends with nodes', unlessZero: true },
    { name: 'validatorsShare', label: 'with validators', unlessZero: true },
    { name: 'delegatorsShare', label: 'with delegators', unlessZero: true },
    { name: 'publishersShare', label: 'with model publishers', unlessZero: true },
    { name: 'treasuryShare', label: 'with the treasury', unlessZero: true },
    { name: 'burnShare', label: 'burned', unlessZero: true },
    { name: 'dataShare', label: 'with data nodes', unlessZero: true },
    { name: 'storageShare', label: 'with storage and the model hub', unlessZero: true },
    { name: 'facilitatorShare', label: 'with the facilitator', unlessZero: true },
    { name: 'relayShare', label: 'with the relay', unlessZero: true },
    { name: 'upstreamShare', label: 'with providers behind proxies', unlessZero: true },
    { name: 'unpaid', label: 'answers given, fees never paid', unlessZero: true },
    { name: 'profitMean', label: 'profit per operator' },
    { name: 'losing', label: 'operators with a loss', unlessZero: true },
    { name: 'surplus', label: 'surplus of clients' },
    { name: 'welfare', label: 'welfare: value - harm - resources' },
    { name: 'giniRevenue', label: 'Gini coefficient of revenue over operators' },
  ],
  efficiency: [
    { name: 'throughput', label: 'jobs answered' },
    { name: 'goodput', label: 'within the objective' },
    { name: 'latencyP50', label: 'latency, median' },
    { name: 'latencyP95', label: 'latency, 95th percentile' },
    { name: 'utilization', label: 'utilization of nodes' },
    { name: 'unserved', label: 'jobs that nobody served', unlessZero: true },
    { name: 'withheld', label: 'jobs not sent for want of trust', unlessZero: true },
    { name: 'refused', label: 'jobs refused by their client', unlessZero: true },
    { name: 'halted', label: 'jobs refused for want of a fresh price or of room', unlessZero: true },
    { name: 'overhead', label: 'compute for checking per useful compute' },
  ],
};

/** Units whose plain name tells a reader little. */
const UNITS: Record<string, string> = {
  holders: 'operators',
  '1/million': 'per million',
  ratio: '×',
  offences: 'results',
};

/** Cells of a table: shares in per cent, token amounts under the token's symbol. */
export function tellFigure(result: Result, metric: string, estimate: Estimate, label = metric): ToldFigure {
  // A Gini coefficient lies between 0 and 1, but nobody tells it in per cent.
  const unit = metric.includes('.gini.') ? '' : estimate.unit;
  const factor = unit === 'share' ? 100 : 1;
  return {
    label,
    mean: tell(estimate.mean === null ? null : estimate.mean * factor),
    interval: tellInterval(estimate, factor),
    n: tell(estimate.n),
    unit: unit === 'share' ? '%' : unit === 'token' ? result.manifest.scenario.token.symbol : (UNITS[unit] ?? unit),
  };
}

/** The figures that answer the scenario's own question, in its words; none where it names none. */
export function answerOf(result: Result): ToldFigure[] {
  return Object.entries(result.manifest.scenario.measures.answer ?? {}).flatMap(([metric, words]) => {
    const estimate = estimateOf(result, metric);
    return estimate === null ? [] : [tellFigure(result, metric, estimate, words)];
  });
}

/** The figures that a result has, by question; questions without any are left out. */
export function figuresOf(result: Result): { question: string; figures: ToldFigure[] }[] {
  const groups = (Object.keys(FIGURES) as (keyof typeof FIGURES)[]).map((key) => ({
    question: QUESTIONS[key],
    figures: FIGURES[key].flatMap(({ name, label, unlessZero }) => {
      const estimate = estimateOf(result, METRICS[name]);
      if (estimate === null || (unlessZero && estimate.mean === 0)) return [];
      return [tellFigure(result, METRICS[name], estimate, label)];
    }),
  }));
  return [{ question: 'The answer', figures: answerOf(result) }, ...groups].filter((group) => group.figures.length > 0);
}
