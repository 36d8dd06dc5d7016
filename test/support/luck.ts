/** What luck did every job have? By flow and number, read while the job is there. */
import type { Scenario } from '../../src/scenario/schema.ts';
import { simulate } from './scenario.ts';

export interface Luck {
  arrived: number;
  size: number;
  value: number;
  input: number;
  client: number;
  fee: number;
  /** Of the first answer; absent while it is under way at the horizon. */
  node?: number;
  behaviour?: number;
  cheat?: number;
}

/** `clients/17` -> its luck, for jobs that came before `until`. */
export function luck(checked: Scenario, until = Number.POSITIVE_INFINITY): Map<string, Luck> {
  const jobsSeen = new Map<string, Luck>();
  simulate(checked, {
    observers: (run) => {
      const { jobs, tasks } = run.world.tables;
      const name = (job: number) => `${checked.flows[jobs.flow.data[job]!]!.name}/${jobs.number.data[job]}`;
      return [
        {
          arrived(job) {
            if (run.world.engine.now < until)
              jobsSeen.set(name(job), {
                arrived: run.world.engine.now,
                size: jobs.size.data[job]!,
                value: jobs.value.data[job]!,
                input: run.behaviours.input(job),
                client: jobs.client.data[job]!,
                fee: jobs.fee.data[job]!,
              });
          },
          executed(task) {
            const own = jobsSeen.get(name(tasks.job.data[task]!));
            if (tasks.role.data[task] !== 0 || !own) return;
            own.node = tasks.node.data[task]!;
            own.behaviour = tasks.behaviour.data[task]!;
            own.cheat = tasks.cheat.data[task]!;
          },
        },
      ];
    },
  });
  return jobsSeen;
}

/** The same without what depends on where it was executed. */
export function own(all: Map<string, Luck>): Map<string, Luck> {
  return new Map([...all].map(([name, { node: _, behaviour: __, cheat: ___, ...rest }]) => [name, rest]));
}
