/** What does an operator know of its choices? The mean payoff of each in every epoch in which it was tried, as far back as it remembers. */
import type { F64 } from '../engine/state.ts';

/** What operators decide of the work of their nodes and validators. */
export const DECISIONS = ['answers', 'audits'] as const;
export type Decision = (typeof DECISIONS)[number];

/** The two choices of each: to do the work, or to deviate: to cheat, to approve without looking. */
export const CHOICES = 2;

/** Where the experience of a group of operators is kept. */
export class Experience {
  private readonly cells: F64;
  /** Epochs remembered; Infinity: all. */
  private readonly memory: number;
  /** Numbers a choice: the means of the last epochs, or their sum and how many they are. */
  private readonly width: number;

  /** `cells` makes a column of so many doubles, filled with NaN. */
  constructor(operators: number, memory: number, cells: (length: number) => F64) {
    this.memory = memory;
    this.width = memory === Number.POSITIVE_INFINITY ? 2 : memory;
    this.cells = cells(operators * DECISIONS.length * CHOICES * this.width);
  }

  /** The `epoch`-th epoch (0, 1, ...) of an operator: mean payoff of a choice; NaN where it was not tried. */
  note(operator: number, decision: number, choice: number, epoch: number, mean: number): void {
    const { data } = this.cells;
    const at = this.place(operator, decision, choice);
    if (this.memory < Number.POSITIVE_INFINITY) {
      data[at + (epoch % this.memory)] = mean;
      return;
    }
    if (Number.isNaN(mean)) return;
    const first = Number.isNaN(data[at]);
    data[at] = first ? mean : data[at] + mean;
    data[at + 1] = first ? 1 : data[at + 1] + 1;
  }

  /** Mean over the epochs remembered in which the choice was tried, each counting alike; NaN where there is none. */
  payoff(operator: number, decision: number, choice: number): number {
    const { data } = this.cells;
    const at = this.place(operator, decision, choice);
    if (this.memory === Number.POSITIVE_INFINITY) return data[at] / data[at + 1];
    let sum = 0;
    let count = 0;
    for (let i = at; i < at + this.width; i++) {
      if (Number.isNaN(data[i])) continue;
      sum += data[i];
      count++;
    }
    return count > 0 ? sum / count : Number.NaN;
  }

  private place(operator: number, decision: number, choice: number): number {
    return ((operator * DECISIONS.length + decision) * CHOICES + choice) * this.width;
  }
}
