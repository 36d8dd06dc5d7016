/** What went wrong with a model, its file, its inputs or the process that runs it, in words for its owner. */
export class InferenceError extends Error {
  override name = 'InferenceError';
}
