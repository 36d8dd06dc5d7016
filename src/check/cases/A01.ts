/** A01: how often must answers be audited, so that doing the work pays more than cheating? Providers who learn it by trying. */
import * as z from 'zod';
import { abstractBank } from '../../inference/bank.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { ANSWERS, DEVIATES, learningColumns } from '../../simulation/learning.ts';
import { Simulation } from '../../simulation/simulation.ts';
import { defineCase, type Point } from '../case.ts';
import { flow, scenarioOf, type Written } from '../network.ts';

const amount = z.number().min(0).max(1e9);
const params = z
  .strictObject({
    R: amount.describe('reward of an answer, 0 to 1e9'),
    C: amount.gt(0).describe('cost of computing it, above 0'),
    S: amount.describe('stake that a caught cheat loses beside its reward, 0 to 1e9'),
    r: z.number().min(0).lt(1).describe('probability that the auditor colludes: 0 to 1, without 1'),
  })
  .refine(({ R, S }) => R + S > 0, 'R + S must be above 0: a cheat must have something to lose');
export type Params = z.infer<typeof params>;

/** Base units of a reward and a stake together; what a unit is worth follows from it. */
const AT_STAKE = 1e9;
/** Work of an answer, s, and time between two, of which each provider gets its turn. */
const WORK = 0.001;
const EVERY = 1;
/** Share of jobs on which providers try either choice; until they know more, they cheat. */
const EXPLORATION = 0.02;
/** Convictions that a provider has seen when it decides, near the threshold. */
const CONVICTIONS = 200;
/** Audit probabilities below and above the threshold, as found roughly, over it. */
const AROUND = [0.75, 1.25];
/** Providers for each; one of each probability makes an observation. */
const PROVIDERS = 50;
/** Jobs of a provider beyond which a threshold is too near to 0 to be run to. */
const MOST_JOBS = 2_000_000;

/** Providers who choose between work and made-up answers, a group for each audit probability, and how many jobs each has. */
export function network(
  { R, C, S, r }: Params,
  probabilities: readonly number[],
  providers: number,
  jobs: number,
): Written {
  const unit = AT_STAKE / (R + S);
  const madeUp = abstractBank({ name: 'job', disagreement: 0 }).classes.find(({ name }) => name === 'made-up');
  const saved = WORK * (1 - (madeUp?.cost ?? 0));
  const groups = probabilities.map((_, k) => `p${k}`);
  const strategy = {
    'best-response': { compute: C / saved, exploration: EXPLORATION, initial: 1, memory: 1 },
  };
  return {
    horizon: jobs * providers * EVERY,
    epoch: jobs * providers * EVERY,
    token: { decimals: 0, price: 1 / unit },
    models: groups.map((name) => ({ name, size: WORK })),
    operators: groups.map((group) => ({ group, count: providers, strategy })),
    nodes: groups.map((group) => ({
      group,
      count: providers,
      operator: group,
      models: [group],
      stake: jobs * AT_STAKE,
    })),
    validators: [{ group: 'auditors', count: 1, stake: 1, slots: 1000 }],
    flows: probabilities.map((probability, k) =>
      flow({
        name: groups[k],
        model: groups[k],
        arrivals: { deterministic: { every: EVERY } },
        routing: 'round-robin',
        verification: { sampling: { probability, by: 'validators' } },
      }),
    ),
    incentives: {
      price: { token: Math.round(R * unit) },
      slashing: { amount: { amount: AT_STAKE, refund: Math.round(R * unit) } },
    },
    adversaries: r === 0 ? [] : [{ name: 'colluders', attack: { 'rubber-stamp': { probability: r } }, count: 1 }],
  };
}

/** What providers have learned in an epoch, in the order of the tables. */
interface Lesson {
  /** Which of them cheat from now on. */
  readonly cheats: readonly boolean[];
  /** USD a job that cheating brought them more than work. */
  readonly gains: readonly number[];
  /** How often each was convicted on average. */
  readonly convictions: number;
}

function learned(scenario: Scenario, replication: number): Lesson {
  let convicted = 0;
  const run = new Simulation(scenario, {
    replication,
    banks: { profiles: {} },
    observers: () => [{ convicted: () => void convicted++ }],
  });
  run.start();
  run.run();
  run.finish();
  const { operators } = run.world.tables;
  const { propensity, counts, sums } = learningColumns(run.world.tables);
  const mean = (operator: number, choice: number) =>
    sums[ANSWERS][choice].data[operator] / counts[ANSWERS][choice].data[operator];
  const each = Array.from({ length: operators.table.size }, (_, operator) => operator);
  return {
    cheats: each.map((operator) => propensity[ANSWERS].data[operator] === 1),
    gains: each.map((operator) => mean(operator, DEVIATES) - mean(operator, 0)),
    convictions: convicted / each.length,
  };
}

type Build = typeof network;

/** Roughly, the probability at which providers turn honest, and how many jobs it takes to be convicted so often there. */
async function locate(point: Params, build: Build): Promise<{ center: number; jobs: number }> {
  const probe = async (p: number, jobs: number) => {
    const { cheats, convictions } = learned({ ...(await scenarioOf(build(point, [p], 5, jobs))), seed: 'locate' }, 1);
    return { cheating: cheats.filter(Boolean).length > 2, convictions };
  };
  const jobsFor = (p: number) => Math.ceil(CONVICTIONS / p);
  if ((await probe(1, jobsFor(1))).cheating)
    throw new RangeError(
      'no probability of audits makes these providers honest: C must be below what a cheat loses on average when each is audited',
    );
  let high = 1;
  let low = 0.5;
  while (!(await probe(low, jobsFor(low))).cheating) {
    high = low;
    low /= 2;
    if (jobsFor(low) > MOST_JOBS)
      throw new RangeError('the threshold is below 1e-4: C must be larger, or R and S smaller');
  }
  for (let k = 0; k < 4; k++) {
    const middle = (low + high) / 2;
    if ((await probe(middle, 2 * jobsFor(middle))).cheating) low = middle;
    else high = middle;
  }
  const center = (low + high) / 2;
  const { convictions } = await probe(center, jobsFor(center));
  return { center, jobs: Math.ceil((jobsFor(center) * CONVICTIONS) / Math.max(1, convictions)) };
}

export async function threshold(point: Params, build: Build = network): Promise<Point> {
  const { center, jobs } = await locate(point, build);
  const probabilities = AROUND.map((factor) => Math.min(1, factor * center));
  const [low, high] = probabilities;
  const scenario = await scenarioOf(build(point, probabilities, PROVIDERS, jobs));
  return {
    batches: PROVIDERS,
    run({ seed, replication, batches }) {
      const { gains } = learned({ ...scenario, seed }, replication);
      // Gains fall in a straight line with the probability: where it crosses 0, best responses turn.
      const found = Array.from({ length: batches }, (_, one) => {
        const below = gains[one];
        const above = gains[PROVIDERS + one];
        return { num: high * below - low * above, den: below - above };
      });
      return { p_star: found };
    },
  };
}

export const A01 = defineCase<Params>({
  id: 'A01',
  title: 'Proof of sampling: how often to audit',
  shows:
    'Providers who know nothing of the rules, try both choices and keep the better one turn from cheating to work at the published rate of audits.',
  method:
    'Networks of providers with the strategy best-response, answers audited by validators with a probability above and one below that at which they turn; a caught cheat refunds R and loses S (slashing rule amount), auditors collude with probability r (rubber-stamp). The threshold is where what cheating has brought them more than work crosses 0 between the two.',
  sources: [
    { tag: ['D'], text: 'payoffs of cheating and of work at the audit rate p, auditors colluding with probability r' },
    {
      tag: ['S'],
      text: 'Y. Zhang et al., Proof of Sampling: a Nash equilibrium-secured verification protocol, arXiv 2405.00295: the protocol; its theorem was not read',
    },
  ],
  labels: {
    p_star: { summary: 'probability of an audit at which providers turn from cheating to work', unit: '1', params },
  },
  prepare: (point) => threshold(point),
});
