/** What does each flow get? Answers, losses, delays and fraud by flow, where `measures.by_flow` asks for it. */
import type { Simulation } from '../simulation/simulation.ts';
import type { Attached, Measure } from './measure.ts';
import { ratio, share } from './measure.ts';
import type { MetricInfo } from './record.ts';
import { cells } from './windows.ts';

const TOLD = 'over the whole run; only with measures.by_flow';

function info(what: string, unit: string, summary: string, convention: string): MetricInfo {
  return { name: `flow.<name>.${what}`, unit, kind: 'total', summary, convention: `${convention}; ${TOLD}` };
}

const infos: MetricInfo[] = [
  info('answered', 'jobs', 'jobs of the flow that were answered', 'accepted answers, right or wrong'),
  info('lost_share', 'share', 'its jobs that ended without an answer', 'of those that were answered or lost'),
  info('latency_mean_seconds', 's', 'arrival to accepted answer', 'mean over its answered jobs'),
  info(
    'wrong_answers_share',
    'share',
    'its answers that were fraudulent',
    'of its answered jobs, convicted later or not',
  ),
  info('time_to_proof_mean_seconds', 's', 'answer to finality of its settlement', 'mean over proved answers'),
  info(
    'time_to_verdict_mean_seconds',
    's',
    'answer to the moment when no dispute is possible',
    'mean over closed jobs',
  ),
];

const FIELDS = ['answered', 'lost', 'latency', 'wrong', 'proved', 'proofTime', 'closed', 'verdictTime'] as const;
const [ANSWERED, LOST, LATENCY, WRONG, PROVED, PROOF_TIME, CLOSED, VERDICT_TIME] = FIELDS.keys();
const WIDTH = FIELDS.length;

function attach(run: Simulation): Attached {
  const { world, scenario } = run;
  if (!scenario.measures.by_flow) return { metrics: () => ({}) };
  const { engine } = world;
  const { jobs, tasks } = world.tables;
  const sums = cells(run, 'flows/sums', scenario.flows.length * WIDTH);
  const row = (job: number) => jobs.flow.data[job] * WIDTH;
  return {
    observer: {
      lost(job) {
        sums.data[row(job) + LOST] += jobs.weight.data[job];
      },
      accepted(job, task) {
        const at = row(job);
        const weight = jobs.weight.data[job];
        sums.data[at + ANSWERED] += weight;
        sums.data[at + LATENCY] += (engine.now - jobs.arrived.data[job]) * weight;
        if (tasks.cheat.data[task] === 1) sums.data[at + WRONG] += weight;
      },
      closed(job) {
        const answered = jobs.answered.data[job];
        if (answered < 0) return;
        const at = row(job);
        const weight = jobs.weight.data[job];
        sums.data[at + CLOSED] += weight;
        sums.data[at + VERDICT_TIME] += (engine.now - answered) * weight;
      },
      proved(flow, answered, weight) {
        sums.data[flow * WIDTH + PROVED] += weight;
        sums.data[flow * WIDTH + PROOF_TIME] += (engine.now - answered) * weight;
      },
    },
    metrics() {
      return Object.fromEntries(
        scenario.flows.flatMap(({ name }, flow) => {
          const s = sums.data.subarray(flow * WIDTH, (flow + 1) * WIDTH);
          return Object.entries({
            answered: s[ANSWERED],
            lost_share: share(s[LOST], s[LOST] + s[ANSWERED]),
            latency_mean_seconds: ratio(s[LATENCY], s[ANSWERED]),
            wrong_answers_share: share(s[WRONG], s[ANSWERED]),
            time_to_proof_mean_seconds: ratio(s[PROOF_TIME], s[PROVED]),
            time_to_verdict_mean_seconds: ratio(s[VERDICT_TIME], s[CLOSED]),
          }).map(([what, value]) => [`flow.${name}.${what}`, value]);
        }),
      );
    },
  };
}

export const flows: Measure = { infos, attach };
