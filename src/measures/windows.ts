/**
 * In which stretch of the run does something fall? The horizon is cut into windows of equal length; measures keep one
 * sum per window, so that paths can be drawn and the warm-up can be cut off afterwards.
 */
import type { F64 } from '../engine/state.ts';
import type { Simulation } from '../simulation/simulation.ts';

/** Windows that share one histogram: a batch of MSER-5, so that a warm-up is always a whole number of them. */
export const BLOCK = 5;

export class Windows {
  readonly count: number;
  /** Seconds. */
  readonly length: number;
  private readonly horizon: number;
  private readonly cells: F64;

  constructor(run: Simulation) {
    this.count = run.scenario.measures.windows;
    this.horizon = run.scenario.horizon;
    this.length = this.horizon / this.count;
    this.cells = run.world.store.cells('measures/windows', 1).column('current', 'f64');
  }

  /** Index of the window under way. */
  get current(): number {
    return this.cells.data[0];
  }

  next(): void {
    this.cells.data[0]++;
  }

  /** Where window `w` ends, s. */
  end(w: number): number {
    return (this.horizon * (w + 1)) / this.count;
  }
}

/** A number per window of its own, kept where a checkpoint finds it. */
export function perWindow(run: Simulation, windows: Windows, name: string, width = 1): F64 {
  return cells(run, name, windows.count * width);
}

/** Single numbers of its own. */
export function cells(run: Simulation, name: string, length = 1): F64 {
  return run.world.store.cells(`measures/${name}`, length).column('value', 'f64');
}
