/** How does an operator revise what it does? What pays better is more likely, and nothing is certain. */
import { exp } from '../../engine/portable.ts';
import { number } from '../../language/number.ts';
import { defineLearner, remembered } from '../learner.ts';

export const logit = defineLearner({
  name: 'logit',
  summary:
    'at the end of each epoch deviates with a probability that grows with what deviating has paid it over the last epochs',
  source: 'logit choice: McFadden 1974; quantal response: McKelvey and Palfrey 1995',
  own: {
    ...remembered,
    noise: number({
      positive: true,
      unit: 'USD',
      description: 'how much more a job a choice must pay to be e times as likely as the other',
    }).default(0.01),
  },
  memory: ({ memory }) => memory,
  next:
    ({ noise }) =>
    (_before, working, deviating) =>
      1 / (1 + exp((working - deviating) / noise)),
});
