/** What does whoever does runs do? One task on the ground that it stands on; a failure is a row, too. */
import { runScenario } from '../../measures/run.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { withChanges } from './changed.ts';
import type { Ground, RunTask } from './executor.ts';
import { failedRow, type RunRow, rowOf } from './runRow.ts';

/** Scenarios made last: the runs of one point follow each other often. */
const KEPT = 32;

/** Grounds and points that one thread or process has met. */
export class Performer {
  private readonly grounds = new Map<string, Ground>();
  private readonly scenarios = new Map<string, Scenario>();

  knows(ground: string): boolean {
    return this.grounds.has(ground);
  }

  learn(ground: Ground): void {
    this.grounds.set(ground.id, ground);
  }

  /** The row of a task whose ground is known. */
  perform(task: RunTask): RunRow {
    const { point, replication } = task;
    const { banks, scenario: base } = this.grounds.get(task.ground)!;
    try {
      return rowOf(point, runScenario(this.scenarioOf(task, base), { replication, banks }));
    } catch (error) {
      return failedRow(point, replication, base.seed, error);
    }
  }

  private scenarioOf({ point, changed }: RunTask, base: Scenario): Scenario {
    const known = this.scenarios.get(point);
    if (known !== undefined) return known;
    const made = withChanges(base, changed);
    if (this.scenarios.size >= KEPT) this.scenarios.delete(this.scenarios.keys().next().value as string);
    this.scenarios.set(point, made);
    return made;
  }
}
