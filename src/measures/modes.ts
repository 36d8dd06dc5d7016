/** What does the choice of a method cost and protect? Trust and delay per mode, and what became of proofs that jobs have for themselves. */
import { PROOFS } from '../network/facts.ts';
import { ANSWER, AUDIT, STAGE } from '../network/tables.ts';
import { isModal, modeNames, ofModeKey, partsOf } from '../rules/modes.ts';
import type { RuleChoice, Scenario } from '../scenario/schema.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { Attached, Measure } from './measure.ts';
import { ratio, share } from './measure.ts';
import type { MetricInfo } from './record.ts';
import { cells } from './windows.ts';

const MODES =
  "one for each mode: the parts of mixed verifications by name, other flows' methods by theirs; only of scenarios with a mixed one";
const PROVED = 'only of scenarios with zkml';

const infos: MetricInfo[] = [
  {
    name: 'mode.<name>.jobs_share',
    unit: 'share',
    kind: 'total',
    summary: 'answered jobs of the mode, of all answered jobs',
    convention: MODES,
  },
  {
    name: 'mode.<name>.wrong_answers_share',
    unit: 'share',
    kind: 'total',
    summary: "the mode's jobs whose accepted answer was fraudulent",
    convention: `of its answered jobs, convicted later or not; ${MODES}`,
  },
  {
    name: 'mode.<name>.latency_mean_seconds',
    unit: 's',
    kind: 'total',
    summary: "arrival of the mode's jobs to their answers at the client",
    convention: `mean over answered jobs that were closed; ${MODES}`,
  },
  {
    name: 'mode.<name>.compute_mean_seconds',
    unit: 's',
    kind: 'total',
    summary: 'slot-seconds that a job of the mode took: its execution, copies, stages, audits and its own proof',
    convention: `those that ended, mean over answered jobs that were closed; ${MODES}`,
  },
  {
    name: 'mode.<name>.value_at_risk_usd',
    unit: 'USD',
    kind: 'total',
    summary: "value of the mode's jobs answered but not yet beyond dispute",
    convention: `time-weighted mean over the run; ${MODES}`,
  },
  {
    name: 'mode.<name>.time_to_proof_mean_seconds',
    unit: 's',
    kind: 'total',
    summary:
      "a job's proof of its own: from its execution to the finality of the proof; else answer to finality of its settlement",
    convention: `mean over proved jobs; null for modes whose jobs have neither; ${MODES}`,
  },
  {
    name: 'mode.<name>.time_to_verdict_mean_seconds',
    unit: 's',
    kind: 'total',
    summary: 'answer to the moment when no dispute is possible',
    convention: `mean over answered jobs that were closed; ${MODES}`,
  },
  {
    name: 'proof.own_time_mean_seconds',
    unit: 's',
    kind: 'total',
    summary: "execution to the finality of the job's own proof",
    convention: `mean over proofs that hold; ${PROVED}`,
  },
  {
    name: 'proof.missing_share',
    unit: 'share',
    kind: 'total',
    summary: 'jobs without a proof in time, of those that were to have one of their own',
    convention: `given up after the time-out, or refused by a full queue; ${PROVED}`,
  },
  {
    name: 'proof.prover_utilization',
    unit: 'share',
    kind: 'total',
    summary: "share of the provers' slot-seconds spent on proofs",
    convention: `of proofs that ended or were given up, over the whole horizon; null without a prover; ${PROVED}`,
  },
  {
    name: 'fraud.false_challenges',
    unit: 'convictions',
    kind: 'total',
    summary: 'challenges of right answers that were lost',
    convention:
      'convictions of challengers for a false challenge; among no other offences and convictions; only of scenarios with optimistic',
  },
  {
    name: 'fraud.forged_proofs',
    unit: 'jobs',
    kind: 'total',
    summary: 'wrong answers whose proof held',
    convention: `soundness errors; ${PROVED}`,
  },
];

const FIELDS = ['jobs', 'wrong', 'risk', 'closed', 'latency', 'compute', 'verdictTime', 'proofs', 'proofTime'] as const;
const [JOBS, WRONG, RISK, CLOSED, LATENCY, COMPUTE, VERDICT_TIME, PROOFS_MADE, PROOF_TIME] = FIELDS.keys();
const WIDTH = FIELDS.length;

/** For each mode of a flow: 1 where its jobs have proofs of their own. */
const ownProofs = (choice: RuleChoice): number[] =>
  (choice.rule === 'mixed' ? partsOf(choice).map(({ method }) => method.rule) : [choice.rule]).map((rule) =>
    Number(rule === 'zkml'),
  );

/** Whether a flow's jobs may be verified by a method. */
function uses(choice: RuleChoice, wanted: 'zkml' | 'optimistic'): boolean {
  return choice.rule === wanted || partsOf(choice).some(({ method }) => method.rule === wanted);
}

function attach(run: Simulation): Attached {
  const { world, scenario } = run;
  const { engine, tables } = world;
  const { jobs, tasks, executors } = tables;
  const wirings: Scenario[] = [scenario, ...scenario.changes.map((change) => change.scenario)];
  const names = [...new Set(wirings.flatMap(({ flows }) => flows.flatMap((flow) => modeNames(flow.verification))))];
  /** Wiring, flow, mode of the flow -> place of its name. */
  const places = wirings.map(({ flows }) =>
    flows.map((flow) => modeNames(flow.verification).map((name) => names.indexOf(name))),
  );
  /** The same: 1 where another proof than that of the settlement counts. */
  const proofs = wirings.map(({ flows }) => flows.map((flow) => ownProofs(flow.verification)));
  /** Row of the one mode that a flow ever has; -1: several. */
  const only = scenario.flows.map((_, f) => (isModal(scenario, f) ? -1 : places[0][f][0] * WIDTH));
  const several =
    names.length > 1 && wirings.some(({ flows }) => flows.some((flow) => flow.verification.rule === 'mixed'));
  const used = (wanted: 'zkml' | 'optimistic') =>
    wirings.some(({ flows }) => flows.some((flow) => uses(flow.verification, wanted)));
  const proving = used('zkml');
  const disputing = used('optimistic');
  const sums = cells(run, 'modes/sums', Math.max(1, names.length) * WIDTH);
  const outcomes = cells(run, 'modes/outcomes', PROOFS.length);
  /** [0] seconds to the proofs that hold, [1] false challenges. */
  const totals = cells(run, 'modes/totals', 2);

  const rowOf = (job: number) => {
    const of = places[jobs.book.data[job]][jobs.flow.data[job]];
    // A mode of an earlier rulebook means nothing where there is one method.
    return of[of.length === 1 ? 0 : jobs.mode.data[job]] * WIDTH;
  };
  /** When the answer was handed in. */
  function executed(job: number): number {
    let task = jobs.tasks.data[job];
    while (tasks.role.data[task] !== ANSWER) task = tasks.sibling.data[task];
    return tasks.ended.data[task];
  }
  /** Slot-seconds of the job's executions and proofs that ended; of stages, which hand nothing in, those that were begun. */
  function computed(job: number): number {
    let sum = 0;
    for (let task = jobs.tasks.data[job]; task >= 0; task = tasks.sibling.data[task])
      if (tasks.ended.data[task] >= 0 || (tasks.role.data[task] === STAGE && tasks.started.data[task] >= 0))
        sum += tasks.work.data[task];
    return sum;
  }
  function openRisk(): Float64Array {
    const open = new Float64Array(names.length * WIDTH);
    for (let job = 0; job < jobs.table.size; job += jobs.table.stride) {
      const answered = jobs.answered.data[job];
      if (jobs.flow.data[job] < 0 || jobs.closed.data[job] === 1 || answered < 0) continue;
      open[rowOf(job)] += jobs.value.data[job] * (engine.now - answered);
    }
    return open;
  }
  function busy(): number | null {
    let work = 0;
    let room = 0;
    for (let e = 0; e < executors.table.size; e += executors.table.stride) {
      if (executors.node.data[e] >= 0 || executors.validator.data[e] >= 0) continue;
      work += executors.busy.data[e];
      room += executors.capacity.data[e] * scenario.horizon;
    }
    return room > 0 ? work / room : null;
  }

  return {
    observer: {
      ...(disputing
        ? {
            convicted(task: number) {
              if (tasks.role.data[task] === AUDIT) totals.data[1]++;
            },
          }
        : {}),
      ...(several || proving
        ? {
            accepted(job: number, task: number) {
              const row = rowOf(job);
              sums.data[row + JOBS]++;
              if (tasks.cheat.data[task] === 1) sums.data[row + WRONG]++;
            },
            closed(job: number) {
              const answered = jobs.answered.data[job];
              if (answered < 0) return;
              const row = rowOf(job);
              const time = engine.now - answered;
              sums.data[row + RISK] += jobs.value.data[job] * time;
              sums.data[row + CLOSED]++;
              sums.data[row + LATENCY] += answered - jobs.arrived.data[job];
              sums.data[row + COMPUTE] += computed(job);
              sums.data[row + VERDICT_TIME] += time;
            },
            proven(job: number, outcome: number) {
              outcomes.data[outcome]++;
              if (outcome > 1) return;
              const row = rowOf(job);
              const time = engine.now - executed(job);
              totals.data[0] += time;
              sums.data[row + PROOFS_MADE]++;
              sums.data[row + PROOF_TIME] += time;
            },
            proved(flow: number, answered: number, weight: number, key: number) {
              let row = only[flow];
              if (row >= 0) {
                if (proofs[0][flow][0] === 1) return;
              } else {
                const { book, mode } = ofModeKey(key);
                const of = places[book][flow];
                const place = of.length === 1 ? 0 : mode;
                if (proofs[book][flow][place] === 1) return;
                row = of[place] * WIDTH;
              }
              sums.data[row + PROOFS_MADE] += weight;
              sums.data[row + PROOF_TIME] += (engine.now - answered) * weight;
            },
          }
        : {}),
    },
    metrics() {
      const metrics: ReturnType<Attached['metrics']> = {};
      const s = sums.data;
      if (several) {
        const open = openRisk();
        let all = 0;
        names.forEach((_, m) => {
          all += s[m * WIDTH + JOBS];
        });
        names.forEach((name, m) => {
          const row = m * WIDTH;
          metrics[`mode.${name}.jobs_share`] = share(s[row + JOBS], all);
          metrics[`mode.${name}.wrong_answers_share`] = share(s[row + WRONG], s[row + JOBS]);
          metrics[`mode.${name}.latency_mean_seconds`] = ratio(s[row + LATENCY], s[row + CLOSED]);
          metrics[`mode.${name}.compute_mean_seconds`] = ratio(s[row + COMPUTE], s[row + CLOSED]);
          metrics[`mode.${name}.value_at_risk_usd`] = (s[row + RISK] + open[row]) / scenario.horizon;
          metrics[`mode.${name}.time_to_proof_mean_seconds`] = ratio(s[row + PROOF_TIME], s[row + PROOFS_MADE]);
          metrics[`mode.${name}.time_to_verdict_mean_seconds`] = ratio(s[row + VERDICT_TIME], s[row + CLOSED]);
        });
      }
      if (disputing) metrics['fraud.false_challenges'] = totals.data[1];
      if (proving) {
        const [valid, forged, refuted, missing] = outcomes.data;
        metrics['proof.own_time_mean_seconds'] = ratio(totals.data[0], valid + forged);
        metrics['proof.missing_share'] = share(missing, valid + forged + refuted + missing);
        metrics['proof.prover_utilization'] = busy();
        metrics['fraud.forged_proofs'] = forged;
      }
      return metrics;
    },
  };
}

export const modes: Measure = { infos, attach };
