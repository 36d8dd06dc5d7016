/**
 * How does a Slurm cluster do runs? In array jobs that share a file system with this process. It follows them and submits
 * again what they end without. Killed and started again it goes on with the jobs that are there; the rows of jobs that nobody
 * follows are brought home by the job that depends on them.
 */
import { setTimeout } from 'node:timers/promises';
import { type SlurmSettings, slurm as settingsSchema } from '../file/slurm.ts';
import { tidy } from '../slurm/cluster.ts';
import { liveTasks } from '../slurm/commands.ts';
import { cancelJobs, submitRuns } from '../slurm/jobs.ts';
import { keyOf, RowReader, type Submission, submissionsOf, tasksOf } from '../slurm/submission.ts';
import { ClusterError } from '../task/clusterError.ts';
import type { Executor, ExecutorOptions, ExecutorRun, RunTask } from '../task/executor.ts';
import type { RunRow } from '../task/runRow.ts';

/** Array tasks that may run at once, where nobody says. */
const MANY = 1000;
/** The queue is asked so often in vain before it is given up. */
const SILENCE = 30;
/**
 * Looks in a row that must not find an array task before it counts as ended: on a shared file system its last rows may be seen
 * later than its end.
 */
const LOOKS = 2;

export async function openSlurm({
  directory,
  slurm: settings = settingsSchema.parse({}),
  detach = false,
  onNotice = () => {},
}: ExecutorOptions): Promise<Executor> {
  // Where the commands are not installed, that is said before anything is done.
  await liveTasks(['verisim']);
  return {
    name: 'slurm',
    workers: settings.cpus * (settings.at_once ?? MANY),
    run: (tasks, sink, options) => new Pursuit({ directory, settings, detach, onNotice, sink, options }).run(tasks),
    close: () => tidy(directory),
  };
}

interface PursuitOf {
  directory: string;
  settings: SlurmSettings;
  detach: boolean;
  onNotice: (message: string) => void;
  sink: (row: RunRow) => Promise<void> | void;
  options: ExecutorRun;
}

/** A run whose row has not come. */
interface Wanted {
  task: RunTask;
  /** Array task that has it, `<name>/<place>`; none yet: undefined. */
  at: string | undefined;
  /** Submissions that have had it. */
  tries: number;
}

class Pursuit {
  private readonly of: PursuitOf;
  private readonly wanted = new Map<string, Wanted>();
  private readonly followed: { submission: Submission; reader: RowReader }[] = [];
  /** Looks in a row that did not find an array task. */
  private readonly unseen = new Map<string, number>();
  private silence = 0;

  constructor(of: PursuitOf) {
    this.of = of;
  }

  async run(tasks: Iterable<RunTask>): Promise<void> {
    const { directory, settings, options } = this.of;
    for (const task of tasks) this.wanted.set(keyOf(task), { task, at: undefined, tries: 0 });
    for (const submission of await submissionsOf(directory)) await this.follow(submission);
    const { signal } = options;
    while (this.wanted.size > 0 && !signal?.aborted) {
      const looked = await this.look();
      await this.take();
      if (looked) {
        const unsure = await this.submitAgain();
        if (this.of.detach && !unsure) return;
      }
      if (this.wanted.size > 0)
        await setTimeout(1000 * settings.poll, undefined, signal ? { signal } : {}).catch(() => {});
    }
    if (this.wanted.size === 0) return;
    await cancelJobs(this.mine());
    await this.take();
  }

  private async follow(submission: Submission): Promise<void> {
    this.followed.push({ submission, reader: new RowReader(submission) });
    for (let place = 0; place < submission.places; place++)
      for (const task of await tasksOf(submission, place)) {
        const wanted = this.wanted.get(keyOf(task));
        if (wanted === undefined) continue;
        wanted.at = `${submission.name}/${place}`;
        wanted.tries++;
      }
  }

  /** Submissions that have runs that are still wanted. */
  private mine(): Submission[] {
    const names = new Set([...this.wanted.values()].map(({ at }) => at?.split('/')[0]));
    return this.followed.map(({ submission }) => submission).filter(({ name }) => names.has(name));
  }

  /** Notes which array tasks are in the queue; false where it did not answer, as it happens on a busy cluster. */
  private async look(): Promise<boolean> {
    const live = new Set<string>();
    try {
      for (const { name, index } of await liveTasks(this.mine().map(({ name }) => name))) live.add(`${name}/${index}`);
      this.silence = 0;
    } catch (error) {
      if (++this.silence >= SILENCE) throw error;
      return false;
    }
    const places = new Set([...this.wanted.values()].flatMap(({ at }) => at ?? []));
    for (const at of places) this.unseen.set(at, live.has(at) ? 0 : (this.unseen.get(at) ?? 0) + 1);
    return true;
  }

  /** Hands over the rows that have come. */
  private async take(): Promise<void> {
    for (const { reader } of this.followed)
      for await (const row of reader.rows()) if (this.wanted.delete(keyOf(row))) await this.of.sink(row);
  }

  /** Submits what no array task has any more. True where it has to be looked again before that is known of all. */
  private async submitAgain(): Promise<boolean> {
    const { directory, settings, options, onNotice } = this.of;
    const all = [...this.wanted.values()];
    const lost = all.filter(({ at }) => at === undefined || this.unseen.get(at)! >= LOOKS);
    const exhausted = lost.filter(({ tries }) => tries >= settings.tries);
    const again = lost.filter(({ tries }) => tries < settings.tries);
    if (again.length > 0) {
      const ended = again.filter(({ at }) => at !== undefined).length;
      if (ended > 0) onNotice(`${ended} runs ended with their array tasks and are submitted again.`);
      await this.follow(
        await submitRuns(
          directory,
          again.map(({ task }) => task),
          { settings, ground: options.ground, onNotice },
        ),
      );
    }
    // What others still run is waited for first.
    if (exhausted.length > 0 && exhausted.length === all.length)
      throw new ClusterError(
        `${exhausted.length} runs were submitted ${settings.tries} times, and each time their array tasks ended without them. ` +
          `Why stands in ${directory}/slurm/*/logs. What is done is kept.`,
      );
    return all.some(({ at }) => at !== undefined && this.unseen.get(at)! > 0 && this.unseen.get(at)! < LOOKS);
  }
}
