/**
 * Can the result be trusted? Ground truth against verdicts, offence by offence, so that
 * attempted = detected + missed + pending is counted and never estimated.
 */
import type { F64 } from '../engine/state.ts';
import { AUDIT } from '../network/tables.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { kaplanMeier, survivalQuantile } from '../stats/kaplanMeier.ts';
import type { Attached, Measure } from './measure.ts';
import { ratio, share } from './measure.ts';
import { OffenceLog } from './offenceLog.ts';
import type { MetricInfo, MetricKind } from './record.ts';
import { cells, perWindow, type Windows } from './windows.ts';

const OFFENCE = 'one offence = one answer or copy made by a cheating class and handed in';

function info(name: string, unit: string, summary: string, convention: string, kind: MetricKind = 'total'): MetricInfo {
  return { name, unit, kind, summary, convention };
}

const infos: MetricInfo[] = [
  info('fraud.attempted', 'offences', 'fraudulent results handed in', OFFENCE),
  info('fraud.detected', 'offences', 'of these, convicted', OFFENCE),
  info('fraud.missed', 'offences', 'of these, beyond dispute without a conviction', OFFENCE),
  info('fraud.pending', 'offences', 'of these, without a verdict at the horizon', OFFENCE),
  info(
    'fraud.detection_rate_per_cheated_job',
    'share',
    'cheated jobs with a conviction, of all cheated jobs beyond dispute',
    'a job is cheated when any of its answers or copies was; over replications: ratio of sums',
  ),
  info(
    'fraud.detection_rate_per_audited_cheated_job',
    'share',
    'convicted / cheated answers that an auditor executed again',
    'what copies and attestations convict is in neither; null when no cheated answer was audited',
  ),
  info(
    'fraud.operators_caught_share',
    'share',
    'cheating operators convicted at least once',
    'of operators with at least one offence; null without',
  ),
  info(
    'fraud.false_convictions',
    'convictions',
    'convictions without an offence',
    'a conviction of an honest execution',
  ),
  info(
    'fraud.false_convictions_per_million',
    '1/million',
    'the same per million honest executions',
    'answers and copies of honest classes',
  ),
  info(
    'fraud.false_votes',
    'votes',
    'audits in which the auditor did not execute honestly',
    'colluding auditors echo what they audit',
  ),
  info(
    'fraud.wrong_answers_accepted',
    'jobs',
    'jobs whose accepted answer was fraudulent',
    'what clients acted on, later conviction or not',
  ),
  info('fraud.wrong_answers_share', 'share', 'the same over all accepted jobs', 'ratio of counts of one run'),
  info(
    'fraud.harm_usd',
    'USD',
    'value of jobs whose accepted answer was fraudulent',
    'realised harm: the client acts at once',
  ),
  info(
    'fraud.value_at_risk_usd',
    'USD',
    'value of jobs answered but not yet beyond dispute',
    'time-weighted mean over the run',
  ),
  info('fraud.time_to_detection_mean_seconds', 's', 'from handing in to conviction', 'mean over detected offences'),
  info(
    'fraud.time_to_detection_median_seconds',
    's',
    "from a cheating node's first offence to its first rightful conviction",
    'Kaplan-Meier median over cheating nodes, those never convicted censored at the horizon; null when the curve stays above 1/2',
  ),
  info('verification.audits', 'executions', 'executions made to check others', 'role audit'),
];

const FIELDS = [
  'attempted',
  'cheatedJobs',
  'caughtJobs',
  'detected',
  'missed',
  'falsely',
  'honest',
  'audits',
  'falseVotes',
  'looked',
  'caught',
  'wrong',
  'accepted',
  'harm',
  'risk',
  'delay',
] as const;
type Field = (typeof FIELDS)[number];
/** Places of what every job touches. */
const HONEST = FIELDS.indexOf('honest');
const ACCEPTED = FIELDS.indexOf('accepted');
const RISK = FIELDS.indexOf('risk');

/** Convictions and offences per node; columns of the nodes' table, read by the entities' report. */
export interface NodeRecord {
  offences: F64;
  convictions: F64;
  falsely: F64;
  /** Times of the first offence and of the first rightful conviction, s; -1: never. */
  firstOffence: F64;
  firstCaught: F64;
}
export function nodeRecord(run: Simulation): NodeRecord {
  const { table } = run.world.tables.nodes;
  return {
    offences: table.column('measures/offences', 'f64'),
    convictions: table.column('measures/convictions', 'f64'),
    falsely: table.column('measures/falsely', 'f64'),
    firstOffence: table.column('measures/firstOffence', 'f64', -1),
    firstCaught: table.column('measures/firstCaught', 'f64', -1),
  };
}

/** Of every field: what was counted so far. */
function sumsOf(run: Simulation): F64 {
  return cells(run, 'fraud/sums', FIELDS.length);
}

/** USD of harm so far: value of jobs whose accepted answer was fraudulent. */
export function harmOf(run: Simulation): number {
  return sumsOf(run).data[FIELDS.indexOf('harm')];
}

function attach(run: Simulation, windows: Windows): Attached {
  const { world } = run;
  const { engine, tables } = world;
  const { jobs, tasks, nodes, operators } = tables;
  const sums = sumsOf(run);
  const at = Object.fromEntries(FIELDS.map((field, i) => [field, i])) as Record<Field, number>;
  const add = (field: Field, amount: number) => {
    sums.data[at[field]] += amount;
  };
  const record = nodeRecord(run);
  const acted = tables.tasks.table.column('measures/looked', 'f64');
  const log = new OffenceLog(run);
  const paths = (['attempted', 'detected', 'missed'] as const).map((field) => ({
    field,
    values: perWindow(run, windows, `fraud/${field}`),
  }));

  /** Median time from first offence to first rightful conviction over nodes; null when half are never convicted. */
  function medianDetection(): number | null {
    const times: number[] = [];
    const caught: boolean[] = [];
    for (let node = 0; node < nodes.table.size; node++) {
      const from = record.firstOffence.data[node];
      if (from < 0) continue;
      const until = record.firstCaught.data[node];
      caught.push(until >= 0);
      times.push((until >= 0 ? until : engine.now) - from);
    }
    const median = survivalQuantile(kaplanMeier(times, caught), 0.5);
    return median < Number.POSITIVE_INFINITY ? median : null;
  }

  /** Value of jobs answered whose verdict is open at the horizon, times how long they have been. */
  function openRisk(): number {
    let sum = 0;
    for (let job = 0; job < jobs.table.size; job += jobs.table.stride) {
      const answered = jobs.answered.data[job];
      if (jobs.flow.data[job] < 0 || jobs.closed.data[job] === 1 || answered < 0) continue;
      sum += jobs.value.data[job] * (engine.now - answered);
    }
    return sum;
  }

  return {
    offences: () => ({ rows: log.rows(), inclusion: log.inclusion }),
    observer: {
      cheated(task) {
        add('attempted', 1);
        const node = tasks.node.data[task];
        record.offences.data[node]++;
        if (record.firstOffence.data[node] < 0) record.firstOffence.data[node] = engine.now;
        acted.data[task] = 0;
      },
      executed(task) {
        if (tasks.role.data[task] === AUDIT) {
          add('audits', 1);
          if (tasks.cheat.data[task] === 1 || tasks.echo.data[task] === 1) add('falseVotes', 1);
          const checked = tasks.checks.data[task];
          if (checked >= 0 && tasks.cheat.data[checked] === 1 && acted.data[checked] === 0) {
            acted.data[checked] = 1;
            add('looked', 1);
          }
        } else if (tasks.role.data[task] < AUDIT && tasks.cheat.data[task] === 0) {
          sums.data[HONEST]++;
        }
      },
      convicted(task) {
        // False challenges are no results.
        if (tasks.role.data[task] === AUDIT) return;
        const node = tasks.node.data[task];
        record.convictions.data[node]++;
        if (tasks.cheat.data[task] === 1) {
          add('detected', 1);
          if (acted.data[task] === 1) add('caught', 1);
          if (record.firstCaught.data[node] < 0) record.firstCaught.data[node] = engine.now;
          add('delay', engine.now - tasks.ended.data[task]);
          log.note(task, 'detected');
        } else {
          add('falsely', 1);
          record.falsely.data[node]++;
          log.note(task, 'false-conviction');
        }
      },
      withdrawn(task) {
        // It was handed in, and then its client gave the attempt up: nobody will look at it, if nobody has.
        if (tasks.ended.data[task] < 0 || tasks.cheat.data[task] === 0 || tasks.convicted.data[task] === 1) return;
        add('missed', 1);
        log.note(task, 'missed');
      },
      accepted(job, task) {
        sums.data[ACCEPTED]++;
        if (tasks.cheat.data[task] === 1) {
          add('wrong', 1);
          add('harm', jobs.value.data[job]);
        }
      },
      closed(job) {
        const answered = jobs.answered.data[job];
        if (answered >= 0) sums.data[RISK] += jobs.value.data[job] * (engine.now - answered);
        let cheated = false;
        let caught = false;
        for (let task = jobs.tasks.data[job]; task >= 0; task = tasks.sibling.data[task]) {
          if (tasks.cheat.data[task] === 0 || tasks.role.data[task] === AUDIT) continue;
          cheated = true;
          if (tasks.convicted.data[task] === 1) {
            caught = true;
          } else {
            add('missed', 1);
            log.note(task, 'missed');
          }
        }
        if (cheated) add('cheatedJobs', 1);
        if (caught) add('caughtJobs', 1);
      },
    },
    window(w) {
      for (const { field, values } of paths) values.data[w] = sums.data[at[field]];
    },
    metrics() {
      const value = (field: Field) => sums.data[at[field]];
      const cheating = new Uint8Array(operators.table.size);
      for (let node = 0; node < nodes.table.size; node++) {
        const operator = nodes.operator.data[node];
        if (record.offences.data[node] > 0) cheating[operator] |= 1;
        if (record.convictions.data[node] > record.falsely.data[node]) cheating[operator] |= 2;
      }
      const verdicts = value('detected') + value('missed');
      return {
        'fraud.attempted': value('attempted'),
        'fraud.detected': value('detected'),
        'fraud.missed': value('missed'),
        'fraud.pending': value('attempted') - verdicts,
        'fraud.detection_rate_per_cheated_job': share(value('caughtJobs'), value('cheatedJobs')),
        'fraud.detection_rate_per_audited_cheated_job': share(value('caught'), value('looked')),
        'fraud.operators_caught_share': share(
          cheating.filter((state) => state === 3).length,
          cheating.filter((state) => (state & 1) === 1).length,
        ),
        'fraud.false_convictions': value('falsely'),
        'fraud.false_convictions_per_million': share(value('falsely'), value('honest'), 1e6),
        'fraud.false_votes': value('falseVotes'),
        'fraud.wrong_answers_accepted': value('wrong'),
        'fraud.wrong_answers_share': share(value('wrong'), value('accepted')),
        'fraud.harm_usd': value('harm'),
        'fraud.value_at_risk_usd': (value('risk') + openRisk()) / run.scenario.horizon,
        'fraud.time_to_detection_mean_seconds': ratio(value('delay'), value('detected')),
        'fraud.time_to_detection_median_seconds': medianDetection(),
        'verification.audits': value('audits'),
      };
    },
    series() {
      const [attempted, detected, missed] = paths.map(({ values }) =>
        Array.from(values.data.subarray(0, windows.count)),
      );
      return {
        'fraud.attempted': attempted,
        'fraud.detected': detected,
        'fraud.missed': missed,
        'fraud.pending': attempted.map((a, w) => a - detected[w] - missed[w]),
      };
    },
  };
}

export const fraud: Measure = { infos, attach };
