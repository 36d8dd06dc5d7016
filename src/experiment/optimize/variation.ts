/**
 * How do two parents have two children? Simulated binary crossover (K. Deb and R. B. Agrawal, Complex Systems 9, 1995) and
 * polynomial mutation (K. Deb and M. Goyal, 1996), both as bounded in Deb's NSGA-II code (revision 1.1.6, crossover.c and
 * mutation.c). Whole numbers are varied as reals of [low - 1/2, high + 1/2] and rounded; of choices, a child has one of its
 * parents', and a mutated one another than before.
 */
import { pow } from '../../engine/pow.ts';
import type { Draw, Genes, Variable } from './variable.ts';

/** Parents nearer than this are the same to crossover (EPS of Deb's code). */
const SAME = 1e-14;

export interface Crossover {
  /** That two parents are crossed at all. */
  readonly probability: number;
  /** Distribution index eta_c: the larger, the nearer children stay to their parents. */
  readonly eta: number;
}

export interface Mutation {
  /** For each gene. */
  readonly probability: number;
  /** Distribution index eta_m. */
  readonly eta: number;
}

export function cross(
  variables: readonly Variable[],
  mother: Genes,
  father: Genes,
  { probability, eta }: Crossover,
  draw: Draw,
): [number[], number[]] {
  const one = [...mother];
  const other = [...father];
  if (draw() > probability) return [one, other];
  variables.forEach((variable, i) => {
    if (draw() > 0.5) return;
    const a = mother[i]!;
    const b = father[i]!;
    if (Math.abs(a - b) <= SAME) return;
    if (variable.kind === 'choice') {
      if (draw() <= 0.5) [one[i], other[i]] = [b, a];
      return;
    }
    const { low, high } = spanOf(variable);
    const [y1, y2] = a < b ? [a, b] : [b, a];
    const u = draw();
    const below = spread(1 + (2 * (y1 - low)) / (y2 - y1), eta, u);
    const above = spread(1 + (2 * (high - y2)) / (y2 - y1), eta, u);
    const c1 = settle(variable, 0.5 * (y1 + y2 - below * (y2 - y1)));
    const c2 = settle(variable, 0.5 * (y1 + y2 + above * (y2 - y1)));
    [one[i], other[i]] = draw() <= 0.5 ? [c2, c1] : [c1, c2];
  });
  return [one, other];
}

/** The spread factor beta_q: distance of the children over that of the parents, its distribution cut off at the bound `beta`. */
function spread(beta: number, eta: number, u: number): number {
  const alpha = 2 - pow(beta, -(eta + 1));
  return pow(u <= 1 / alpha ? u * alpha : 1 / (2 - u * alpha), 1 / (eta + 1));
}

export function mutate(
  variables: readonly Variable[],
  genes: Genes,
  { probability, eta }: Mutation,
  draw: Draw,
): number[] {
  return genes.map((gene, i) => {
    const variable = variables[i]!;
    if (draw() > probability) return gene;
    const u = draw();
    if (variable.kind === 'choice') {
      if (variable.options === 1) return gene;
      const other = Math.min(variable.options - 2, Math.floor(u * (variable.options - 1)));
      return other < gene ? other : other + 1;
    }
    const { low, high } = spanOf(variable);
    if (high === low) return gene;
    const step = (high - low) * polynomialStep((gene - low) / (high - low), eta, u);
    const moved = settle(variable, gene + step);
    // A whole number that was rounded back would be no mutation: it goes one step the way it was going.
    if (variable.kind === 'real' || moved !== gene) return moved;
    return settle(variable, gene + (step < 0 ? -1 : 1));
  });
}

/** delta_q of a gene at `at` of its range (0..1), in ranges. */
function polynomialStep(at: number, eta: number, u: number): number {
  if (u <= 0.5) return pow(2 * u + (1 - 2 * u) * pow(1 - at, eta + 1), 1 / (eta + 1)) - 1;
  return 1 - pow(2 * (1 - u) + 2 * (u - 0.5) * pow(at, eta + 1), 1 / (eta + 1));
}

type Ordered = Exclude<Variable, { kind: 'choice' }>;

function spanOf(variable: Ordered): { low: number; high: number } {
  const { kind, low, high } = variable;
  return kind === 'integer' && high > low ? { low: low - 0.5, high: high + 0.5 } : { low, high };
}

function settle(variable: Ordered, value: number): number {
  const whole = variable.kind === 'integer' ? Math.round(value) : value;
  return Math.min(variable.high, Math.max(variable.low, whole));
}
