/** What must a reader know before quoting a number of this result? */
import { tell, tellDuration, tellShare } from '../charts/numbers.ts';
import type { Result } from '../results/result.ts';
import { symptomsOf } from './symptoms.ts';

export function warningsOf(result: Result): string[] {
  const { manifest, summary } = result;
  const { scenario } = manifest;
  const done = summary.replications;
  const warnings: string[] = [];
  if (done < manifest.replications_requested)
    warnings.push(`Interrupted: ${done} of ${manifest.replications_requested} replications were finished.`);
  if (done === 1)
    warnings.push(
      'A single replication: there are no intervals, and a difference from another run may be chance. ' +
        'Run with --replications 10 or more before comparing.',
    );
  else if (done < 5)
    warnings.push(
      `Only ${done} replications: intervals are wide, and those of Student's t may reach beyond what is possible, such as below 0. ` +
        'Run with --replications 10 or more.',
    );
  if (!summary.warmup.reached)
    warnings.push(
      `Warm-up not reached in ${summary.warmup.notReached} of ${done} replications: no equilibrium was found in the ` +
        `first half of ${tellDuration(scenario.horizon)}. Levels such as latency and throughput still drift; take a longer horizon.`,
    );
  const waiting = summary.metrics['chain.waiting']?.mean ?? 0;
  const proved = summary.metrics['proof.proved_share']?.mean ?? 1;
  if (waiting > 10 && proved < 0.95)
    warnings.push(
      `The chain does not keep up: ${tell(waiting, 3)} transactions wait at the end, and ${tellShare(proved)} of answers were proved. ` +
        'Time to proof grows with the horizon.',
    );
  warnings.push(...symptomsOf(result), ...liveLines(result));
  const standIns = manifest.models.filter((model) => model.kind === 'stand-in').map((model) => model.name);
  if (standIns.length > 0)
    warnings.push(
      `No real inference behind ${standIns.join(', ')}: honest answers agree except for the assumed disagreement, ` +
        'every cheat differs, and what a cheat saves is an assumption.',
    );
  const borrowed = manifest.models.filter((model) => {
    const { size } = scenario.models.find(({ name }) => name === model.name)!;
    return model.kind === 'profile' && size !== 'measured';
  });
  for (const profile of new Set(borrowed.map((model) => model.profile_model ?? model.name))) {
    const names = borrowed
      .filter((model) => (model.profile_model ?? model.name) === profile)
      .map((model) => model.name);
    warnings.push(
      `Answers of ${names.join(', ')} are those of ${profile}, and so is what a cheat saves; ` +
        'the time of a job is the scenario’s, not measured.',
    );
  }
  if (manifest.reproducible === 'machine-class')
    warnings.push(
      'Part of the answers was measured on this machine: another kind of machine may give other verdicts and costs.',
    );
  if (summary.offencesInclusion < 1)
    warnings.push(
      `offences.csv lists a random ${tellShare(summary.offencesInclusion)} of all offences; every count told here is complete.`,
    );
  const missing = Object.entries(summary.metrics).filter(([, estimate]) => estimate.n > 0 && estimate.undefined > 0);
  if (missing.length > 0)
    warnings.push(
      `Undefined in some replications (0/0) and estimated from the others: ${missing.map(([name]) => name).join(', ')}.`,
    );
  return warnings;
}

/** Verdicts measured on this machine against those of the profile, added up over models that ran the same one. */
function liveLines({ manifest, summary }: Result): string[] {
  const byProfile = new Map<string, { inputs: number; jobs: number; comparisons: number; agreed: number }>();
  for (const { model, jobs, comparisons, agreed } of summary.live) {
    const identity = manifest.models.find(({ name }) => name === model);
    const profile = identity?.profile_model ?? model;
    const inputs = identity?.live_inputs ?? 0;
    const sum = byProfile.get(profile) ?? { inputs, jobs: 0, comparisons: 0, agreed: 0 };
    sum.jobs += jobs;
    sum.comparisons += comparisons;
    sum.agreed += agreed;
    byProfile.set(profile, sum);
  }
  return [...byProfile].flatMap(([profile, { inputs, jobs, comparisons, agreed }]) => {
    if (jobs === 0) return [];
    // Inference runs before the simulation, and no more often than the profile has inputs.
    const ran =
      `Live inference of ${profile}: every honest and cheating class ran on this machine, on each of ${tell(inputs, 9)} inputs ` +
      `of the profile; the answers of ${tell(jobs, 9)} sampled jobs are those to the inputs that they drew`;
    if (comparisons === 0) return [`${ran}; no two of them were compared.`];
    const compared = `${ran}, and ${tell(comparisons, 9)} pairs of them were compared`;
    if (agreed === comparisons) return [`${compared}; every verdict is that of the profile.`];
    return [
      `${compared}; ${tellShare(agreed / comparisons)} of verdicts are those of the profile. ` +
        'This machine computes differently from the one that made it.',
    ];
  });
}
