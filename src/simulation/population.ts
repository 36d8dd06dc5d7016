/**
 * Who is there at the start? Writes the scenario's groups into the tables, opens their accounts and fills them
 * from genesis. Attributes drawn from distributions belong to (seed, group, place in the group), so that adding a
 * group leaves the others as they are.
 */
import { InvariantError, RunInputError } from '../engine/errors.ts';
import { sampler } from '../engine/samplers/sampler.ts';
import type { DistributionSpec } from '../engine/samplers/spec.ts';
import { askOf } from '../network/asks.ts';
import { ACTIVE, EXITED, JOINING, type Room } from '../network/tables.ts';
import type { World } from '../network/world.ts';
import type { Scenario } from '../scenario/schema.ts';
import { type Behaviours, REFERENCE } from './behaviours.ts';
import type { Vesting } from './vesting.ts';

/** What there may be beside what the parties have: pots, services, what rules open or hire. More need only more room. */
const OTHER_ACCOUNTS = 64;
const OTHER_EXECUTORS = 16;

/** Jobs under way that there is room for at most: more are rare, and their table then grows. */
const MOST_JOBS = 4096;

/** Operators that a group brings with it. */
const newOperators = ({ operator, count }: { operator: string; count: number }): number =>
  operator === 'each' ? count : operator === 'one' ? 1 : 0;

/** What a scenario's world needs room for; of jobs under way as many as there are slots for. */
export function roomFor({ operators, nodes, validators, delegators, flows, models }: Scenario): Room {
  const sum = <T>(list: readonly T[], of: (one: T) => number) => list.reduce((total, one) => total + of(one), 0);
  const count = { nodes: sum(nodes, (g) => g.count), validators: sum(validators, (g) => g.count) };
  const parties = {
    operators: sum(operators, (g) => g.count) + sum([...nodes, ...validators], newOperators),
    ...count,
    executors: count.nodes + count.validators + OTHER_EXECUTORS,
    delegators: sum(delegators, (g) => g.count),
    clients: sum(flows, (flow) => flow.clients),
  };
  const held = parties.operators + 2 * count.nodes + 3 * count.validators + parties.delegators + parties.clients;
  return {
    ...parties,
    jobs: Math.min(
      MOST_JOBS,
      sum([...nodes, ...validators], (g) => g.count * g.slots),
    ),
    accounts: held + models.length + OTHER_ACCOUNTS,
  };
}

/** Fills an empty world with a scenario's parties. */
export function populate(world: World, scenario: Scenario, behaviours: Behaviours, vesting: Vesting): void {
  operators(world, scenario);
  nodes(world, scenario, behaviours);
  validators(world, scenario);
  delegators(world, scenario);
  clients(world, scenario);
  genesis(world, scenario, vesting);
}

/** Draws an attribute per member of a group. */
export function attribute(
  world: World,
  kind: string,
  group: string,
  name: string,
  spec: DistributionSpec,
): (place: number) => number {
  const drawn = sampler(spec);
  if (spec.kind === 'constant') return () => drawn.mean;
  const draw = world.draw('population', kind, group, name);
  return (place) => drawn.quantile(draw.uniform(place, 0));
}

function addOperator(world: World, group: number, wealth: number): number {
  const { operators } = world.tables;
  const operator = operators.table.add();
  operators.group.data[operator] = group;
  operators.wallet.data[operator] = world.ledger.open('operator');
  grant(world, operators.wallet.data[operator], wealth);
  return operator;
}

function operators(world: World, scenario: Scenario): void {
  scenario.operators.forEach(({ count, wealth }, g) => {
    for (let i = 0; i < count; i++) addOperator(world, g, wealth);
  });
}

/** Says who controls the next member of a group: a new operator each, one for all, or a group of operators in turn. */
function controller(world: World, scenario: Scenario, operator: string): (place: number) => number {
  if (operator === 'each') return () => addOperator(world, -1, 0);
  if (operator === 'one') {
    const one = addOperator(world, -1, 0);
    return () => one;
  }
  let first = 0;
  for (const { group, count } of scenario.operators) {
    if (group === operator) return (place) => first + (place % count);
    first += count;
  }
  throw new InvariantError(`no operator group ${operator}`);
}

function nodes(world: World, scenario: Scenario, behaviours: Behaviours): void {
  const { nodes, executors } = world.tables;
  scenario.nodes.forEach((group, g) => {
    const control = controller(world, scenario, group.operator);
    const speed = attribute(world, 'nodes', group.group, 'speed', group.speed);
    const stake = attribute(world, 'nodes', group.group, 'stake', group.stake);
    const ask = group.ask && attribute(world, 'nodes', group.group, 'ask', group.ask);
    const asked = ask && askOf(world.tables);
    const runtime = behaviours.behaviour(group.runtime);
    const image = scenario.verification.enclaves?.images.findIndex(({ name }) => name === group.image) ?? -1;
    for (let i = 0; i < group.count; i++) {
      const operator = control(i);
      const node = nodes.table.add();
      const executor = executors.table.add();
      executors.node.data[executor] = node;
      executors.slots.data[executor] = group.slots;
      executors.speed.data[executor] = positive(speed(i), 'speed', group.group);
      executors.service.data[executor] = g;
      executors.runtime.data[executor] = runtime;
      nodes.group.data[node] = g;
      nodes.operator.data[node] = operator;
      nodes.executor.data[node] = executor;
      nodes.tee.data[node] = group.tee ? 1 : 0;
      nodes.image.data[node] = image;
      if (ask && asked) asked.data[node] = ask(i);
      nodes.wallet.data[node] = world.ledger.open('node');
      nodes.bond.data[node] = world.ledger.open('node-bond');
      nodes.table.column('approved', 'u8', 1).data[node] = group.approved ? 1 : 0;
      if (group.joins) {
        nodes.admitted.data[node] = 0;
        nodes.status.data[node] = JOINING;
        continue;
      }
      // A draw of the stake below the minimum is an identity that is not admitted: its operator keeps the money.
      const bond = Math.floor(stake(i));
      const admitted = bond >= scenario.incentives.minimum_stake;
      grant(world, admitted ? nodes.bond.data[node] : world.tables.operators.wallet.data[operator], bond);
      nodes.admitted.data[node] = admitted ? 1 : 0;
      nodes.status.data[node] = admitted ? ACTIVE : EXITED;
    }
  });
}

function validators(world: World, scenario: Scenario): void {
  const { validators, executors } = world.tables;
  scenario.validators.forEach((group, g) => {
    const control = controller(world, scenario, group.operator);
    const stake = attribute(world, 'validators', group.group, 'stake', group.stake);
    for (let i = 0; i < group.count; i++) {
      const operator = control(i);
      const validator = validators.table.add();
      const executor = executors.table.add();
      executors.validator.data[executor] = validator;
      executors.slots.data[executor] = group.slots;
      executors.speed.data[executor] = group.speed;
      executors.service.data[executor] = scenario.nodes.length;
      executors.runtime.data[executor] = REFERENCE;
      validators.group.data[validator] = g;
      validators.operator.data[validator] = operator;
      validators.executor.data[validator] = executor;
      validators.wallet.data[validator] = world.ledger.open('validator');
      validators.bond.data[validator] = world.ledger.open('validator-bond');
      validators.delegation.data[validator] = world.ledger.open('delegation');
      validators.commission.data[validator] = group.commission;
      validators.uptime.data[validator] = group.uptime;
      if (group.joins) {
        world.validatorSet.present.data[validator] = 0;
        validators.status.data[validator] = JOINING;
      } else grant(world, validators.bond.data[validator], Math.floor(stake(i)));
    }
  });
}

/** Delegators are dealt to validators in turn: to those that are there at the start. */
function delegators(world: World, scenario: Scenario): void {
  const { delegators, validators } = world.tables;
  const there = Array.from({ length: validators.table.size }, (_, v) => v).filter(
    (v) => world.validatorSet.present.data[v] === 1,
  );
  scenario.delegators.forEach((group, g) => {
    const stake = attribute(world, 'delegators', group.group, 'stake', group.stake);
    for (let i = 0; i < group.count; i++) {
      const delegator = delegators.table.add();
      const validator = there[delegator % there.length];
      const units = Math.floor(stake(i));
      delegators.group.data[delegator] = g;
      delegators.validator.data[delegator] = validator;
      delegators.wallet.data[delegator] = world.ledger.open('delegator');
      delegators.stake.data[delegator] = units;
      grant(world, validators.delegation.data[validator], units);
    }
  });
}

/** Clients buy tokens when they need them: their accounts may owe until the epoch's purchase. */
function clients(world: World, scenario: Scenario): void {
  const { clients } = world.tables;
  scenario.flows.forEach((flow, f) => {
    for (let i = 0; i < flow.clients; i++) {
      const client = clients.table.add();
      clients.flow.data[client] = f;
      clients.wallet.data[client] = world.ledger.open('client', 'token', true);
    }
  });
}

/** What is neither bonded nor locked at the start is held outside the network. */
function genesis(world: World, scenario: Scenario, vesting: Vesting): void {
  if (scenario.token.supply === undefined) return;
  const held = world.ledger.held('token');
  const unheld = BigInt(scenario.token.supply) - held;
  if (unheld < 0n)
    throw new RunInputError(
      `the parties hold ${held} base units at the start, more than the supply of ${scenario.token.supply}`,
    );
  grant(world, world.ledger.outside[0], Number(vesting.endow(unheld)));
}

function grant(world: World, account: number, units: number): void {
  if (units > Number.MAX_SAFE_INTEGER)
    throw new RunInputError(`a party is to hold ${units} base units at the start: an account holds less than 2^53`);
  if (units > 0) world.ledger.issue(account, units, world.ledger.genesisReason);
}

function positive(value: number, what: string, group: string): number {
  if (!(value > 0) || value === Infinity) throw new RunInputError(`${what} of a node of group ${group} is ${value}`);
  return value;
}
