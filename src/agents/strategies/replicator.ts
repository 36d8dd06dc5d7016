/** How does an operator revise what it does? The share of a choice grows at the rate at which it pays more than the average. */
import { exp } from '../../engine/portable.ts';
import { number } from '../../language/number.ts';
import { share } from '../../language/share.ts';
import { defineLearner, remembered } from '../learner.ts';

export const replicator = defineLearner({
  name: 'replicator',
  summary:
    'at the end of each epoch the odds of deviating are multiplied by e to what deviating has paid more over the last epochs',
  source:
    'replicator dynamics (Taylor and Jonker 1978) in their exponential form; time averages are those of an equilibrium (Hofbauer, Sorin, Viossat 2009)',
  own: {
    memory: remembered.memory.default(1),
    speed: number({ positive: true, unit: '1/USD', description: 'growth of the log odds per USD a job' }).default(1),
    least: share({
      positive: true,
      below: 0.5,
      description: 'share below which neither choice falls: from nothing nothing grows',
    }).default(1e-6),
  },
  memory: ({ memory }) => memory,
  next:
    ({ speed, least }) =>
    (before, working, deviating) => {
      const odds = (before / (1 - before)) * exp(Math.max(-700, Math.min(700, speed * (deviating - working))));
      return Math.min(1 - least, Math.max(least, odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds)));
    },
});
