/** What does one array task do? The runs of its place that nobody has done yet, each row written as soon as it is there. */

import { openLocal } from '../executors/local.ts';
import { describeBuild, sameBuild, thisBuild } from '../task/build.ts';
import { ClusterError } from '../task/clusterError.ts';
import type { Ground, RunTask } from '../task/executor.ts';
import { keyOf, openRows, RowReader, readGround, readSubmission, tasksOf } from './submission.ts';

/**
 * Does the runs of a place of the array. `attempt` tells this execution from any other of the same place: Slurm begins one
 * again when its node fails. Throws ClusterError when this is another build than the one that submitted.
 */
export async function doPlace(folder: string, place: number, attempt: string, signal?: AbortSignal): Promise<number> {
  const submission = await readSubmission(folder);
  const build = thisBuild();
  if (!sameBuild(build, submission.build))
    throw new ClusterError(
      `${folder} was submitted by ${describeBuild(submission.build)}, and this is ${describeBuild(build)}: ` +
        'runs of different builds may differ',
    );
  const tasks = new Map((await tasksOf(submission, place)).map((task): [string, RunTask] => [keyOf(task), task]));
  for await (const row of new RowReader(submission).rows(place)) tasks.delete(keyOf(row));
  if (tasks.size === 0) return 0;
  const grounds = new Map<string, Ground>();
  for (const id of new Set([...tasks.values()].map(({ ground }) => ground)))
    grounds.set(id, await readGround(submission, id));
  const rows = await openRows(submission, place, attempt);
  const local = await openLocal({ workers: submission.settings.cpus });
  let done = 0;
  try {
    const keep = async (row: Parameters<typeof rows.add>[0]): Promise<void> => {
      await rows.add(row);
      done++;
    };
    await local.run(tasks.values(), keep, { ground: (id) => grounds.get(id) as Ground, signal });
  } finally {
    await local.close();
    await rows.close();
  }
  return done;
}
