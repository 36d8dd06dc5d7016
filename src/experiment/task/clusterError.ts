/** What is wrong with the machines that were to help: a queue that cannot be reached, a submission that was refused. */
export class ClusterError extends Error {
  override name = 'ClusterError';
}
