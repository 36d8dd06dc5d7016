/**
 * Who is in the network, and which jobs are under way? One table each, a row a party, a column an attribute.
 * Rules add columns of their own through the binder. What every job touches at random places (executors, jobs, tasks) is
 * packed: ids there are places, not counts.
 */
import type { F64, I32, Store, Table, U8 } from '../engine/state.ts';
import { Jobs, Tasks } from './jobs.ts';

export * from './jobs.ts';

export const STATUS = ['joining', 'active', 'jailed', 'draining', 'exited'] as const;
export const JOINING = 0;
export const ACTIVE = 1;
export const JAILED = 2;
export const DRAINING = 3;
export const EXITED = 4;

/** How many of each there will be, as far as that is known beforehand: tables with room for them need not grow. */
export interface Room {
  operators: number;
  nodes: number;
  validators: number;
  executors: number;
  delegators: number;
  clients: number;
  /** Under way at one time, and tasks of theirs. */
  jobs: number;
  accounts: number;
}
/** Nothing is known. */
export const NO_ROOM: Room = {
  operators: 1,
  nodes: 1,
  validators: 1,
  executors: 1,
  delegators: 1,
  clients: 1,
  jobs: 1,
  accounts: 1,
};

/** The controlling entities; the protocol never sees them. */
export class Operators {
  readonly table: Table;
  readonly group: I32;
  readonly wallet: I32;
  /** Index into the adversaries; -1: none. */
  readonly adversary: I32;

  constructor(store: Store, rows: number) {
    this.table = store.core('operators', rows);
    this.group = this.table.column('group', 'i32', -1);
    this.wallet = this.table.column('wallet', 'i32', -1);
    this.adversary = this.table.column('adversary', 'i32', -1);
  }
}

/** Inference nodes: identities that execute jobs. */
export class Nodes {
  readonly table: Table;
  readonly group: I32;
  readonly operator: I32;
  readonly executor: I32;
  readonly status: U8;
  /** 1: whoever asks for an enclave may send it jobs; where there is a registry, while that lists it. */
  readonly tee: U8;
  /** Index of the image that its enclave runs; -1: none that the registry of enclaves looks after. */
  readonly image: I32;
  /** How the attestations of its enclave can be forged: 0 not, 1 until it attests anew, 2 for as long as it runs this image. */
  readonly forges: U8;
  /** 1: looks alive and answers no request. */
  readonly refuses: U8;
  /** 0: its bond was below the minimum stake at the start, and it never served. */
  readonly admitted: U8;
  /** Accounts: income, and the bond that can be slashed. */
  readonly wallet: I32;
  readonly bond: I32;
  /** 0..1, kept by the reputation rule. */
  readonly reputation: F64;
  /** Index of who decides for it now: of an adversary, or after those of an operators' strategy that learns; -1: nobody. */
  readonly agent: I32;
  /** The same of its operator's strategy, whether an adversary decides in its place or not. */
  readonly learner: I32;
  /** Index of the adversary that ever holds it; -1: none. */
  readonly adversary: I32;
  /** Answers first accepted from it, in job weights. */
  readonly jobs: F64;
  /** The same in the epoch under way. */
  readonly epochJobs: F64;
  readonly slashed: F64;
  /** While jailed: until when (s). */
  readonly jailedUntil: F64;
  /** In the network from when until when (s). */
  readonly since: F64;
  readonly until: F64;

  constructor(store: Store, rows: number) {
    this.table = store.core('nodes', rows);
    this.group = this.table.column('group', 'i32');
    this.operator = this.table.column('operator', 'i32');
    this.executor = this.table.column('executor', 'i32');
    this.status = this.table.column('status', 'u8');
    this.tee = this.table.column('tee', 'u8');
    this.image = this.table.column('image', 'i32', -1);
    this.forges = this.table.column('forges', 'u8');
    this.refuses = this.table.column('refuses', 'u8');
    this.admitted = this.table.column('admitted', 'u8', 1);
    this.wallet = this.table.column('wallet', 'i32', -1);
    this.bond = this.table.column('bond', 'i32', -1);
    this.reputation = this.table.column('reputation', 'f64', 1);
    this.agent = this.table.column('agent', 'i32', -1);
    this.learner = this.table.column('learner', 'i32', -1);
    this.adversary = this.table.column('adversary', 'i32', -1);
    this.jobs = this.table.column('jobs', 'f64');
    this.epochJobs = this.table.column('epochJobs', 'f64');
    this.slashed = this.table.column('slashed', 'f64');
    this.jailedUntil = this.table.column('jailedUntil', 'f64');
    this.since = this.table.column('since', 'f64');
    this.until = this.table.column('until', 'f64', Infinity);
  }
}

/** Of each node: outages that it is in now. */
export function downOf({ table }: Nodes): I32 {
  return table.column('outages', 'i32');
}

/** Validators: order blocks, check proofs, re-execute audits. */
export class Validators {
  readonly table: Table;
  readonly group: I32;
  readonly operator: I32;
  readonly executor: I32;
  readonly wallet: I32;
  readonly bond: I32;
  /** Account of what delegators have bonded to it. */
  readonly delegation: I32;
  readonly commission: F64;
  readonly uptime: F64;
  readonly blocks: F64;
  readonly missed: F64;
  /** ACTIVE: in the set of those who vote; JOINING: a candidate without a seat; the others as for nodes. */
  readonly status: U8;
  /** Who decides for it now, the operator's strategy that learns, and the adversary that ever holds it: as of nodes. */
  readonly agent: I32;
  readonly learner: I32;
  readonly adversary: I32;
  /** Base units taken of its stake, delegated or its own. */
  readonly slashed: F64;
  /** Base units of rewards that went into its bond. */
  readonly compounded: F64;

  constructor(store: Store, rows: number) {
    this.table = store.core('validators', rows);
    this.group = this.table.column('group', 'i32');
    this.operator = this.table.column('operator', 'i32');
    this.executor = this.table.column('executor', 'i32');
    this.wallet = this.table.column('wallet', 'i32', -1);
    this.bond = this.table.column('bond', 'i32', -1);
    this.delegation = this.table.column('delegation', 'i32', -1);
    this.commission = this.table.column('commission', 'f64');
    this.uptime = this.table.column('uptime', 'f64', 1);
    this.blocks = this.table.column('blocks', 'f64');
    this.missed = this.table.column('missed', 'f64');
    this.status = this.table.column('status', 'u8', ACTIVE);
    this.agent = this.table.column('agent', 'i32', -1);
    this.learner = this.table.column('learner', 'i32', -1);
    this.adversary = this.table.column('adversary', 'i32', -1);
    this.slashed = this.table.column('slashed', 'f64');
    this.compounded = this.table.column('compounded', 'f64');
  }
}

/** Capacity: one per node and per validator, so that audits queue for real slots. */
export class Executors {
  readonly table: Table;
  /** The node or validator it belongs to; -1 for the other. */
  readonly node: F64;
  readonly validator: F64;
  readonly slots: F64;
  /** Seconds of work at its speed that it does per second at most: its service rule says how many its slots come to. */
  readonly capacity: F64;
  readonly speed: F64;
  /** Index of the service rule's binding. */
  readonly service: F64;
  /** Index of the behaviour that its honest executions follow, e.g. native or wasm. */
  readonly runtime: F64;
  /** Tasks in service. */
  readonly running: F64;
  /** Tasks waiting or in service. */
  readonly present: F64;
  /** Slot-seconds spent executing, of executions that ended or were called off. */
  readonly busy: F64;
  readonly executions: F64;
  /** Of these, audits. */
  readonly audits: F64;

  constructor(store: Store, rows: number) {
    this.table = store.core('executors', rows, 16);
    // What a task on its way to a slot needs stands first, in one cache line.
    this.node = this.table.column('node', 'f64', -1);
    this.speed = this.table.column('speed', 'f64', 1);
    this.runtime = this.table.column('runtime', 'f64');
    this.service = this.table.column('service', 'f64');
    this.slots = this.table.column('slots', 'f64', 1);
    this.running = this.table.column('running', 'f64');
    this.present = this.table.column('present', 'f64');
    this.busy = this.table.column('busy', 'f64');
    this.executions = this.table.column('executions', 'f64');
    this.audits = this.table.column('audits', 'f64');
    this.validator = this.table.column('validator', 'f64', -1);
    this.capacity = this.table.column('capacity', 'f64', 1);
  }
}

export class Delegators {
  readonly table: Table;
  readonly group: I32;
  readonly validator: I32;
  readonly wallet: I32;
  /** Base units bonded to its validator. */
  readonly stake: F64;
  /** Base units of its rewards that it has bonded. */
  readonly compounded: F64;

  constructor(store: Store, rows: number) {
    this.table = store.core('delegators', rows);
    this.group = this.table.column('group', 'i32');
    this.validator = this.table.column('validator', 'i32');
    this.wallet = this.table.column('wallet', 'i32', -1);
    this.stake = this.table.column('stake', 'f64');
    this.compounded = this.table.column('compounded', 'f64');
  }
}

/** Those who send jobs: each belongs to one flow. */
export class Clients {
  readonly table: Table;
  readonly flow: I32;
  readonly wallet: I32;
  readonly jobs: F64;

  constructor(store: Store, rows: number) {
    this.table = store.core('clients', rows);
    this.flow = this.table.column('flow', 'i32');
    this.wallet = this.table.column('wallet', 'i32', -1);
    this.jobs = this.table.column('jobs', 'f64');
  }
}

export class Tables {
  readonly operators: Operators;
  readonly nodes: Nodes;
  readonly validators: Validators;
  readonly executors: Executors;
  readonly delegators: Delegators;
  readonly clients: Clients;
  readonly jobs: Jobs;
  readonly tasks: Tasks;

  constructor(store: Store, room: Room) {
    this.operators = new Operators(store, room.operators);
    this.nodes = new Nodes(store, room.nodes);
    this.validators = new Validators(store, room.validators);
    this.executors = new Executors(store, room.executors);
    this.delegators = new Delegators(store, room.delegators);
    this.clients = new Clients(store, room.clients);
    this.jobs = new Jobs(store, room.jobs);
    this.tasks = new Tasks(store, room.jobs);
  }
}
