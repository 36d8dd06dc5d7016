/** Who asks least? Nodes in the order of their asks, equal ones in an order drawn by the job; who is down asks nothing. */
import { offerOf } from '../network/asks.ts';
import { asks } from './asks.ts';
import type { Binder } from './binder.ts';
import { COPIES } from './contract.ts';

/** Places in the order that one job may ask for. */
const MOST = 128;

export class Cheapest {
  private readonly b: Binder;
  private readonly roster;
  private readonly draw;
  private readonly ask: (job: number, node: number) => number;
  /** Scratch of one search: places of the roster in the order of their asks, and these asks. */
  private readonly taken;
  private readonly level;
  /** Base units promised to the node of a job. */
  readonly offer;

  constructor(b: Binder) {
    this.b = b;
    this.roster = b.roster(true);
    this.draw = b.draw('route');
    this.ask = asks(b);
    this.taken = b.cells('taken', 'i32', MOST);
    this.level = b.cells('level', 'f64', MOST);
    this.offer = offerOf(b.tables);
  }

  /** Nodes that ask at all. */
  get count(): number {
    return this.roster.count;
  }

  /**
   * Which place in the order does an attempt of a job get? The copies of a job have the cheapest ones, as have its further picks
   * of one sending; sent again, it begins one place later each time.
   */
  place(attempt: number): number {
    const again = Math.max(0, attempt - COPIES);
    const place = attempt < COPIES ? attempt : Math.floor(again / COPIES) + (again % COPIES);
    return place % Math.min(this.roster.count, MOST - 1);
  }

  /** Puts the nodes in order up to and with `place`, 0 first; returns how many there are of them. */
  order(job: number, place: number): number {
    const n = this.roster.count;
    const count = Math.min(place + 1, n, MOST);
    for (let k = 0; k < count; k++) this.taken.data[k] = this.least(job, n, k);
    return count;
  }

  /** The node at a place of the last order. */
  node(place: number): number {
    return this.roster.at(this.taken.data[place]);
  }

  /** Base units that it asks. */
  asked(place: number): number {
    return this.level.data[place];
  }

  /** One of the places that ask least but the first k taken ones. */
  private least(job: number, n: number, k: number): number {
    let lowest = Number.POSITIVE_INFINITY;
    let ties = 0;
    let first = -1;
    for (let place = 0; place < n; place++) {
      if (k > 0 && this.isTaken(place, k)) continue;
      const price = this.ask(job, this.roster.at(place));
      if (price < lowest) {
        lowest = price;
        ties = 1;
        first = place;
      } else if (price === lowest) {
        ties++;
      }
    }
    this.level.data[k] = lowest;
    if (ties <= 1) return first;
    let rest = Math.floor(this.draw.uniform(this.b.tables.jobs.number.data[job], k) * ties);
    for (let place = first; place < n; place++) {
      if (k > 0 && this.isTaken(place, k)) continue;
      if (this.ask(job, this.roster.at(place)) === lowest && rest-- === 0) return place;
    }
    return first;
  }

  private isTaken(place: number, k: number): boolean {
    for (let i = 0; i < k; i++) if (this.taken.data[i] === place) return true;
    return false;
  }
}
