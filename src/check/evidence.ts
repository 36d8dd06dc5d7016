/** What did a run of the checks show? Counts of all rows, and the rows themselves as far as a page can show them. */
import type { Case } from './case.ts';
import { cases } from './index.ts';
import type { Outcome } from './run.ts';
import { uncovered } from './uncovered.ts';

/** Rows that one line names at most. */
const NAMED = 8;
/** Rows of one family that are kept. */
const KEPT = 500;

export interface Family {
  readonly id: string;
  /** Undefined where it is not covered. */
  readonly of: Case | undefined;
  /** Why there is none. */
  readonly missing: string | undefined;
  rows: number;
  passed: number;
  failed: number;
  /** Passed only the second time. */
  again: number;
  /** Statistical rows, and those of them that would have failed against 1.1 times what is expected. */
  statistical: number;
  telling: number;
  readonly outcomes: Outcome[];
}

export class Evidence {
  readonly seed: string;
  readonly families = new Map<string, Family>();

  constructor(seed: string) {
    this.seed = seed;
  }

  add(outcome: Outcome): void {
    const { id, verdict } = outcome;
    let family = this.families.get(id);
    if (!family) {
      const of = Object.hasOwn(cases, id) ? cases[id] : undefined;
      const missing = of ? undefined : uncovered[id];
      family = { id, of, missing, rows: 0, passed: 0, failed: 0, again: 0, statistical: 0, telling: 0, outcomes: [] };
      this.families.set(id, family);
    }
    family.rows++;
    if (verdict === 'pass') family.passed++;
    if (verdict === 'fail') family.failed++;
    if (verdict === 'pass' && outcome.first) family.again++;
    if (outcome.tells !== undefined) family.statistical++;
    if (outcome.tells === true) family.telling++;
    if (family.outcomes.length < KEPT) family.outcomes.push(outcome);
  }

  private sum(field: 'rows' | 'passed' | 'failed' | 'again' | 'statistical' | 'telling'): number {
    let total = 0;
    for (const family of this.families.values()) total += family[field];
    return total;
  }

  get rows(): number {
    return this.sum('rows');
  }

  get passed(): number {
    return this.sum('passed');
  }

  get failed(): number {
    return this.sum('failed');
  }

  get again(): number {
    return this.sum('again');
  }

  get notCovered(): number {
    return this.rows - this.passed - this.failed;
  }

  /** What the statistical rows would have said of numbers that are a tenth too large; undefined where there are none. */
  get refusals(): string | undefined {
    const [all, telling] = [this.sum('statistical'), this.sum('telling')];
    if (all === 0) return undefined;
    const blind = [...this.families.values()].flatMap(({ id, outcomes }) =>
      outcomes.flatMap(({ tells, label, params }) => (tells === false ? [`${id} ${label} ${paramsText(params)}`] : [])),
    );
    const but = blind.length === 0 ? '' : `; too imprecise for that: ${blind.slice(0, NAMED).join(', ')}`;
    const more = blind.length > NAMED ? ` and ${all - telling - NAMED} more` : '';
    return `Against 1.1 times what was published, the same runs fail ${telling} of ${all} statistical rows${but}${more}`;
  }

  /** One line on all rows. */
  get inWords(): string {
    const parts = [`${this.passed} of ${this.rows} rows pass`];
    if (this.again > 0) parts.push(`${this.again} of them only when run again with 4 times as much`);
    parts.push(`${this.failed} fail`);
    if (this.notCovered > 0) parts.push(`${this.notCovered} not covered`);
    return parts.join(', ');
  }
}

/** `rho=0.9 c=10`. */
export function paramsText(params: Readonly<Record<string, unknown>>): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}

/** Six digits, as short as they can be said. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Two digits of an error; nothing where no chance is. */
export function errorText(se: number): string {
  return se === 0 ? '' : String(Number(se.toPrecision(2)));
}
