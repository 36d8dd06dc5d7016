/**
 * Is a job's model there when its turn comes? A node has room for some models; one that is not there is fetched and loaded
 * first, in service, and those that nobody uses make room, the one whose last use began longest ago first. Where those in use
 * leave none, it waits for them.
 */
import type { KeyedDraw } from '../engine/keyed.ts';
import { type Sampler, sampler } from '../engine/samplers/sampler.ts';
import type { F64 } from '../engine/state.ts';
import type { Facts } from '../network/facts.ts';
import { STAGE, type Tables } from '../network/tables.ts';
import type { World } from '../network/world.ts';
import type { Slots } from '../rules/contract.ts';
import type { Scenario } from '../scenario/schema.ts';
import { RoomQueue } from './roomQueue.ts';

/** Does anything in the scenario take time to load? */
export function loads(scenario: Scenario): boolean {
  return scenario.nodes.some(({ memory }) => memory !== undefined) && scenario.models.some(({ memory }) => memory);
}

export class ColdStarts {
  private readonly world: World;
  private readonly tables: Tables;
  /** Per group, GB; infinite where all models are always there. */
  private readonly room: Float64Array;
  private readonly bandwidth: Float64Array;
  /** Per model, GB. */
  private readonly size: Float64Array;
  private readonly fetch: readonly (Sampler | null)[];
  private readonly load: readonly (Sampler | null)[];
  private readonly draws: readonly { fetch: KeyedDraw; load: KeyedDraw }[];
  private readonly modelOf: Int32Array;
  /** Per node and model: place in the order of uses (-1: not there), and when it is or was loaded (s). */
  private readonly used: F64;
  private readonly ready: F64;
  /** The same: executions in service that use it. And of a task: 1 while it is one of them. */
  private readonly users: F64;
  private readonly uses: F64;
  /** Per node, GB. */
  private readonly free: F64;
  /** [0] uses so far, [1] executions that asked for a model of some size, [2] of these, cold, [3] seconds of their loading. */
  private readonly cells: F64;
  private readonly queue: RoomQueue;

  /** Of a populated world. */
  constructor(world: World, scenario: Scenario, work: { readonly services: readonly Slots['service'][] }) {
    this.world = world;
    this.tables = world.tables;
    const { models, nodes: groups, flows } = scenario;
    const { nodes } = world.tables;
    this.room = Float64Array.from(groups, ({ memory }) => memory ?? Number.POSITIVE_INFINITY);
    this.bandwidth = Float64Array.from(groups, ({ bandwidth }) => bandwidth ?? 0);
    this.size = Float64Array.from(models, ({ memory }) => memory ?? 0);
    this.fetch = models.map(({ fetch }) => (fetch ? sampler(fetch) : null));
    this.load = models.map(({ load }) => (load ? sampler(load) : null));
    this.draws = flows.map(({ name }) => ({
      fetch: world.draw('flow', name, 'fetch'),
      load: world.draw('flow', name, 'load'),
    }));
    this.modelOf = Int32Array.from(flows, ({ model }) => models.findIndex(({ name }) => name === model));
    const rows = nodes.table.size * models.length;
    const residency = world.store.cells('cold-starts/residency', rows);
    this.used = residency.column('used', 'f64', -1);
    this.ready = residency.column('ready', 'f64');
    this.users = residency.column('users', 'f64');
    this.uses = world.tables.tasks.table.column('cold-starts/uses', 'f64');
    this.free = nodes.table.column('free', 'f64');
    for (let node = 0; node < nodes.table.size; node++) this.free.data[node] = this.room[nodes.group.data[node]];
    const table = world.store.cells('cold-starts/cells', 4);
    this.cells = table.column('value', 'f64');
    this.queue = new RoomQueue(world, work, (node, task) => this.fits(node, this.modelFor(task)));
  }

  /** A node that fails forgets what it had loaded, and whatever its queue began before it was swept. */
  listen(facts: Facts): void {
    const forget = (node: number): void => {
      const { group } = this.tables.nodes;
      const models = this.size.length;
      this.used.data.fill(-1, node * models, (node + 1) * models);
      this.free.data[node] = this.room[group.data[node]];
    };
    facts.on('down', forget);
    facts.on('up', forget);
  }

  /** Executions that asked for a model of some size, those of them that found it gone, and what they waited for it (s). */
  tally(): readonly [asked: number, cold: number, seconds: number] {
    const [, asked, cold, seconds] = this.cells.data;
    return [asked, cold, seconds];
  }

  /** A task is begun: what it waits for its model is added to its work. Where there is no room now, it will be begun again. */
  begin(task: number): void {
    const { tasks, jobs, nodes } = this.tables;
    const node = tasks.node.data[task];
    // Stages and proofs need no model.
    if (node < 0 || tasks.role.data[task] >= STAGE || this.room[nodes.group.data[node]] === Number.POSITIVE_INFINITY)
      return;
    const job = tasks.job.data[task];
    const flow = jobs.flow.data[job];
    const model = this.modelOf[flow];
    if (this.size[model] === 0 || !this.queue.enters(node, task)) return;
    this.users.data[node * this.size.length + model]++;
    this.uses.data[task] = 1;
    const cells = this.cells.data;
    const row = node * this.size.length + model;
    const { now } = this.world.engine;
    const there = this.used.data[row] >= 0;
    this.used.data[row] = cells[0]++;
    cells[1]++;
    if (there) {
      // Another execution may still be loading it.
      tasks.work.data[task] += Math.max(0, this.ready.data[row] - now);
      return;
    }
    this.makeRoom(node, model);
    const seconds = this.seconds(flow, model, jobs.number.data[job], tasks.ordinal.data[task], nodes.group.data[node]);
    this.ready.data[row] = now + seconds;
    tasks.work.data[task] += seconds;
    cells[2]++;
    cells[3] += seconds;
  }

  /** A task has been executed. */
  end(task: number): void {
    if (this.uses.data[task] === 0) return;
    this.uses.data[task] = 0;
    const node = this.tables.tasks.node.data[task];
    this.users.data[node * this.size.length + this.modelFor(task)]--;
    this.queue.look(node);
  }

  /** A task is taken away from its executor; true when it waits for room and is not in the executor's hands. */
  withdraws(task: number): boolean {
    const node = this.tables.tasks.node.data[task];
    if (node < 0) return false;
    this.end(task);
    return this.queue.withdraws(node, task);
  }

  private modelFor(task: number): number {
    const { jobs, tasks } = this.tables;
    return this.modelOf[jobs.flow.data[tasks.job.data[task]]];
  }

  /** Is the model there, or is there room for it beside those in use? */
  private fits(node: number, model: number): boolean {
    const { used, users, free, size } = this;
    const first = node * size.length;
    if (used.data[first + model] >= 0) return true;
    let room = free.data[node];
    for (let m = 0; m < size.length; m++) if (used.data[first + m] >= 0 && users.data[first + m] === 0) room += size[m];
    return room >= size[model];
  }

  private seconds(flow: number, model: number, number: number, ordinal: number, group: number): number {
    const fetch = this.fetch[model];
    const load = this.load[model];
    const draws = this.draws[flow];
    return (
      (fetch ? fetch.quantile(draws.fetch.uniform(number, ordinal)) : 0) +
      (load ? load.quantile(draws.load.uniform(number, ordinal)) : this.size[model] / this.bandwidth[group])
    );
  }

  /** Puts out the least recently used others that nobody uses until the model fits in. */
  private makeRoom(node: number, model: number): void {
    const { used, free, size } = this;
    const first = node * size.length;
    while (free.data[node] < size[model]) {
      let oldest = -1;
      for (let m = 0; m < size.length; m++) {
        if (m === model || used.data[first + m] < 0 || this.users.data[first + m] > 0) continue;
        if (oldest < 0 || used.data[first + m] < used.data[first + oldest]) oldest = m;
      }
      used.data[first + oldest] = -1;
      free.data[node] += size[oldest];
    }
    free.data[node] -= size[model];
  }
}
