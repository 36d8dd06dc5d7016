/**
 * How does a case measure a network in equilibrium? A scenario through parser, resolver, run and measures, as a user's would go,
 * cut into a warm-up and batches, each one observation of every label.
 */
import type { Ratio } from '../measures/measure.ts';
import { MeasuredRun } from '../measures/run.ts';
import { stages } from '../measures/stages.ts';
import { throughput } from '../measures/throughput.ts';
import { waits } from '../measures/waits.ts';
import { BLOCK } from '../measures/windows.ts';
import { parseScenario } from '../scenario/index.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Observation, Observations, Point } from './case.ts';
import { spread } from './estimate.ts';

/** What queues are measured by. */
const MEASURES = [throughput, waits];
const STAGED = [...MEASURES, stages];

/** A scenario file as data. */
export type Written = Record<string, unknown>;

/** How long a run is, in seconds of the simulated network. */
export interface Stretch {
  /** Cut off the start; rounded up to whole batches. */
  readonly warmup: number;
  readonly batch: number;
}

/** What a batch saw. */
export interface Batch {
  /** A steady metric that is a ratio of sums, or a mean over time. Throws RangeError for one that the run does not have. */
  metric(name: string): number | { num: number; den: number };
  /** The same where it is a mean over time, a number. */
  level(name: string): number;
  /** The same where it is a ratio of sums. */
  ratio(name: string): { num: number; den: number };
  /** Quantile of the time from arrival to answer. */
  latency(quantile: number): Observation;
}

/** Batches of one run at most: each keeps histograms of its own. */
const BATCHES = 100;

/**
 * A scenario of one flow of jobs of mean size 1 s to one node, in which nothing costs anything and nothing else happens; whole
 * sections of it are replaced by those of `written`. JSON is YAML, so it goes through the parser of users' files.
 */
export function scenarioOf(written: Written): Promise<Scenario> {
  return parseScenario(
    JSON.stringify({
      name: 'check',
      models: [{ name: 'job', size: { exponential: { mean: '1s' } } }],
      nodes: [{ group: 'node', count: 1 }],
      ...written,
    }),
  );
}

/** One flow of jobs of model `job`. */
export function flow(more: Written): Written {
  return { name: 'jobs', model: 'job', ...more };
}

/** What decides how long a queue with servers of rate 1/s takes to settle. */
export interface Queue {
  /** Jobs per second. */
  readonly rate: number;
  /** Offered load per server. */
  readonly load: number;
  readonly servers?: number;
  /** Squared coefficient of variation of what comes or is served, where it is above that of the exponential. */
  readonly scv?: number;
  /** Jobs in the system at most. */
  readonly bound?: number;
  /** Seconds for which whatever else happens lasts. */
  readonly spell?: number;
  /** How much slower than its service alone the queue empties. */
  readonly stretched?: number;
}

/**
 * A warm-up and batches that are long beside the time in which a queue forgets its past, which for M/M/c is 1 / (c (1 - sqrt rho)^2)
 * beside one service. Only lengths: a wrong one costs precision, or shows in the verdict.
 */
export function stretchOf({ rate, load, servers = 1, scv = 1, bound, spell = 0, stretched = 1 }: Queue): Stretch {
  const gap = 1 - Math.sqrt(Math.min(load, 1 / load));
  const endless = 1 / (servers * gap * gap);
  // In a bounded room a random walk goes from end to end.
  const walk = bound === undefined ? endless : Math.min(endless, ((bound + 1) * (bound + 1)) / (servers * 4));
  const settling = 1 + spell + (walk * stretched * (1 + Math.max(1, scv))) / 2;
  return { warmup: 5 * settling, batch: Math.max(10 * settling, 4000 / rate) };
}

/** A point whose runs are a scenario's, looked at batch by batch. */
export async function steady(
  written: Written,
  stretch: Stretch,
  look: (batch: Batch) => Record<string, Observation>,
  controls?: (batch: Batch) => number[],
): Promise<Point> {
  const skipped = Math.ceil(stretch.warmup / stretch.batch);
  const settled = (batches: number): Promise<Scenario> =>
    scenarioOf({
      horizon: (skipped + batches) * stretch.batch,
      ...written,
      measures: {
        ...(written.measures as Written | undefined),
        windows: (skipped + batches) * BLOCK,
        warmup: skipped * stretch.batch,
      },
    });
  // What is wrong with the parameters is said before anything runs.
  const staged = (await settled(1)).flows.some((flow) => flow.stages !== undefined);
  return {
    batches: BATCHES,
    async run({ seed, replication, batches }) {
      const scenario = { ...(await settled(batches)), seed };
      const run = new MeasuredRun(scenario, {
        replication,
        banks: { profiles: {} },
        measures: staged ? STAGED : MEASURES,
      });
      run.simulation.start();
      run.runToEnd();
      const seen: Record<string, Observation[]> = {};
      for (const batch of batchesOf(run, skipped, batches))
        for (const [label, observation] of Object.entries(look(batch))) {
          seen[label] ??= [];
          seen[label].push(controls ? withControls(observation, controls(batch)) : observation);
        }
      return seen satisfies Observations;
    },
  };
}

function withControls(observation: Observation, controls: number[]): Observation {
  if (typeof observation === 'number') return { num: observation, den: 1, controls };
  return 'num' in observation ? { ...observation, controls } : observation;
}

/** What was fed less what was ordered, per job ordered: arrivals, and work of the jobs that ended beyond 1 s each. */
export function inputs(rate: number, servers = 1): (batch: Batch) => number[] {
  return (batch) => [
    batch.level('throughput.offered_per_second') / rate - 1,
    (batch.level('utilization.mean') * servers - batch.level('throughput.jobs_per_second')) / rate,
  ];
}

/** What happened in each batch: metrics from its start to the end, less those from its end to the end. */
function batchesOf(run: MeasuredRun, skipped: number, batches: number): Batch[] {
  const from = Array.from({ length: batches }, (_, b) => run.metrics((skipped + b) * BLOCK, false));
  const latencies = run.spread('latency');
  return from.map((since, b): Batch => {
    const left = batches - b;
    const metric = (name: string): number | { num: number; den: number } => {
      const now = since[name];
      const then = b + 1 < batches ? from[b + 1]![name] : undefined;
      if (typeof now === 'number') return then === undefined ? now : now * left - (then as number) * (left - 1);
      if (!now) throw new RangeError(`no ${name} in this run`);
      const rest = then as Ratio | undefined;
      return { num: (now.num - (rest?.num ?? 0)) * now.scale, den: now.den - (rest?.den ?? 0) };
    };
    return {
      metric,
      level(name) {
        const value = metric(name);
        if (typeof value !== 'number') throw new RangeError(`${name} is a ratio, not a mean over time`);
        return value;
      },
      ratio(name) {
        const value = metric(name);
        if (typeof value === 'number') throw new RangeError(`${name} is a mean over time, not a ratio`);
        return value;
      },
      latency: (quantile) => spread(latencies[skipped + b]!, quantile),
    };
  });
}
