/** What does one rule do by itself? Binds it to a small world whose life cycle only takes notes. */
import { Chain } from '../../src/network/chain.ts';
import { Chains, type ChainsParameters } from '../../src/network/chains.ts';
import { Directory } from '../../src/network/directory.ts';
import { ACTIVE } from '../../src/network/tables.ts';
import { World } from '../../src/network/world.ts';
import { Binder, type Terms } from '../../src/rules/binder.ts';
import type { SlotName, Slots } from '../../src/rules/contract.ts';
import { rules } from '../../src/rules/index.ts';

export interface Setting {
  /** Bond of each node, base units. */
  nodes?: number[];
  /** Bond of each validator. */
  validators?: number[];
  clients?: number;
  seed?: string;
  terms?: Partial<Terms>;
  chain?: Partial<ChainsParameters>;
  /** Draws of a proposer by lottery; always 0.5 when absent. */
  lottery?: () => number;
}

/** A world with nodes, validators and one client; every call of the life cycle's steps is in `calls`. */
export function setting({
  nodes = [1, 1, 1],
  validators = [],
  clients = 1,
  seed = '1/1',
  terms,
  chain,
  lottery,
}: Setting = {}) {
  const world = new World({ seed });
  const { tables, ledger, engine } = world;
  const fill = (account: number, units: number) => {
    if (units > 0) ledger.issue(account, units, ledger.genesisReason);
    return account;
  };
  for (const bond of nodes) {
    const node = tables.nodes.table.add();
    const executor = tables.executors.table.add();
    tables.executors.node.data[executor] = node;
    tables.nodes.executor.data[node] = executor;
    tables.nodes.status.data[node] = ACTIVE;
    tables.nodes.wallet.data[node] = ledger.open('node');
    tables.nodes.bond.data[node] = fill(ledger.open('node-bond'), bond);
  }
  for (const bond of validators) {
    const validator = tables.validators.table.add();
    const executor = tables.executors.table.add();
    tables.executors.validator.data[executor] = validator;
    tables.validators.executor.data[validator] = executor;
    tables.validators.wallet.data[validator] = ledger.open('validator');
    tables.validators.bond.data[validator] = fill(ledger.open('validator-bond'), bond);
    tables.validators.delegation.data[validator] = ledger.open('delegation');
  }
  for (let i = 0; i < clients; i++) {
    const client = tables.clients.table.add();
    tables.clients.wallet.data[client] = ledger.open('client', 'token', true);
  }
  const parameters: ChainsParameters = {
    mode: 'off',
    block_time: 2,
    gas_limit: 1e9,
    finality: 0,
    proposer: 'lottery',
    gas_price: 0,
    quorum: 2 / 3,
    gas_paid_by: 'treasury',
    ...chain,
  };
  const blocks = new Chain(
    { ...world, validators: tables.validators, validatorsPot: world.validatorsPot },
    parameters,
    {
      online: () => true,
      lottery: lottery ?? (() => 0.5),
    },
  );
  const chains = new Chains(world, blocks, parameters);
  chains.configure(parameters);
  const calls: [step: string, ...subjects: number[]][] = [];
  /** What `agree` and `right` say. */
  const opinion = { agree: (_a: number, _b: number) => true, right: (_task: number) => true };
  const appointments: [job: number, what: number][] = [];
  const note =
    (step: string) =>
    (...subjects: unknown[]) =>
      void calls.push([step, ...subjects.map(Number)]);
  const life: Binder['life'] = {
    arrive: note('arrive'),
    started: note('started'),
    executed: note('executed'),
    spawn(job, role, executor, checks, work) {
      const task = addTask(job, executor, role);
      tables.tasks.checks.data[task] = checks;
      calls.push(['spawn', job, role, executor, checks, ...(work === undefined ? [] : [work])]);
      return task;
    },
    abandon: note('abandon'),
    appoint: (job, what) => appointments.push([job, what]) - 1,
    due: (ticket) => void calls.push(['due', ...appointments[ticket]!]),
    proven: note('proven'),
    agree: (a, b) => opinion.agree(a, b),
    right: (task) => opinion.right(task),
    accept: note('accept'),
    pay: note('pay'),
    escrow: note('escrow'),
    released: note('released'),
    reject: note('reject'),
    convict: note('convict'),
    close: note('close'),
    proved: note('proved'),
    unproved: note('unproved'),
    handIn: note('handIn'),
    jail: note('jail'),
    expel: note('expel'),
  };
  const directory = new Directory(tables.nodes, ledger);
  directory.listen(world.facts);
  const all: Terms = {
    unit: 1_000_000,
    decimals: 6,
    usdPerToken: 0.1,
    epoch: 100,
    listPrice: [null],
    priority: [0],
    distance: () => 0,
    minimumStake: 0,
    modes: [[]],
    wirings: [[[]]],
    modal: [false],
    held: false,
    fifo: 0,
    ...terms,
  };

  function addTask(job: number, executor: number, role = 0): number {
    const task = tables.tasks.take();
    tables.tasks.job.data[task] = job;
    tables.tasks.role.data[task] = role;
    tables.tasks.executor.data[task] = executor;
    tables.tasks.node.data[task] = tables.executors.node.data[executor]!;
    tables.tasks.sibling.data[task] = tables.jobs.tasks.data[job]!;
    tables.jobs.tasks.data[job] = task;
    if (tables.jobs.flow.data[job]! < 0) tables.jobs.flow.data[job] = 0;
    return task;
  }

  return {
    world,
    tables,
    ledger,
    engine,
    chain: blocks,
    chains,
    directory,
    calls,
    opinion,
    addTask,
    /** Names of the steps called since the last time. */
    steps: () => calls.splice(0).map(([step]) => step),
    addJob(number: number, client = 0): number {
      const job = tables.jobs.take();
      tables.jobs.flow.data[job] = 0;
      tables.jobs.client.data[job] = client;
      tables.jobs.number.data[job] = number;
      tables.jobs.weight.data[job] = 1;
      return job;
    },
    /** Binds a rule with parameters as a scenario would write them. */
    async bind<S extends SlotName>(slot: S, name: string, params: unknown = {}): Promise<Slots[S]> {
      const rule = rules[slot][name]!;
      const binder = new Binder(
        { world, chains, life, directory, terms: all },
        { flow: 0, name: 'f' },
        `${slot}/${name}`,
      );
      return rule.bind(await rule.schema.parseAsync(params), binder) as Slots[S];
    },
  };
}
