/** At what cost in efficiency? Jobs per second, waiting, latency with its quantiles, time to proof and to verdict, utilization. */
import { LOSSES } from '../network/facts.ts';
import { ANSWER, STAGE } from '../network/tables.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { QuantileHistogram } from '../stats/quantileHistogram.ts';
import type { Attached, Measure } from './measure.ts';
import { quotient, ratio, share } from './measure.ts';
import type { MetricInfo, MetricKind } from './record.ts';
import { BLOCK, cells, perWindow, type Windows } from './windows.ts';

const COUNTED = 'jobs by the time at which it happened; jobs still under way at the horizon are left out';
const QUANTILE = 'from a histogram with 256 buckets per octave: relative error below 0.4 %';

function info(name: string, unit: string, kind: MetricKind, summary: string, convention: string): MetricInfo {
  return { name, unit, kind, summary, convention };
}

const infos: MetricInfo[] = [
  info('throughput.offered_per_second', 'jobs/s', 'steady', 'jobs that came to the network', COUNTED),
  info('throughput.jobs_per_second', 'jobs/s', 'steady', 'jobs whose client got an answer', COUNTED),
  info(
    'throughput.goodput_per_second',
    'jobs/s',
    'steady',
    "answers within the flow's objective",
    `${COUNTED}; null when no flow has an objective`,
  ),
  ...LOSSES.map((loss) =>
    info(`throughput.${loss}_share`, 'share', 'steady', `jobs that ended ${loss}, of those that came`, COUNTED),
  ),
  info(
    'latency.mean_seconds',
    's',
    'steady',
    'arrival of the job to its answer at the client',
    'sojourn with travel; mean over accepted jobs',
  ),
  ...[50, 95, 99].map((p) =>
    info(`latency.p${p}_seconds`, 's', 'steady', `${p} % quantile of the time from arrival to answer`, QUANTILE),
  ),
  info(
    'wait.mean_seconds',
    's',
    'steady',
    'time in the queue of the node whose answer was accepted',
    'mean over accepted jobs, zeros included',
  ),
  info('queue.jobs_in_system', 'jobs', 'steady', 'jobs between arrival and answer', 'time-weighted mean'),
  info(
    'utilization.mean',
    'share',
    'steady',
    "share of the nodes' slot-seconds spent executing",
    'work of executions that ended or were called off in the window, of any role, over what all nodes can do while they are in the network; null when none is',
  ),
  info(
    'proof.time_mean_seconds',
    's',
    'steady',
    'answer to finality of its proof on the chain',
    'mean over proved answers; answers not yet proved are left out',
  ),
  info('proof.time_p95_seconds', 's', 'steady', '95 % quantile of the time to proof', QUANTILE),
  info(
    'proof.proved_share',
    'share',
    'steady',
    'proofs that became final over answers given on flows that are settled',
    'both counted by their own time, so a backlog shows',
  ),
  info(
    'verdict.time_mean_seconds',
    's',
    'steady',
    'answer to the moment when no dispute is possible',
    'mean over accepted jobs that were closed; 0 where nobody looks',
  ),
  info(
    'verification.overhead',
    'ratio',
    'steady',
    'compute of audits, proofs and further copies over compute of first answers',
    'slot-seconds of executions and proofs that ended',
  ),
  info('chain.blocks', 'blocks', 'total', 'blocks made', 'the whole run'),
  info('chain.halts', 'blocks', 'total', 'times at which no block was made for want of stake online', 'the whole run'),
  info('chain.waiting', 'transactions', 'total', 'transactions sent and not yet final at the end', 'at the horizon'),
];

/** Settlement rules under which no proof is due. */
/** Are a flow's answers proved? Changes in mid-run may change that. */
const NEVER = 0;
const ALWAYS = 1;
const AT_TIMES = 2;
const NEVER_PROVED: ReadonlySet<string> = new Set(['none', 'private']);

/** What is summed up in each window, side by side in one row: a job touches a line or two. */
const FIELDS = [
  'arrived',
  'accepted',
  'settling',
  'good',
  'latency',
  'wait',
  'area',
  'work',
  'useful',
  'checking',
  'closed',
  'verdictTime',
  'proved',
  'proofTime',
  ...LOSSES,
] as const;
type Field = (typeof FIELDS)[number];
const WIDTH = FIELDS.length;
const [
  ARRIVED,
  ACCEPTED,
  SETTLING,
  GOOD,
  LATENCY,
  WAIT,
  AREA,
  WORK,
  USEFUL,
  CHECKING,
  CLOSED,
  VERDICT_TIME,
  PROVED,
  PROOF_TIME,
  LOST,
] = FIELDS.keys();

function attach(run: Simulation, windows: Windows): Attached {
  const { world, scenario } = run;
  const { jobs, tasks, executors, nodes } = world.tables;
  const { engine } = world;
  const sums = perWindow(run, windows, 'throughput/sums', WIDTH);
  const latencies = histograms(run, windows, 'throughput/latencies');
  const proofs = histograms(run, windows, 'throughput/proofs');
  /** [0] jobs in the system, [1] since when (s). */
  const present = cells(run, 'throughput/present', 2);
  const settles = Uint8Array.from(scenario.flows, (_, f) => {
    const ever = [scenario, ...scenario.changes.map((change) => change.scenario)];
    const proved = ever.filter(({ flows }) => !NEVER_PROVED.has(flows[f].settlement.rule)).length;
    return proved === 0 ? NEVER : proved === ever.length ? ALWAYS : AT_TIMES;
  });
  const isSettled = (flow: number) =>
    settles[flow] === AT_TIMES ? !NEVER_PROVED.has(run.inForce.flows[flow].settlement.rule) : settles[flow] === ALWAYS;
  const objectives = Float64Array.from(scenario.flows, (flow) => flow.objective ?? scenario.measures.objective ?? -1);

  function change(by: number, now: number): void {
    const p = present.data;
    sums.data[windows.current * WIDTH + AREA] += p[0] * (now - p[1]);
    p[0] += by;
    p[1] = now;
  }

  // Without an oracle or a limit to what is sold no job can meet a halt, and without outages none.
  const limited = [scenario, ...scenario.changes.map((change) => change.scenario)].some(
    ({ incentives }) => incentives.price.rule === 'eip1559',
  );
  const losses = LOSSES.filter(
    (loss) =>
      (loss !== 'halted' || scenario.token.oracle !== undefined || limited) &&
      (loss !== 'outage' || scenario.outages !== undefined),
  );
  /** Part of a stretch of time for which a node was in the network. */
  const presence = (node: number, from: number, to: number) => {
    const since = nodes.since.data[node];
    const until = nodes.until.data[node];
    if (since <= from && until >= to) return 1;
    return Math.max(0, Math.min(until, to) - Math.max(since, from)) / (to - from);
  };
  /** Seconds of work per second that the nodes there could do, mean over a stretch of time. */
  const capacity = (from: number, to: number) => {
    let sum = 0;
    for (let e = 0; e < executors.table.size; e += executors.table.stride)
      if (executors.node.data[e] >= 0 && nodes.admitted.data[executors.node.data[e]] === 1)
        sum += executors.capacity.data[e] * presence(executors.node.data[e], from, to);
    return sum;
  };
  const quantile = (histogram: QuantileHistogram, q: number) => (histogram.count > 0 ? histogram.quantile(q) : null);
  const value = (field: Field, w: number) => sums.data[w * WIDTH + FIELDS.indexOf(field)];
  const perSecond = (field: Field, w: number) => value(field, w) / windows.length;
  const mean = (sum: Field, count: Field, w: number) => quotient(value(sum, w), value(count, w));
  const path = (f: (w: number) => number | null) => Array.from({ length: windows.count }, (_, w) => f(w));

  return {
    observer: {
      arrived() {
        sums.data[windows.current * WIDTH + ARRIVED]++;
        change(1, engine.now);
      },
      lost(_job, loss) {
        sums.data[windows.current * WIDTH + LOST + loss]++;
        change(-1, engine.now);
      },
      accepted(job, task) {
        const now = engine.now;
        const w = windows.current;
        const row = w * WIDTH;
        const s = sums.data;
        const weight = jobs.weight.data[job];
        const sojourn = now - jobs.arrived.data[job];
        s[row + ACCEPTED] += weight;
        s[row + LATENCY] += sojourn * weight;
        s[row + WAIT] += (tasks.started.data[task] - tasks.submitted.data[task]) * weight;
        latencies[(w / BLOCK) | 0].add(sojourn, weight);
        const flow = jobs.flow.data[job];
        if (isSettled(flow)) s[row + SETTLING] += weight;
        const objective = objectives[flow];
        if (objective >= 0 && sojourn <= objective) s[row + GOOD] += weight;
        change(-1, now);
      },
      executed(task) {
        const row = windows.current * WIDTH;
        const s = sums.data;
        const amount = tasks.work.data[task];
        if (tasks.node.data[task] >= 0) s[row + WORK] += amount;
        const role = tasks.role.data[task];
        s[row + (role === ANSWER || role === STAGE ? USEFUL : CHECKING)] += amount;
      },
      withdrawn(task, spent) {
        if (tasks.node.data[task] >= 0) sums.data[windows.current * WIDTH + WORK] += spent;
      },
      closed(job) {
        const answered = jobs.answered.data[job];
        if (answered < 0) return;
        const row = windows.current * WIDTH;
        sums.data[row + CLOSED]++;
        sums.data[row + VERDICT_TIME] += engine.now - answered;
      },
      proved(_flow, answered, weight) {
        const w = windows.current;
        const row = w * WIDTH;
        const time = engine.now - answered;
        sums.data[row + PROVED] += weight;
        sums.data[row + PROOF_TIME] += time * weight;
        proofs[(w / BLOCK) | 0].add(time, weight);
      },
    },
    window() {
      change(0, engine.now);
    },
    spreads: { latency: latencies },
    steady: () => [
      path((w) => value('area', w)),
      path((w) => value('accepted', w)),
      path((w) => value('work', w)),
      path((w) => mean('latency', 'accepted', w)),
      path((w) => mean('proofTime', 'proved', w)),
    ],
    metrics(first, quantiles = true) {
      const seconds = (windows.count - first) * windows.length;
      const sum = (field: Field) => {
        let total = 0;
        for (let w = first; w < windows.count; w++) total += value(field, w);
        return total;
      };
      const room = seconds * capacity(scenario.horizon - seconds, scenario.horizon);
      const from = quantiles ? first : Number.POSITIVE_INFINITY;
      const histogram = merged(latencies, from);
      const proofHistogram = merged(proofs, from);
      return {
        'throughput.offered_per_second': sum('arrived') / seconds,
        'throughput.jobs_per_second': sum('accepted') / seconds,
        'throughput.goodput_per_second': objectives.some((o) => o >= 0) ? sum('good') / seconds : null,
        ...Object.fromEntries(losses.map((loss) => [`throughput.${loss}_share`, share(sum(loss), sum('arrived'))])),
        'latency.mean_seconds': ratio(sum('latency'), sum('accepted')),
        'latency.p50_seconds': quantile(histogram, 0.5),
        'latency.p95_seconds': quantile(histogram, 0.95),
        'latency.p99_seconds': quantile(histogram, 0.99),
        'wait.mean_seconds': ratio(sum('wait'), sum('accepted')),
        'queue.jobs_in_system': sum('area') / seconds,
        'utilization.mean': room > 0 ? sum('work') / room : null,
        'proof.time_mean_seconds': ratio(sum('proofTime'), sum('proved')),
        'proof.time_p95_seconds': quantile(proofHistogram, 0.95),
        'proof.proved_share': settles.some((how) => how !== NEVER) ? ratio(sum('proved'), sum('settling')) : null,
        'verdict.time_mean_seconds': ratio(sum('verdictTime'), sum('closed')),
        'verification.overhead': ratio(sum('checking'), sum('useful')),
        'chain.blocks': run.chain.height,
        'chain.waiting': run.chain.waiting,
        'chain.halts': run.chain.halted,
      };
    },
    series() {
      // One point a block, at the block's last window.
      const blockQuantile = (blocks: QuantileHistogram[], w: number, q: number) =>
        (w + 1) % BLOCK === 0 || w === windows.count - 1 ? quantile(blocks[(w / BLOCK) | 0], q) : null;
      return {
        'throughput.offered_per_second': path((w) => perSecond('arrived', w)),
        'throughput.jobs_per_second': path((w) => perSecond('accepted', w)),
        'latency.mean_seconds': path((w) => mean('latency', 'accepted', w)),
        'latency.p50_seconds': path((w) => blockQuantile(latencies, w, 0.5)),
        'latency.p95_seconds': path((w) => blockQuantile(latencies, w, 0.95)),
        'latency.p99_seconds': path((w) => blockQuantile(latencies, w, 0.99)),
        'queue.jobs_in_system': path((w) => value('area', w) / windows.length),
        'utilization.mean': path(
          (w) => value('work', w) / (windows.length * capacity(windows.end(w) - windows.length, windows.end(w)) || 1),
        ),
        'proof.time_mean_seconds': path((w) => mean('proofTime', 'proved', w)),
        'proof.time_p95_seconds': path((w) => blockQuantile(proofs, w, 0.95)),
      };
    },
  };
}

/** The histogram of all blocks from that of window `first` on. */
export function merged(blocks: readonly QuantileHistogram[], first: number): QuantileHistogram {
  const sum = new QuantileHistogram();
  for (const block of blocks.slice(first / BLOCK)) sum.merge(block);
  return sum;
}

/** One histogram per block of windows. */
export function histograms(run: Simulation, windows: Windows, name: string): QuantileHistogram[] {
  const blocks = Math.ceil(windows.count / BLOCK);
  const counts = cells(run, name, blocks * QuantileHistogram.LENGTH);
  return Array.from({ length: blocks }, (_, block) => new QuantileHistogram(counts, block * QuantileHistogram.LENGTH));
}

export const throughput: Measure = { infos, attach };
