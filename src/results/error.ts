/** A directory that is not, or cannot become, a result. */
export class ResultsError extends Error {
  override name = 'ResultsError';
}
