/**
 * Whose turn is it to propose a block? CometBFT's weighted round robin, or a lottery by power.
 *
 * Round robin: at each height everyone gains its power, the highest priority proposes and loses the total; ties go to the
 * lowest index. Priorities are kept within 2 totals of each other and centred (CometBFT types/validator_set.go:
 * IncrementProposerPriority, RescalePriorities, shiftByAvgProposerPriority), and who comes into the set begins at -1.125
 * totals, so that leaving and coming back does not pay. A proposer who is away costs a round: the next one is asked at the
 * same height by priorities that nobody keeps.
 */
import type { F64, U8 } from '../engine/state.ts';
import type { Validators } from './tables.ts';
import type { ValidatorSet } from './validatorSet.ts';

/** Priorities differ by at most so many totals (PriorityWindowSizeFactor). */
const WINDOW = 2;

export class Proposer {
  private readonly validators: Validators;
  private readonly set: ValidatorSet;
  private readonly priority: F64;
  private readonly lottery: () => number;

  constructor(validators: Validators, set: ValidatorSet, lottery: () => number) {
    this.validators = validators;
    this.set = set;
    this.lottery = lottery;
    this.priority = validators.table.column('chain/priority', 'f64');
  }

  /** Who proposes the next block, of those who are `present`, by the `powers` of now; -1 when none of them has power. */
  next(kind: 'weighted-round-robin' | 'lottery', present: U8, powers: Float64Array): number {
    const n = this.validators.table.size;
    let total = 0;
    let online = 0;
    for (let v = 0; v < n; v++) {
      const power = powers[v];
      total += power;
      if (present.data[v] === 1) online += power;
    }
    if (online === 0) return -1;
    return kind === 'lottery' ? this.draw(present, powers, online) : this.turn(present, powers, total);
  }

  private draw(present: U8, powers: Float64Array, online: number): number {
    let point = this.lottery() * online;
    let last = -1;
    for (let v = 0; v < this.validators.table.size && point >= 0; v++) {
      const power = powers[v];
      if (present.data[v] === 0 || power === 0) continue;
      last = v;
      point -= power;
    }
    return last;
  }

  private turn(present: U8, powers: Float64Array, total: number): number {
    const priority = this.priority.data;
    this.adjust(total);
    const first = this.advance(priority, powers, total);
    if (present.data[first] === 1) return first;
    // Further rounds at this height are forgotten with it.
    const round = priority.slice();
    for (;;) {
      const next = this.advance(round, powers, total);
      if (present.data[next] === 1) return next;
    }
  }

  /** One step of the round robin; returns whose turn it is. */
  private advance(priority: Float64Array, powers: Float64Array, total: number): number {
    let best = -1;
    for (let v = 0; v < this.validators.table.size; v++) {
      if (!this.set.isIn(v)) continue;
      priority[v] += powers[v];
      if (best < 0 || priority[v] > priority[best]) best = v;
    }
    priority[best] -= total;
    return best;
  }

  /** Newcomers begin behind everyone; all are then kept within the window and centred. */
  private adjust(total: number): void {
    const priority = this.priority.data;
    let low = Infinity;
    let high = -Infinity;
    let sum = 0;
    let members = 0;
    for (let v = 0; v < this.validators.table.size; v++) {
      if (!this.set.isIn(v)) continue;
      if (this.set.fresh.data[v] === 1) {
        this.set.fresh.data[v] = 0;
        priority[v] = -(total + Math.floor(total / 8));
      }
      low = Math.min(low, priority[v]);
      high = Math.max(high, priority[v]);
      sum += priority[v];
      members++;
    }
    const ratio = Math.ceil((high - low) / (WINDOW * total));
    if (ratio <= 1 && sum === 0) return;
    if (ratio > 1) sum = 0;
    for (let v = 0; ratio > 1 && v < this.validators.table.size; v++) {
      if (!this.set.isIn(v)) continue;
      priority[v] = Math.trunc(priority[v] / ratio);
      sum += priority[v];
    }
    const mean = Math.floor(sum / members);
    if (mean === 0) return;
    for (let v = 0; v < this.validators.table.size; v++) if (this.set.isIn(v)) priority[v] -= mean;
  }
}
