/** What was the level on average over time: of a queue, a balance, a number of active nodes? */
import { type Cells, ownCells } from './cells.ts';

const LEVEL = 0;
const SINCE = 1;
const AREA = 2;
const START = 3;

/** The integral of a step function of time, divided by the time. Times never go back. */
export class TimeAverage {
  /** Cells that one takes. */
  static readonly LENGTH = 4;

  private readonly cells: Cells;
  private readonly offset: number;

  /** Zeroed cells stand for level 0 from time 0 on. */
  constructor(cells: Cells = ownCells(TimeAverage.LENGTH), offset = 0) {
    this.cells = cells;
    this.offset = offset;
  }

  get level(): number {
    return this.cells.data[this.offset + LEVEL]!;
  }

  /** From `time` on the level is `level`. */
  set(time: number, level: number): void {
    const data = this.cells.data;
    const o = this.offset;
    data[o + AREA] = data[o + AREA]! + data[o + LEVEL]! * (time - data[o + SINCE]!);
    data[o + SINCE] = time;
    data[o + LEVEL] = level;
  }

  /** From `time` on the level is higher by `change`. */
  add(time: number, change: number): void {
    this.set(time, this.cells.data[this.offset + LEVEL]! + change);
  }

  /** Forgets what was before `time` and keeps the level: the end of a warm-up. */
  restart(time: number): void {
    const data = this.cells.data;
    data[this.offset + AREA] = 0;
    data[this.offset + SINCE] = time;
    data[this.offset + START] = time;
  }

  /** Level times time since the start, in units of both. */
  integral(time: number): number {
    const data = this.cells.data;
    const o = this.offset;
    return data[o + AREA]! + data[o + LEVEL]! * (time - data[o + SINCE]!);
  }

  /** The time-weighted mean since the start; at the very start the level. */
  mean(time: number): number {
    const elapsed = time - this.cells.data[this.offset + START]!;
    return elapsed > 0 ? this.integral(time) / elapsed : this.level;
  }
}
