/** A wrong option or argument, of a command or of a function of the library. */
export class UsageError extends Error {
  override name = 'UsageError';
}
