/** How does an operator revise what it does? It does what has paid best of late. */
import { defineLearner, remembered } from '../learner.ts';

export const bestResponse = defineLearner({
  name: 'best-response',
  summary: 'at the end of each epoch turns to the choice that has paid it more per job over the last epochs',
  source:
    'best-response dynamics (Gilboa and Matsui 1991) with payoffs learned by trying, as in Sutton and Barto 2018, ch. 2',
  own: remembered,
  memory: ({ memory }) => memory,
  next: () => (before, working, deviating) => (deviating > working ? 1 : deviating < working ? 0 : before),
});
