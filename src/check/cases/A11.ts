/** A11: who checks the checkers? An asserter that may cheat and a checker that may not look, who learn from what each choice brings. */
import * as z from 'zod';
import { CHOICES, DECISIONS, Experience } from '../../agents/experience.ts';
import { strategies } from '../../agents/index.ts';
import { Store } from '../../engine/state.ts';
import { defineCase, type Point } from '../case.ts';

const amount = z.number().min(0).max(1e9);
const params = z
  .strictObject({
    R: amount.describe('reward of a checker that finds a cheat, 0 to 1e9'),
    L: amount.describe('loss of a checker by a cheat that it does not look at, 0 to 1e9'),
    C: amount.gt(0).describe('cost of a check, above 0'),
    G: amount.gt(0).describe('gain by a cheat that is not checked, above 0'),
    D: amount.gt(0).describe('loss by a cheat that is, above 0'),
    learning: z.enum(['fictitious-play', 'replicator']).describe('how both learn: fictitious-play or replicator'),
  })
  .refine(({ R, L, C }) => C < R + L, 'C must be below R + L: else no checker ever looks')
  .refine(
    ({ R, L, C }) => C >= 0.01 * (R + L),
    'C must be at least 0.01 (R + L): with less, the orbits are too long to be run',
  )
  .refine(
    ({ G, D }) => G >= 0.01 * (G + D) && D >= 0.01 * (G + D),
    'G and D must each be at least 0.01 (G + D): with less, the orbits are too long to be run',
  );
export type Params = z.infer<typeof params>;

/** What each choice of one player would bring, by how often the other deviates: work first, then deviation. */
type Payoffs = (other: number) => readonly [number, number];
interface Game {
  /** The asserter's, by the share of its assertions that are not checked. */
  readonly asserter: Payoffs;
  /** The checker's, by the share of assertions that are cheats. */
  readonly checker: Payoffs;
}

export const inspection = ({ R, L, C, G, D }: Params): Game => ({
  asserter: (unchecked) => [0, G * unchecked - D * (1 - unchecked)],
  checker: (cheats) => [R * cheats - C, -L * cheats],
});

/** Epochs of a run. */
const EPOCHS = 10_000_000;
/** Change of the log odds in an epoch at the greatest payoff, of replicators. */
const SPEED = 0.02;

/** How one player learns, and what it has seen. */
function player(learning: Params['learning'], range: number) {
  const strategy = strategies[learning];
  const chosen = learning === 'replicator' ? { speed: SPEED / range } : {};
  const learner = strategy.learns!(strategy.schema.parse({ ...chosen, exploration: 0, initial: 0.3 }));
  const experience = new Experience(1, learner.memory, (length) =>
    new Store().cells('payoffs', length).column('payoff', 'f64', Number.NaN),
  );
  return { learner, experience, deviates: learner.initial };
}

/** Shares of cheats and of checks over many epochs, in each of which both play what they have come to. */
function average(game: Game, learning: Params['learning'], epochs: number): { cheats: number; checks: number } {
  const range = (payoffs: Payoffs) =>
    Math.max(...[0, 1].map((other) => Math.abs(payoffs(other)[1] - payoffs(other)[0])));
  const asserter = player(learning, range(game.asserter));
  const checker = player(learning, range(game.checker));
  const decision = DECISIONS.indexOf('answers');
  let cheats = 0;
  let unchecked = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const [x, y] = [asserter.deviates, checker.deviates];
    cheats += x;
    unchecked += y;
    const brought = [game.asserter(y), game.checker(x)];
    for (const [i, one] of [asserter, checker].entries()) {
      for (let choice = 0; choice < CHOICES; choice++)
        one.experience.note(0, decision, choice, epoch, brought[i][choice]);
      one.deviates = one.learner.next(
        one.deviates,
        one.experience.payoff(0, decision, 0),
        one.experience.payoff(0, decision, 1),
      );
    }
  }
  return { cheats: cheats / epochs, checks: 1 - unchecked / epochs };
}

export function played(
  point: Params,
  labels: readonly string[],
  rules: (point: Params) => Game = inspection,
  epochs: number = EPOCHS,
): Point {
  return {
    exact: true,
    run() {
      const { cheats, checks } = average(rules(point), point.learning, epochs);
      const all: Record<string, number> = { X_star: cheats, y_star: checks };
      return Object.fromEntries(labels.map((label) => [label, [all[label]]]));
    },
  };
}

export const A11 = defineCase<Params>({
  id: 'A11',
  title: "Verifier's dilemma as an inspection game",
  shows:
    'Cheating and checking go round and never stop; how often each happens is set by what is at stake for the other side.',
  method:
    'An asserter and a checker revise by the rules of the strategies fictitious-play or replicator at the end of each of ten million epochs, from what both choices brought in it against what the other did; the shares of cheats and of checks over all epochs. (In scenarios, operators find out what choices bring by trying them on jobs.)',
  sources: [
    {
      tag: ['S'],
      text: 'E. Felten, The cheater checking problem (Offchain Labs, medium.com): the rate of cheating at which checkers are indifferent',
    },
    { tag: ['D'], text: 'the rate of checking at which asserters are' },
  ],
  labels: {
    X_star: { summary: 'share of assertions that are cheats, mean over time', unit: '1', params },
    y_star: { summary: 'share of assertions that are checked, mean over time', unit: '1', params },
  },
  prepare: (point, labels) => played(point, labels),
});
