/** A comparison that cannot be made of what was given: a user's mistake. */
export class ComparisonError extends Error {
  override name = 'ComparisonError';
}
