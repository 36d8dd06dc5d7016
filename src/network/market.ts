/**
 * What is a token worth in USD, and what does the network believe that it is worth? The market's price moves; the network
 * converts with the price that its oracle read last. Both stand in one place, so that no rule can hold an old one.
 */
import type { F64, Store } from '../engine/state.ts';

const [PRICE, QUOTE, QUOTED_AT, FIRST, SINCE, AREA] = [0, 1, 2, 3, 4, 5];
const CELLS = 6;

export class Market {
  private readonly cells: F64;
  /** False: the network reads the market at every moment. */
  private hasOracle = false;
  private haltAfter = Number.POSITIVE_INFINITY;

  constructor(store: Store) {
    const table = store.cells('market', CELLS);
    this.cells = table.column('value', 'f64');
  }

  /** From now on the network knows the price only as `refresh` reads it, and trusts it for `haltAfter` seconds. */
  useOracle(haltAfter: number): void {
    this.hasOracle = true;
    this.haltAfter = haltAfter;
  }

  /** USD per token on the market. */
  get price(): number {
    return this.cells.data[PRICE];
  }

  /** USD per token as the network converts: what its oracle read last. */
  get quote(): number {
    return this.cells.data[QUOTE];
  }

  /** True when the last reading is too old to be used. */
  isHalted(now: number): boolean {
    return now - this.cells.data[QUOTED_AT] > this.haltAfter;
  }

  /** The price at the start of the run, known to everybody. */
  open(price: number): void {
    const cells = this.cells.data;
    cells[PRICE] = price;
    cells[QUOTE] = price;
    cells[FIRST] = price;
  }

  /** The price is another one from now on. */
  move(price: number, now: number): void {
    const cells = this.cells.data;
    cells[AREA] += (cells[PRICE] - cells[FIRST]) * (now - cells[SINCE]);
    cells[SINCE] = now;
    cells[PRICE] = price;
    if (!this.hasOracle) cells[QUOTE] = price;
  }

  /** The oracle reads the market. */
  refresh(now: number): void {
    const cells = this.cells.data;
    cells[QUOTE] = cells[PRICE];
    cells[QUOTED_AT] = now;
  }

  /** Time-weighted mean of the market's price up to now; exactly the price where it never moved. */
  mean(now: number): number {
    const cells = this.cells.data;
    const area = cells[AREA] + (cells[PRICE] - cells[FIRST]) * (now - cells[SINCE]);
    return now > 0 ? cells[FIRST] + area / now : cells[PRICE];
  }
}
