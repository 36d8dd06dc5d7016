/** Is something in the scenario in the way of the service itself? Jobs without answers, answers that nobody pays, a backlog. */
import { tell, tellShare } from '../charts/numbers.ts';
import type { Result } from '../results/result.ts';

/** Shares of jobs that end without an answer, and how that is told. */
const LOSSES: readonly [string, string][] = [
  ['throughput.unserved_share', 'found no node that could serve them'],
  ['throughput.refused_share', 'were too dear for their clients'],
  ['throughput.rejected_share', 'had an answer that was rejected, or a proof that did not come in time'],
  ['throughput.overflow_share', 'met full queues'],
  ['throughput.abandoned_share', 'were given up by impatient clients'],
  ['throughput.expired_share', 'ran into their time-out'],
  ['throughput.halted_share', 'came while the price was too old'],
  ['throughput.outage_share', 'were lost in outages'],
];

const CAUSES: readonly [string, string][] = [
  ['payments.unpaid.default', 'clients did not pay'],
  ['payments.unpaid.wallet', 'wallets had less than the fee'],
  ['payments.unpaid.allowance', 'clients had allowed less to be taken'],
  ['payments.unpaid.cap', 'fees were above the cap of a session'],
];

/** Losses beyond which a level of the result says little about the network that was meant. */
const MOST_LOST = 0.5;
const MOST_UNPAID = 0.25;
const LEAST_KEPT_UP = 0.9;
const LEAST_PROVED = 0.5;
/** Where more transactions wait than this, that the chain does not keep up is told by itself. */
const FEW_WAITING = 10;

export function symptomsOf({ summary }: Result): string[] {
  const mean = (name: string): number => summary.metrics[name]?.mean ?? 0;
  const told: string[] = [];
  const lost = LOSSES.map(([name, words]) => ({ share: mean(name), words })).sort((a, b) => b.share - a.share);
  const all = lost.reduce((sum, { share }) => sum + share, 0);
  if (all > MOST_LOST)
    told.push(
      `${tellShare(Math.min(1, all))} of the jobs got no answer: ${lost
        .filter(({ share }) => share > 0.01)
        .map(({ share, words }) => `${tellShare(share)} ${words}`)
        .join(', ')}.`,
    );
  const [offered, answered] = [mean('throughput.offered_per_second'), mean('throughput.jobs_per_second')];
  if (offered > 0 && answered / offered + all < LEAST_KEPT_UP)
    told.push(
      `The network does not keep up: ${tell(answered)} jobs a second are answered, of ${tell(offered)} asked for, and the ` +
        'others wait. What they wait for is slower than they come: nodes, provers, or blocks.',
    );
  const unpaid = mean('payments.unpaid_share');
  if (unpaid > MOST_UNPAID) {
    const cause = [...CAUSES].sort((a, b) => mean(b[0]) - mean(a[0]))[0]!;
    told.push(`${tellShare(unpaid)} of what answers cost was never paid, above all because ${cause[1]}.`);
  }
  const proved = summary.metrics['proof.proved_share']?.mean ?? 1;
  if (proved < LEAST_PROVED && mean('chain.waiting') <= FEW_WAITING)
    told.push(
      `Only ${tellShare(proved)} of the answers were proved: the others were not sent (links, fees of the relay), or refused by the chain.`,
    );
  return told;
}
