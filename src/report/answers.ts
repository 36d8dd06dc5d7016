/**
 * What does the result say, in plain sentences? One paragraph a question, every number with its interval in brackets.
 * A sentence whose metric the result lacks is left out: nothing is said that was not measured.
 */
import { estimateOf, METRICS, tellEstimate, tellInterval } from '../charts/metrics.ts';
import { dollars, tell, tellShare } from '../charts/numbers.ts';
import type { Result } from '../results/result.ts';
import { QUESTIONS } from './figures.ts';

export interface Answer {
  question: string;
  sentences: string[];
}

type Name = keyof typeof METRICS;

/** Means of metrics that are there; a metric that is not makes the whole sentence go. */
class Teller {
  readonly result: Result;
  constructor(result: Result) {
    this.result = result;
  }

  /** Mean over replications, or 0 where there is none. */
  mean(name: Name): number {
    return estimateOf(this.result, METRICS[name])?.mean ?? 0;
  }

  value = (name: Name): string => tellEstimate(this.result, METRICS[name]);

  share = (name: Name): string => tellEstimate(this.result, METRICS[name], 100, '\u00a0%');

  /** What 0 events may still be with 95 % confidence, as " (< 4.7 per million)"; empty where that is not known. */
  bound(name: Name, factor: number, unit: string, before = ''): string {
    const estimate = estimateOf(this.result, METRICS[name]);
    if (estimate?.method !== 'clopper-pearson') return '';
    return ` (${before}${tellInterval(estimate, factor)}${unit})`;
  }

  /** The sentence, if all of `names` are known. */
  when(names: readonly Name[], sentence: () => string): string[] {
    return names.every((name) => estimateOf(this.result, METRICS[name]) !== null) ? [sentence()] : [];
  }
}

const people = (count: string): string => `${count} ${count === '1' ? 'operator' : 'operators'}`;

function computed(t: Teller): string[] {
  const crowd = (role: 'node' | 'validator', name: string) => {
    const rows = t.result.entities.filter((row) => row.role === role);
    const owners = new Set(rows.map((row) => row.operator)).size;
    return rows.length === 0 ? [] : [`${tell(rows.length, 9)} ${name} by ${people(tell(owners, 9))}`];
  };
  const parties = [...crowd('node', 'inference nodes are run'), ...crowd('validator', 'validators')];
  const who = parties.length === 0 ? [] : [`${parties.join(', ')}.`];
  return [
    ...who,
    ...t.when(
      ['nakamotoJobs', 'topJobs'],
      () =>
        `More than half of the jobs are computed by ${people(t.value('nakamotoJobs'))}; the largest computes ${t.share('topJobs')}.`,
    ),
    ...t.when(
      ['nakamotoStake'],
      () => `More than half of the stake is controlled by ${people(t.value('nakamotoStake'))}.`,
    ),
    ...t.when(
      ['nakamotoBlocks'],
      () => `More than half of the blocks are proposed by ${people(t.value('nakamotoBlocks'))}.`,
    ),
    ...t.when(['audits', 'overhead'], () =>
      t.mean('audits') === 0 && t.mean('overhead') === 0
        ? 'Nobody executes a job again to check it.'
        : `Checking takes ${t.value('audits')} audits; copies and audits together cost ${t.share('overhead')} of the useful compute.`,
    ),
  ];
}

function trusted(t: Teller): string[] {
  const cheats = t.result.manifest.scenario.adversaries.length > 0;
  const fraud = t.when(['attempted', 'detected', 'missed', 'pending'], () => {
    const all = t.mean('attempted');
    if (all === 0)
      return cheats ? 'No fraudulent result was handed in.' : 'Nobody in this scenario cheats: no fraud was attempted.';
    const part = (name: Name) =>
      t.mean(name) === 0 ? `none ${name}` : `${t.value(name)} ${name} (${tellShare(t.mean(name) / all)})`;
    return `Of ${t.value('attempted')} fraudulent results, ${part('detected')}, ${part('missed')}, ${part('pending')}.`;
  });
  return [
    ...fraud,
    ...t.when(['adversaryNet'], () =>
      t.mean('adversaryNet') < 0
        ? `A node that an adversary holds loses: income less slashed bond is ${t.value('adversaryNet')} times what another node keeps.`
        : `A node that an adversary holds keeps ${t.value('adversaryNet')} times what another node keeps, income less slashed bond.`,
    ),
    ...t.when(['wrongShare', 'harm'], () =>
      t.mean('wrongShare') === 0
        ? `Every answer that a client accepted was honest${t.bound('wrongShare', 100, '\u00a0%', 'fraudulent: ')}.`
        : `${t.share('wrongShare')} of the accepted answers were fraudulent; the harm to clients is $${t.value('harm')}.`,
    ),
    ...t.when(['falseConvictions', 'falsePerMillion'], () =>
      t.mean('falseConvictions') === 0
        ? `No honest work was punished${t.bound('falsePerMillion', 1, ' per million honest executions')}.`
        : `Honest work was punished ${t.value('falseConvictions')} times, ${t.value('falsePerMillion')} per million honest executions.`,
    ),
    ...t.when(
      ['proofMean'],
      () => `An answer is proved beyond recall on the chain ${t.value('proofMean')} s after it was given.`,
    ),
    ...t.when(['valueAtRisk'], () =>
      t.mean('valueAtRisk') === 0
        ? ''
        : `On average, answers worth $${t.value('valueAtRisk')} are acted on before their verdict.`,
    ),
  ].filter((sentence) => sentence !== '');
}

const RECIPIENTS: readonly [Name, string][] = [
  ['nodesShare', 'nodes'],
  ['validatorsShare', 'validators'],
  ['delegatorsShare', 'delegators'],
  ['publishersShare', 'model publishers'],
  ['dataShare', 'data nodes'],
  ['storageShare', 'storage and the model hub'],
  ['facilitatorShare', 'the facilitator'],
  ['relayShare', 'the relay'],
  ['upstreamShare', 'the providers behind proxies'],
  ['treasuryShare', 'the treasury'],
  ['burnShare', 'nobody (burned)'],
];

function value(t: Teller): string[] {
  const { symbol } = t.result.manifest.scenario.token;
  const amount = (name: Name) => tellEstimate(t.result, METRICS[name], 1, ` ${symbol}`);
  const gets = RECIPIENTS.filter(([name]) => t.mean(name) > 0)
    .sort((a, b) => t.mean(b[0]) - t.mean(a[0]))
    .map(([name, who]) => `${tellShare(t.mean(name))} to ${who}`);
  return [
    ...t.when(['fees', 'emission'], () => {
      const issued = t.mean('emission') > 0 ? `, and ${amount('emission')} are newly issued` : '';
      const paid = t.mean('fees') > 0 ? `Clients pay ${amount('fees')}` : 'Clients pay nothing';
      return `${paid}${issued}${gets.length > 0 ? `: ${gets.join(', ')}` : ''}.`;
    }),
    ...t.when(['unpaid'], () =>
      t.mean('unpaid') > 0 ? `Of what answers cost, ${amount('unpaid')} were never paid: the loss of nodes.` : '',
    ),
    ...t.when(['slashed'], () => (t.mean('slashed') > 0 ? `${amount('slashed')} of bonds are slashed.` : '')),
    ...t.when(
      ['nakamotoRevenue', 'topRevenue', 'giniRevenue'],
      () =>
        `More than half of all revenue goes to ${people(t.value('nakamotoRevenue'))}, ` +
        `${t.share('topRevenue')} to the largest; the Gini coefficient is ${t.value('giniRevenue')}.`,
    ),
    ...t.when(['nodeHour'], () => `A node takes in $${t.value('nodeHour')} an hour, before its costs.`),
    ...t.when(['profitMean', 'losing'], () => {
      const losing = t.mean('losing') > 0 ? `; ${t.share('losing')} of the operators make a loss` : '';
      return `An operator is left with ${dollars(t.value('profitMean'))} once all costs are paid${losing}.`;
    }),
    ...t.when(
      ['welfare'],
      () =>
        `The network is worth ${dollars(t.value('welfare'))} to all together: value of answers, less harm, less resources.`,
    ),
  ].filter((sentence) => sentence !== '');
}

function efficiency(t: Teller): string[] {
  return [
    ...t.when(
      ['throughput', 'offered'],
      () => `${t.value('throughput')} jobs a second are answered, of ${t.value('offered')} asked for.`,
    ),
    ...t.when(
      ['latencyP50', 'latencyP95'],
      () =>
        `Half of the clients wait less than ${t.value('latencyP50')} s, 19 of 20 less than ${t.value('latencyP95')} s.`,
    ),
    ...t.when(['goodput'], () => `${t.value('goodput')} answers a second come within their objective.`),
    ...t.when(['unserved'], () => (t.mean('unserved') > 0 ? `${t.share('unserved')} of the jobs found no node.` : '')),
    ...t.when(['utilization'], () => `Nodes are busy ${t.share('utilization')} of the time.`),
  ].filter((sentence) => sentence !== '');
}

/** The answers, in the order of the questions; a question that nothing was measured for is left out. */
export function answersOf(result: Result): Answer[] {
  const teller = new Teller(result);
  return [
    { question: QUESTIONS.computed, sentences: computed(teller) },
    { question: QUESTIONS.trusted, sentences: trusted(teller) },
    { question: QUESTIONS.value, sentences: value(teller) },
    { question: QUESTIONS.efficiency, sentences: efficiency(teller) },
  ].filter((answer) => answer.sentences.length > 0);
}
