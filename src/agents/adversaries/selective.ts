/** What if a node cheats only now and then, so as not to be noticed? */
import * as z from 'zod';
import { number } from '../../language/number.ts';
import { share } from '../../language/share.ts';
import { AUDIT } from '../../network/tables.ts';
import { perExecution } from '../chance.ts';
import { defineAdversary, ECHO, HONEST } from '../contract.ts';

export const selective = defineAdversary({
  name: 'selective',
  summary: 'cheats with probability s, decided anew for each execution, on jobs that are worth enough',
  schema: z.strictObject({
    probability: share({ description: 'chance s that it cheats in an execution' }).default(0.1),
    with: z.string().default('made-up').describe("class of the model's profile that its cheats are, e.g. substitute"),
    at_least: number({ unit: 'USD', min: 0, description: 'cheats only on jobs of this value or more' }).default(0),
    together: z
      .boolean()
      .default(false)
      .describe(
        'its nodes give the same wrong answer (with: made-up-shared), and vouch for each other when they audit each other',
      ),
  }),
  gains: 'compute, for longer than who cheats always: it survives n checks with probability (1 - s)^n',
  costs: 'the bond, once one of its cheats is executed again; less compute saved the rarer it cheats',
  beatenBy: 'holding answers back until their node has been checked often enough; votes; proofs of every execution',
  source: 'sabotage rate s: Sarmenta, "Sabotage-tolerance mechanisms for volunteer computing systems", FGCS 18 (2002)',
  behaviours: (params) => [params.with],
  bind({ probability, with: name, at_least: least, together }, view) {
    const cheats = perExecution(view, 'cheat', probability);
    const behaviour = view.behaviour(name);
    const { jobs, tasks } = view.tables;
    return {
      shared: together,
      execute(job, task) {
        // To be caught as an auditor would be for nothing: audits are honest, or false for its own.
        if (tasks.role.data[task] === AUDIT)
          return together && view.holds(tasks.node.data[tasks.checks.data[task]]) ? ECHO : HONEST;
        return jobs.value.data[job] >= least && cheats(job, task) ? behaviour : HONEST;
      },
    };
  },
});
