/**
 * Who waits until there is room for its model? An execution whose turn has come, but whose model has no room beside those in
 * use, is taken out of service again and waits beside the queue; so does whoever's turn comes after it, until it has its room:
 * nobody is overtaken for ever. Tasks leave in the order in which their turns came.
 */
import type { F64 } from '../engine/state.ts';
import type { Tables } from '../network/tables.ts';
import type { World } from '../network/world.ts';
import type { Slots } from '../rules/contract.ts';

/** Where a task is: of no concern, to be taken out of service, beside the queue, or let in and not begun yet. */
const ELSEWHERE = 0;
const MARKED = 1;
const BESIDE = 2;
const LET_IN = 3;

export class RoomQueue {
  private readonly world: World;
  private readonly tables: Tables;
  private readonly work: { readonly services: readonly Slots['service'][] };
  private readonly fits: (node: number, task: number) => boolean;
  private readonly state: F64;
  private readonly next: F64;
  private readonly previous: F64;
  /** Per node: its queue (-1: empty), the task that was let in (-1: none), and 1 while it is to be looked after. */
  private readonly first: F64;
  private readonly last: F64;
  private readonly entering: F64;
  private readonly due: F64;
  private readonly sortKind: number;

  /** `fits`: can the task's model be had at its node now? */
  constructor(
    world: World,
    work: { readonly services: readonly Slots['service'][] },
    fits: (node: number, task: number) => boolean,
  ) {
    this.world = world;
    this.tables = world.tables;
    this.work = work;
    this.fits = fits;
    const { tasks, nodes } = world.tables;
    this.state = tasks.table.column('room/state', 'f64');
    this.next = tasks.table.column('room/next', 'f64', -1);
    this.previous = tasks.table.column('room/previous', 'f64', -1);
    this.first = nodes.table.column('room/first', 'f64', -1);
    this.last = nodes.table.column('room/last', 'f64', -1);
    this.entering = nodes.table.column('room/entering', 'f64', -1);
    this.due = nodes.table.column('room/due', 'f64');
    // Before anything else of the instant that could see a task in service that only waits.
    this.sortKind = world.engine.kind('cold-starts/room', (node) => this.sort(node), { priority: 1 });
  }

  /** A task's turn has come: may it begin? If not, it will be asked again. */
  enters(node: number, task: number): boolean {
    if (this.state.data[task] === LET_IN) {
      this.state.data[task] = ELSEWHERE;
      this.entering.data[node] = -1;
      if (this.fits(node, task)) {
        this.look(node);
        return true;
      }
    } else if (this.first.data[node] < 0 && this.fits(node, task)) return true;
    this.append(node, task);
    this.state.data[task] = MARKED;
    this.look(node);
    return false;
  }

  /** A task is taken away from its executor; true when it waits beside the queue and not there. */
  withdraws(node: number, task: number): boolean {
    const was = this.state.data[task];
    if (was === ELSEWHERE) return false;
    this.state.data[task] = ELSEWHERE;
    if (was === LET_IN) this.entering.data[node] = -1;
    else this.remove(node, task);
    this.look(node);
    return was === BESIDE;
  }

  /** Something changed at a node: at the end of what happens now it is seen to. */
  look(node: number): void {
    if (this.first.data[node] < 0 || this.due.data[node] === 1) return;
    this.due.data[node] = 1;
    this.world.engine.after(0, this.sortKind, node);
  }

  private sort(node: number): void {
    const { executors, nodes, tasks } = this.tables;
    const executor = nodes.executor.data[node];
    const service = this.work.services[executors.service.data[executor]];
    // Whoever takes the place of a task that is taken out is marked in turn, and comes after it.
    for (let task = this.first.data[node]; task >= 0; task = this.next.data[task]) {
      if (this.state.data[task] !== MARKED) continue;
      this.state.data[task] = BESIDE;
      // A service that counts tokens says at a withdrawal what would have been left; all of it is.
      const work = tasks.work.data[task];
      service.withdraw(task);
      tasks.work.data[task] = work;
      tasks.started.data[task] = -1;
    }
    this.due.data[node] = 0;
    for (;;) {
      const task = this.first.data[node];
      if (task < 0 || this.entering.data[node] >= 0 || !this.fits(node, task)) return;
      this.remove(node, task);
      this.state.data[task] = LET_IN;
      this.entering.data[node] = task;
      // It has had its place in the queue all the time.
      executors.present.data[executor]--;
      service.submit(task);
      executors.present.data[executor]++;
    }
  }

  private append(node: number, task: number): void {
    const last = this.last.data[node];
    if (last < 0) this.first.data[node] = task;
    else this.next.data[last] = task;
    this.previous.data[task] = last;
    this.next.data[task] = -1;
    this.last.data[node] = task;
  }

  private remove(node: number, task: number): void {
    const before = this.previous.data[task];
    const after = this.next.data[task];
    if (before < 0) this.first.data[node] = after;
    else this.next.data[before] = after;
    if (after < 0) this.last.data[node] = before;
    else this.previous.data[after] = before;
  }
}
