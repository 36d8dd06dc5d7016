/** Who asks least? The nodes of a roster in the order of their asks; equal ones in an order drawn by the job. */
import { offerOf } from '../network/asks.ts';
import { asks } from './asks.ts';
import type { Binder } from './binder.ts';

/** Places in the order that one job may ask for. */
const MOST = 128;

export class Cheapest {
  private readonly b: Binder;
  private readonly roster;
  private readonly draw;
  private readonly ask: (job: number, node: number) => number;
  /** Scratch of one search: places of the roster taken already, and what the last one of them asks. */
  private readonly taken;
  private readonly level;
  /** Number of the job that picked last, how often it had been sent, and its picks since. */
  private readonly last;
  /** Base units promised to the node of a job. */
  readonly offer;

  constructor(b: Binder) {
    this.b = b;
    this.roster = b.roster();
    this.draw = b.draw('route');
    this.ask = asks(b);
    this.taken = b.cells('taken', 'i32', MOST);
    this.level = b.cells('level', 'f64');
    this.last = b.cells('last', 'f64', 3, -1);
    this.offer = offerOf(b.tables);
  }

  /** Nodes that ask at all. */
  get count(): number {
    return this.roster.count;
  }

  /**
   * Which place in the order does this pick of a job get? The copies of a job have the cheapest ones; sent again, it begins
   * one place later each time.
   */
  place(job: number): number {
    const { number, resent } = this.b.tables.jobs;
    const last = this.last.data;
    const same = last[0] === number.data[job] && last[1] === resent.data[job];
    last[0] = number.data[job];
    last[1] = resent.data[job];
    last[2] = same ? last[2] + 1 : 0;
    return (resent.data[job] + last[2]) % Math.min(this.roster.count, MOST - 1);
  }

  /** The node at a place of the order, 0 first; -1: there is none. `asked` then says what it asks. */
  at(job: number, place: number): number {
    const n = this.roster.count;
    if (place >= Math.min(n, MOST)) return -1;
    for (let k = 0; k <= place; k++) this.taken.data[k] = this.least(job, n, k);
    return this.roster.at(this.taken.data[place]);
  }

  /** Base units that the node found last asks. */
  get asked(): number {
    return this.level.data[0];
  }

  /** One of the places that ask least but the first k taken ones. */
  private least(job: number, n: number, k: number): number {
    let lowest = Number.POSITIVE_INFINITY;
    let ties = 0;
    for (let place = 0; place < n; place++) {
      if (k > 0 && this.isTaken(place, k)) continue;
      const price = this.ask(job, this.roster.at(place));
      if (price > lowest) continue;
      ties = price < lowest ? 1 : ties + 1;
      lowest = price;
    }
    this.level.data[0] = lowest;
    let rest = ties > 1 ? Math.floor(this.draw.uniform(this.b.tables.jobs.number.data[job], k) * ties) : 0;
    for (let place = 0; place < n; place++) {
      if (k > 0 && this.isTaken(place, k)) continue;
      if (this.ask(job, this.roster.at(place)) === lowest && rest-- === 0) return place;
    }
    return -1;
  }

  private isTaken(place: number, k: number): boolean {
    for (let i = 0; i < k; i++) if (this.taken.data[i] === place) return true;
    return false;
  }
}
