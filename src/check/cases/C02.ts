/** C02: how often do those who vote falsely have the majority of a committee? Committees are those of proof of sampling. */
import * as z from 'zod';
import { Directory } from '../../network/directory.ts';
import { AUDIT } from '../../network/tables.ts';
import { MOST_AUDITORS } from '../../rules/auditors.ts';
import { Binder, type Terms } from '../../rules/binder.ts';
import type { Slots } from '../../rules/contract.ts';
import { rules } from '../../rules/index.ts';
import type { Life } from '../../rules/life.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { Simulation } from '../../simulation/simulation.ts';
import { defineCase, type Luck, type Point } from '../case.ts';
import { flow, scenarioOf, type Written } from '../network.ts';
import { count } from '../params.ts';
import { ratios } from '../watched.ts';

const params = z
  .strictObject({
    N: count.describe('identities that committees are drawn from'),
    K: z.int().min(0).describe('of these, those who vote falsely'),
    n: z.int().min(1).max(MOST_AUDITORS).describe('members of a committee'),
  })
  .refine(({ N, K }) => K <= N, { path: ['K'], error: 'is more than N: there are only N identities' })
  .refine(({ N, n }) => n <= N, { path: ['n'], error: 'is more than N: members are distinct' });
type Params = z.infer<typeof params>;

/** Committees behind one observation. */
const COMMITTEES = 1000;
/** Node 0 answers; all others may audit, and the first K of them are false. */
const ACCUSED = 0;

export function written({ N, n }: Params): Written {
  return {
    horizon: 1,
    nodes: [
      { group: 'accused', count: 1 },
      { group: 'jury', count: N },
    ],
    flows: [flow({ arrivals: { poisson: { rate: 0 } }, verification: { sampling: { probability: 1, auditors: n } } })],
  };
}

/** Wrong verdicts of so many committees, counted by thousands. */
export function verdicts(scenario: Scenario, { K }: Pick<Params, 'K'>, luck: Luck): Float64Array {
  const { world, chains } = new Simulation(
    { ...scenario, seed: luck.seed },
    { replication: luck.replication, banks: { profiles: {} } },
  );
  const { jobs, tasks, nodes, executors } = world.tables;
  const convicted = new Float64Array(luck.batches);
  let batch = 0;

  /** The life of a job as far as this rule knows it, without queues: what is asked for is there at once. */
  const life: Pick<Life, 'accept' | 'spawn' | 'agree' | 'convict' | 'close'> = {
    accept() {},
    spawn(job, role, executor, checks) {
      const task = tasks.take();
      tasks.role.data[task] = role;
      tasks.executor.data[task] = executor;
      tasks.node.data[task] = executors.node.data[executor]!;
      tasks.checks.data[task] = checks;
      tasks.sibling.data[task] = jobs.tasks.data[job]!;
      jobs.tasks.data[job] = task;
      return task;
    },
    agree: (_, audit) => tasks.node.data[audit]! - ACCUSED > K,
    convict() {
      convicted[batch]!++;
    },
    close() {},
  };
  const directory = new Directory(nodes, world.ledger);
  const terms: Pick<Terms, 'decimals' | 'unit'> = { decimals: 6, unit: 1e6 };
  const { verification } = scenario.flows[0]!;
  const rule = rules.verification[verification.rule]!.bind(
    verification.params,
    new Binder(
      { world, chains, life: life as Life, directory, terms: terms as Terms },
      { flow: 0, name: 'jobs' },
      `verification/${verification.rule}`,
    ),
  ) as Slots['verification'];

  for (; batch < luck.batches; batch++)
    for (let k = 0; k < COMMITTEES; k++) {
      const job = jobs.take();
      jobs.number.data[job] = batch * COMMITTEES + k;
      rule.answered(job, life.spawn(job, 0, nodes.executor.data[ACCUSED]!, -1));
      for (let task = jobs.tasks.data[job]!; task >= 0; task = tasks.sibling.data[task]!)
        if (tasks.role.data[task] === AUDIT) rule.audited(job, task);
      for (let task = jobs.tasks.data[job]!; task >= 0; ) {
        const next = tasks.sibling.data[task]!;
        tasks.free(task);
        task = next;
      }
      jobs.free(job);
    }
  return convicted;
}

export const C02 = defineCase<Params>({
  id: 'C02',
  title: 'Capture of a committee',
  shows:
    'Auditors are drawn without replacement and with equal chances: wrong verdicts on honest work are the hypergeometric tail.',
  method:
    'The rule of proof of sampling, asked about one honest answer after the other: n of the N other identities execute it again, K of whom report another result. It is convicted when more than n / 2 of them disagree with it.',
  sources: [{ tag: ['D'], text: 'hypergeometric distribution' }],
  labels: {
    P_majority_hypergeometric: { summary: 'honest answers that are convicted', unit: '1', params },
  },
  prepare: (params) => point(params),
});

/** What a run of `network` sees. */
export async function point(params: Params, network = written): Promise<Point> {
  const scenario = await scenarioOf(network(params));
  return {
    batches: 1000,
    run(luck) {
      const convicted = verdicts(scenario, params, luck);
      return { P_majority_hypergeometric: ratios(convicted, new Float64Array(luck.batches).fill(COMMITTEES)) };
    },
  };
}
