/** How does an operator revise what it does? It does what would have been best over all that it has seen. */
import { defineLearner } from '../learner.ts';

export const fictitiousPlay = defineLearner({
  name: 'fictitious-play',
  summary:
    'at the end of each epoch turns to the choice that has paid it more per job over all epochs so far, each counting alike',
  source:
    'Brown 1951; the averages of play converge in 2 x 2 games (Miyasawa 1961). Payoffs are those that it got, so each epoch should have jobs enough for both choices to be tried',
  own: {},
  memory: () => Number.POSITIVE_INFINITY,
  next: () => (before, working, deviating) => (deviating > working ? 1 : deviating < working ? 0 : before),
});
