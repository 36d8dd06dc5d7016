/** How does a command end? 0 done, 1 the run failed, 2 the input is wrong, 130 interrupted; errors said on stderr. */

export const EXIT = { done: 0, failed: 1, badInput: 2, interrupted: 130 } as const;

/** A wrong option or argument that yargs cannot know of. */
export { UsageError } from '../api/error.ts';

/** Errors about what the user gave: by name, because their classes live in rooms that a command may never load. */
const BAD_INPUT = new Set([
  'ScenarioError',
  'MisfitError',
  'RunInputError',
  'InferenceError',
  'ProfileError',
  'ResultsError',
  'UsageError',
  'CheckError',
  'ComparisonError',
  'QueryError',
]);

/** Runs a command's body; its exit code, or that of what it throws, becomes the process's. */
export async function finish(body: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await body();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

/** Says on stderr what went wrong; the exit code for it. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof Error)) {
    process.stderr.write(`${String(error)}\n`);
    return EXIT.failed;
  }
  if (BAD_INPUT.has(error.name)) {
    process.stderr.write(`${error.message}\n`);
    return EXIT.badInput;
  }
  if (error.name === 'InvariantError') {
    process.stderr.write(
      `Broken invariant: ${error.message}\n` +
        'This is a fault of Verisim, not of the scenario; nothing was written. Please report it with the scenario and seed.\n',
    );
    return EXIT.failed;
  }
  // A cluster that cannot be reached is neither the scenario's fault nor Verisim's.
  if (error.name === 'ClusterError') {
    process.stderr.write(`${error.message}\n`);
    return EXIT.failed;
  }
  const ofFileSystem = typeof (error as NodeJS.ErrnoException).code === 'string' && 'syscall' in error;
  process.stderr.write(`${ofFileSystem ? error.message : (error.stack ?? error.message)}\n`);
  return EXIT.failed;
}
