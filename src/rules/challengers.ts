/** Who proved a task wrong? Those whom slashing rules reward for it. */
import { AUDIT } from '../network/tables.ts';
import type { Binder } from './binder.ts';

/** Whose wallets a conviction's challengers are: the one that it names, or the auditors who found the task wrong. */
export function challengers(b: Binder): (task: number, challenger: number) => number[] {
  const { tasks, jobs, nodes, validators, executors } = b.tables;
  const wallet = (task: number): number => {
    const node = tasks.node.data[task];
    return node >= 0
      ? nodes.wallet.data[node]
      : validators.wallet.data[executors.validator.data[tasks.executor.data[task]]];
  };
  return (task, challenger) => {
    if (challenger >= 0) return [wallet(challenger)];
    const found: number[] = [];
    for (let other = jobs.tasks.data[tasks.job.data[task]]; other >= 0; other = tasks.sibling.data[other]) {
      const checked =
        tasks.role.data[other] === AUDIT && tasks.checks.data[other] === task && tasks.ended.data[other] >= 0;
      if (checked && !b.life.agree(task, other)) found.push(wallet(other));
    }
    return found;
  };
}
