/**
 * Which rules are in force? Binds a scenario's rules to a world. Done once at the start, again after every change
 * of rulebook and after a resume: state stays where it is, in columns, and the rules find it by name.
 */
import { strategies } from '../agents/index.ts';
import type { KeyedDraw } from '../engine/keyed.ts';
import { sampler } from '../engine/samplers/sampler.ts';
import type { DistributionSpec } from '../engine/samplers/spec.ts';
import type { Chains } from '../network/chains.ts';
import type { Directory } from '../network/directory.ts';
import type { World } from '../network/world.ts';
import { Binder, type Scope, type Terms } from '../rules/binder.ts';
import type { SlotName, Slots } from '../rules/contract.ts';
import { rules } from '../rules/index.ts';
import { isModal, modesOf } from '../rules/modes.ts';
import type { Flow, RuleChoice, Scenario } from '../scenario/schema.ts';
import { serversOf } from '../scenario/stages.ts';
import type { Adversaries } from './adversaries.ts';
import type { Attendance } from './attendance.ts';
import { bargains } from './bargain.ts';
import type { Behaviours } from './behaviours.ts';
import { elastic } from './elasticity.ts';
import type { Enclaves } from './enclaves.ts';
import type { Epochs } from './epochs.ts';
import { Fees } from './fees.ts';
import type { Learning } from './learning.ts';
import type { LifeCycle } from './life.ts';
import type { Membership } from './membership.ts';
import type { Payments } from './payments.ts';
import type { Places } from './places.ts';
import type { Prices } from './prices.ts';
import { releasesLate } from './releases.ts';
import { Stages } from './stages.ts';
import type { FlowTerms } from './terms.ts';
import { counted } from './tokens.ts';
import { Trust } from './trust.ts';

export interface Parts {
  /** The scenario with all its changes. */
  whole: Scenario;
  world: World;
  directory: Directory;
  chains: Chains;
  payments: Payments;
  life: LifeCycle;
  epochs: Epochs;
  enclaves: Enclaves;
  prices: Prices;
  /** Null where no regions are. */
  places: Places | null;
  adversaries: Adversaries;
  /** Null where no operator learns. */
  learning: Learning | null;
  attendance: Attendance;
  membership: Membership;
  behaviours: Behaviours;
  /** Account of each model's publisher. */
  publishers: readonly number[];
}

/** Binds everything; returns the arrival processes, flow by flow, for whoever starts them. */
export function wire(parts: Parts, scenario: Scenario): Slots['arrivals'][] {
  const { world, chains, life, epochs, behaviours, directory } = parts;
  world.facts.clear();
  directory.listen(world.facts);
  life.coldStarts?.listen(world.facts);
  const terms = termsOf(scenario, parts);
  behaviours.configure(scenario);
  chains.configure(scenario.chain);

  function bind<S extends SlotName>(slot: S, choice: RuleChoice, scope: Scope, part?: string): Slots[S] {
    const rule = rules[slot][choice.rule];
    const binder = new Binder({ world, chains, life, directory, terms }, scope, `${slot}/${choice.rule}`, part);
    return rule.bind(choice.params, binder) as Slots[S];
  }
  const whole: Scope = { flow: -1, name: 'network' };
  const { incentives } = scenario;

  life.services = [
    ...scenario.nodes.map((group) => bind('service', group.queue, { flow: -1, name: group.group })),
    bind('service', { rule: 'fifo', params: {} }, { flow: -1, name: 'validators/' }),
  ];
  const { executors } = world.tables;
  for (let e = 0; e < executors.table.size; e += executors.table.stride)
    executors.capacity.data[e] = life.services[executors.service.data[e]].capacity(executors.slots.data[e]);
  parts.prices.market = bind('market', scenario.token.price, whole);
  life.slashing = bind('slashing', incentives.slashing, whole);
  life.reputation = bind('reputation', incentives.reputation, whole);
  epochs.emission = bind('emission', incentives.emission, whole);
  epochs.division = bind('division', incentives.division, whole);
  const revise = revision(world, scenario);
  const { learning } = parts;
  life.decisions = [...parts.adversaries.bind(scenario), ...(learning?.bind(scenario) ?? [])];
  epochs.revise = (epoch) => {
    revise(epoch);
    learning?.revise(epoch);
  };
  stakes(parts, scenario, (slot) => bind(slot, incentives[slot], whole));
  parts.enclaves.configure(scenario, life.decisions);

  const arrivals: Slots['arrivals'][] = [];
  let firstClient = 0;
  const flows = scenario.flows.map((flow, f) => {
    const scope = { flow: f, name: flow.name };
    const { groups, stages } = serversOf(scenario.nodes, scenario.models[behaviours.model(f)], flow.stages);
    directory.require(f, false, groups);
    const verification = bind('verification', flow.verification, scope);
    const enclavesOf = (choice: RuleChoice, scope: Scope, groups: Uint8Array | null) => () => {
      directory.require(f, true, groups);
      return bind('routing', choice, scope, 'enclaves');
    };
    const bound = stages.map(({ stage, last, groups }) => {
      directory.require(f, last && verification.needsEnclave, groups);
      const choice = stage.routing ?? flow.routing;
      const its = { flow: f, name: `${flow.name}/${stage.name}` };
      const open = bind('routing', choice, its);
      const routing = last ? byEnclave(open, verification.perJob, enclavesOf(choice, its, groups)) : open;
      return { stage, groups, routing };
    });
    directory.require(f, verification.needsEnclave, groups);
    const routing = byEnclave(
      bind('routing', flow.routing, scope),
      verification.perJob,
      enclavesOf(flow.routing, scope, groups),
    );
    const settlement = bind('settlement', flow.settlement, scope);
    const pricing = bind('pricing', incentives.price, scope);
    const payment = flow.payment ? bind('payment', flow.payment, scope) : null;
    const trust = flow.trust ? new Trust(world, flow, f) : null;
    const process = bind('arrivals', flow.arrivals, scope);
    arrivals.push(process);
    const left = process.left?.bind(process);
    const clients = firstClient;
    firstClient += flow.clients;
    const { wallet } = world.tables.clients;
    for (let c = clients; c < firstClient; c++) world.ledger.limit(wallet.data[c], payment?.limited === true);
    const own = luck(parts, scenario, flow, f, clients, terms, settlement.carry?.bind(settlement));
    const onward = bound.length > 0 ? new Stages(world, { ...own, name: flow.name, verification }, bound, life) : null;
    const deal = { pricing, payment, bargains: bargains({ pricing, payment }), trust };
    return { routing, verification, settlement, ...deal, groups, left, stages: onward, ...own };
  });
  life.impatience.configure(scenario.flows);
  life.open(flows);
  world.bonds.open();
  return arrivals;
}

type OfStake = 'staking' | 'discipline' | 'delegation' | 'admission';

/** What governs validators, delegators and the coming and going of nodes. */
function stakes(parts: Parts, scenario: Scenario, bind: <S extends OfStake>(slot: S) => Slots[S]): void {
  const { world, attendance, membership, epochs, chains, life } = parts;
  const { seats, minimum, unbonding, minted } = bind('staking');
  Object.assign(world.validatorSet, { seats, minimum });
  Object.assign(world.bonds, { unbonding, minted });
  epochs.delegation = bind('delegation');
  membership.admission = bind('admission');
  membership.minimum = scenario.incentives.minimum_stake;
  attendance.decisions = life.decisions;
  attendance.discipline = bind('discipline');
  attendance.watch(chains.own);
}

/** Where some jobs of a flow need an enclave and others do not, each kind is routed for itself. */
function byEnclave(
  open: Slots['routing'],
  perJob: Slots['verification']['perJob'],
  bound: () => Slots['routing'],
): Slots['routing'] {
  if (!perJob?.sometimes) return open;
  const enclaves = bound();
  return { pick: (job, attempt) => (perJob.needsEnclave(job) ? enclaves : open).pick(job, attempt) };
}

const modesIn = ({ flows }: Scenario) => flows.map((flow) => modesOf(flow.verification));

function termsOf(scenario: Scenario, { whole, world: { market }, places }: Parts): Terms {
  const unit = Number(`1e${scenario.token.decimals}`);
  return {
    unit,
    decimals: scenario.token.decimals,
    get usdPerToken() {
      return market.quote;
    },
    epoch: scenario.epoch,
    distance: places ? (job, node) => places.distance(job, node) : () => 0,
    priority: scenario.flows.map((flow) => flow.priority),
    minimumStake: scenario.incentives.minimum_stake,
    modes: modesIn(scenario),
    wirings: [whole, ...whole.changes.map((change) => change.scenario)].map(modesIn),
    modal: scenario.flows.map((_, f) => isModal(whole, f)),
    held: releasesLate(whole, 'proof'),
    fifo: scenario.nodes.length,
    asks: scenario.nodes.map((group) => group.ask_formula),
    listPrice: scenario.flows.map((flow) => {
      const price = scenario.models.find((model) => model.name === flow.model)?.price;
      if (!price) return null;
      return { asset: price.asset, amount: price.asset === 'usd' ? price.amount : (price.units as number) };
    }),
  };
}

/** How a flow's jobs get their own quantities, each from the job's number alone. */
function luck(
  parts: Parts,
  scenario: Scenario,
  flow: Flow,
  f: number,
  firstClient: number,
  terms: Terms,
  carry: Slots['settlement']['carry'],
): Omit<
  FlowTerms,
  | 'routing'
  | 'verification'
  | 'settlement'
  | 'pricing'
  | 'payment'
  | 'bargains'
  | 'trust'
  | 'groups'
  | 'stages'
  | 'left'
> {
  const { world, behaviours, publishers } = parts;
  const model = behaviours.model(f);
  const bank = behaviours.banks[model];
  const draw = (purpose: string) => world.draw('flow', flow.name, purpose);
  const quantity = (purpose: string, spec: DistributionSpec): ((number: number) => number) => {
    const drawn = sampler(spec);
    const value = drawn.mean;
    if (spec.kind === 'constant') return () => value;
    const own = draw(purpose);
    return (number) => drawn.quantile(own.uniform(number, 0));
  };
  const spec = scenario.models[model].size;
  const sizes = draw('size');
  const work = spec === 'measured' ? bank : sampler(spec);
  const sampled = draw('live');
  const usd = flow.elasticity
    ? elastic(flow.elasticity, draw('willingness'))
    : flow.willingness && quantity('willingness', flow.willingness);
  const inputs = Math.min(bank.inputs, scenario.inference.inputs ?? bank.inputs);
  behaviours.inputs[f] = place(draw('input'), inputs, 0);
  const live = behaviours.isLive(model) ? scenario.inference.sample : 0;
  return {
    model,
    retries: flow.retries === 'unlimited' ? Number.POSITIVE_INFINITY : flow.retries,
    fees: parts.payments.through(
      new Fees(
        world.ledger,
        scenario.incentives.fees,
        {
          validators: world.validatorsPot,
          publisher: publishers[model],
          treasury: world.treasury,
          burn: world.ledger.burn[0],
          services: world.services,
        },
        scenario.models[model].royalty ?? 0,
      ),
      flow,
    ),
    client: place(draw('client'), flow.clients, firstClient),
    size: spec === 'measured' ? (number) => bank.quantile(sizes.uniform(number, 0)) : quantity('size', spec),
    copySize: flow.copies === 'independent' ? (number, copy) => work.quantile(sizes.uniform(number, copy)) : null,
    value: quantity('value', flow.value),
    live: live > 0 ? (number) => (sampled.uniform(number, 0) < live ? 1 : 0) : () => 0,
    willingness: usd ? (number) => (usd(number) / world.market.price) * terms.unit : null,
    tokens: counted(world, flow),
    travel: carry
      ? { ...travel(parts, flow), back: (task) => void (carry(task) || parts.life.failures.refuse(task)) }
      : travel(parts, flow),
  };
}

/** A function of a job's number that draws one uniform, or none when there is nothing to choose. */
function place(draw: KeyedDraw, count: number, first: number): (number: number) => number {
  return count === 1 ? () => first : (number) => first + Math.floor(draw.uniform(number, 0) * count);
}

/** One way between client and node: at once, after a constant (a lane), or after a draw of the task's own. */
function travel(parts: Parts, flow: Flow): FlowTerms['travel'] {
  const { world, life, places } = parts;
  if (places && flow.regions) return places.travel(flow, life);
  const { engine, tables } = world;
  const { tasks, jobs } = tables;
  const spec = flow.latency;
  const latency = sampler(spec);
  if (spec.kind === 'constant' && latency.mean === 0)
    return { out: (task) => life.submit(task), back: (task) => life.handIn(task) };
  const reach = engine.kind(`travel/${flow.name}/out`, (task) => void life.submit(task), { priority: 45 });
  const back = engine.kind(`travel/${flow.name}/back`, (task) => life.handIn(task), { priority: 45 });
  if (spec.kind === 'constant') {
    const there = engine.lane(`travel/${flow.name}/out`, latency.mean, reach);
    const home = engine.lane(`travel/${flow.name}/back`, latency.mean, back);
    return { out: (task) => engine.push(there, task) >= 0, back: (task) => void engine.push(home, task) };
  }
  const draw = world.draw('flow', flow.name, 'travel');
  const delay = (task: number, way: number) =>
    latency.quantile(draw.uniform(jobs.number.data[tasks.job.data[task]], 2 * tasks.ordinal.data[task] + way));
  return {
    out: (task) => engine.after(delay(task, 0), reach, task) >= 0,
    back: (task) => void engine.after(delay(task, 1), back, task),
  };
}

/** Operators of a group follow the group's strategy at the end of every epoch. */
function revision(world: World, scenario: Scenario): (epoch: number) => void {
  const bound = scenario.operators.map(({ strategy }) => strategies[strategy.rule].bind(strategy.params, world));
  if (bound.length === 0) return () => {};
  const { operators } = world.tables;
  return (epoch) => {
    for (let operator = 0; operator < operators.table.size; operator++) {
      const group = operators.group.data[operator];
      if (group >= 0) bound[group].revise(operator, epoch);
    }
  };
}
