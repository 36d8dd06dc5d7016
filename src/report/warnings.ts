/** What must a reader know before quoting a number of this result? */
import { tell, tellDuration, tellShare } from '../charts/numbers.ts';
import type { Result } from '../results/result.ts';

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
  if (!summary.warmup.reached)
    warnings.push(
      `Warm-up not reached in ${summary.warmup.notReached} of ${done} replications: no equilibrium was found in the ` +
        `first half of ${tellDuration(scenario.horizon)}. Levels such as latency and throughput still drift; take a longer horizon.`,
    );
  for (const { model, jobs, comparisons, agreed } of summary.live) {
    const compared = `${tell(jobs, 9)} jobs really executed, ${tell(comparisons, 9)} pairs of answers compared`;
    if (comparisons === 0) continue;
    warnings.push(
      agreed === comparisons
        ? `Live inference of ${model}: ${compared}; every verdict is that of the profile.`
        : `Live inference of ${model}: ${compared}; ${tellShare(agreed / comparisons)} of verdicts are those of the ` +
            'profile. This machine computes differently from the one that made it.',
    );
  }
  const standIns = manifest.models.filter((model) => model.kind === 'stand-in').map((model) => model.name);
  if (standIns.length > 0)
    warnings.push(
      `No real inference behind ${standIns.join(', ')}: honest answers agree except for the assumed disagreement, ` +
        'every cheat differs, and what a cheat saves is an assumption.',
    );
  if (manifest.reproducible === 'machine-class')
    warnings.push(
      'Part of the answers was measured on this machine: another kind of machine may give other verdicts and costs.',
    );
  if (summary.offencesInclusion < 1)
    warnings.push(
      `offences.csv lists a random ${tellShare(summary.offencesInclusion)} of all offences; counts in figures are complete, ` +
        'charts made from the list are scaled up.',
    );
  const missing = Object.entries(summary.metrics).filter(([, estimate]) => estimate.n > 0 && estimate.undefined > 0);
  if (missing.length > 0)
    warnings.push(
      `Undefined in some replications (0/0) and averaged over the others: ${missing.map(([name]) => name).join(', ')}.`,
    );
  return warnings;
}
