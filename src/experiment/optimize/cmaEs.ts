/**
 * How is one goal sought where nothing is known of its shape? CMA-ES: candidates are drawn from a normal distribution whose mean, step
 * size and covariance follow the better half of them. The (mu/mu_w, lambda) strategy of N. Hansen, "The CMA evolution strategy:
 * a tutorial" (arXiv:1604.00772), with the constants of its code purecmaes.m: weights log(mu + 1/2) - log i, rank-one and
 * rank-mu updates, cumulative step-size adaptation. It is asked for candidates and told which were better; only their order matters.
 * The state is plain data, and a function of the settings and of what it was told.
 */
import { exp, log } from '../../engine/portable.ts';
import { pow } from '../../engine/pow.ts';
import { normalQuantile } from '../../engine/special/normal.ts';
import { symmetricEigen } from './jacobi.ts';
import { generationDraw } from './variable.ts';

export interface CmaSettings {
  /** The first mean: one number a dimension. */
  readonly start: readonly number[];
  /** The first step size: the optimum should lie within start +- 3 steps. */
  readonly sigma: number;
  /** lambda, at least 4. */
  readonly population: number;
  readonly seed: string;
  /**
   * Standard deviations below which a dimension is not let fall, e.g. where it is rounded to whole numbers and smaller steps
   * would all give the same one; 0 for none.
   */
  readonly leastDeviation?: readonly number[];
}

export interface CmaState {
  /** Of the candidates that are asked about, from 0. */
  readonly generation: number;
  /** Candidates judged so far. */
  readonly evaluations: number;
  readonly mean: readonly number[];
  readonly sigma: number;
  /** Evolution paths of the step size (p_sigma) and of the covariance (p_c). */
  readonly stepPath: readonly number[];
  readonly path: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  /** C = B D^2 B': axes and their lengths, as of `decomposedAt` evaluations. */
  readonly axes: readonly (readonly number[])[];
  readonly lengths: readonly number[];
  readonly decomposedAt: number;
  /** The candidates, as many as the population. */
  readonly asked: readonly (readonly number[])[];
}

/** lambda = 4 + floor(3 ln n). */
export function defaultPopulation(dimensions: number): number {
  return 4 + Math.floor(3 * log(dimensions));
}

export function cmaSettings(
  start: readonly number[],
  sigma: number,
  seed: string,
  own: { population?: number; leastDeviation?: readonly number[] } = {},
): CmaSettings {
  const population = own.population ?? defaultPopulation(start.length);
  if (start.length === 0) throw new RangeError('there is nothing to vary');
  if (!Number.isInteger(population) || population < 4)
    throw new RangeError(`a population of CMA-ES is a whole number of at least 4, not ${population}`);
  if (!(sigma > 0 && sigma < Number.POSITIVE_INFINITY)) throw new RangeError(`a step size is above 0, not ${sigma}`);
  const { leastDeviation } = own;
  return { start, sigma, seed, population, ...(leastDeviation === undefined ? {} : { leastDeviation }) };
}

/** Constants of the strategy (table 1 of the tutorial, as purecmaes.m has them). */
function constantsOf(n: number, lambda: number) {
  const raw = Array.from({ length: Math.floor(lambda / 2) }, (_, i) => log(lambda / 2 + 0.5) - log(i + 1));
  const total = raw.reduce((sum, w) => sum + w, 0);
  const weights = raw.map((w) => w / total);
  const muEff = 1 / weights.reduce((sum, w) => sum + w * w, 0);
  const cc = (4 + muEff / n) / (n + 4 + (2 * muEff) / n);
  const cs = (muEff + 2) / (n + muEff + 5);
  const c1 = 2 / ((n + 1.3) * (n + 1.3) + muEff);
  const cmu = Math.min(1 - c1, (2 * (muEff - 2 + 1 / muEff)) / ((n + 2) * (n + 2) + muEff));
  const damping = 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cs;
  /** E|N(0, I)|. */
  const chi = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  return { weights, muEff, cc, cs, c1, cmu, damping, chi };
}

export function startCma(settings: CmaSettings): CmaState {
  const n = settings.start.length;
  const identity = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  return withCandidates(settings, {
    generation: 0,
    evaluations: 0,
    mean: [...settings.start],
    sigma: settings.sigma,
    stepPath: new Array<number>(n).fill(0),
    path: new Array<number>(n).fill(0),
    covariance: identity,
    axes: identity,
    lengths: new Array<number>(n).fill(1),
    decomposedAt: 0,
    asked: [],
  });
}

/** x = mean + sigma B D z, with z standard normal by inversion. */
function withCandidates(settings: CmaSettings, state: CmaState): CmaState {
  const draw = generationDraw(settings.seed, 'cma-es', state.generation);
  const { mean, sigma, axes, lengths } = state;
  const asked = Array.from({ length: settings.population }, () => {
    const z = lengths.map((length) => length * normalQuantile(draw()));
    return mean.map((m, i) => m + sigma * dot(axes[i]!, z));
  });
  return { ...state, asked };
}

/**
 * The state after it is known which of `state.asked` were better: `ranking` lists all their numbers, the best first. Throws a
 * RangeError if it does not.
 */
export function tellCma(settings: CmaSettings, state: CmaState, ranking: readonly number[]): CmaState {
  const n = state.mean.length;
  const lambda = settings.population;
  if (
    ranking.length !== lambda ||
    new Set(ranking).size !== lambda ||
    ranking.some((i) => state.asked[i] === undefined)
  )
    throw new RangeError(`a ranking of ${lambda} candidates names each of them once`);
  const { weights, muEff, cc, cs, c1, cmu, damping, chi } = constantsOf(n, lambda);
  const best = weights.map((_, i) => state.asked[ranking[i]!]!);
  const mean = state.mean.map((_, i) => best.reduce((sum, x, k) => sum + weights[k]! * x[i]!, 0));
  const step = mean.map((m, i) => (m - state.mean[i]!) / state.sigma);

  // C^(-1/2) y = B D^-1 B' y.
  const turned = state.lengths.map(
    (length, k) => state.axes.reduce((sum, row, i) => sum + row[k]! * step[i]!, 0) / length,
  );
  const whitened = state.axes.map((row) => dot(row, turned));
  const evaluations = state.evaluations + lambda;
  const stepPath = state.stepPath.map((p, i) => (1 - cs) * p + Math.sqrt(cs * (2 - cs) * muEff) * whitened[i]!);
  const stepLength = Math.sqrt(dot(stepPath, stepPath));
  const startUp = Math.sqrt(1 - pow(1 - cs, (2 * evaluations) / lambda));
  const stalled = stepLength / startUp / chi >= 1.4 + 2 / (n + 1);
  const path = state.path.map((p, i) => (1 - cc) * p + (stalled ? 0 : Math.sqrt(cc * (2 - cc) * muEff) * step[i]!));
  const steps = best.map((x) => x.map((value, i) => (value - state.mean[i]!) / state.sigma));
  const kept = 1 - c1 - cmu + (stalled ? c1 * cc * (2 - cc) : 0);
  const covariance = state.covariance.map((row, i) =>
    row.map((c, j) => {
      const [low, high] = i < j ? [i, j] : [j, i];
      const rankMu = steps.reduce((sum, y, k) => sum + weights[k]! * y[low]! * y[high]!, 0);
      return kept * c + c1 * path[low]! * path[high]! + cmu * rankMu;
    }),
  );
  const sigma = state.sigma * exp((cs / damping) * (stepLength / chi - 1));
  widen(covariance, sigma, settings.leastDeviation);
  const due = evaluations - state.decomposedAt > lambda / (c1 + cmu) / n / 10 || settings.leastDeviation !== undefined;
  const next: CmaState = {
    generation: state.generation + 1,
    evaluations,
    mean,
    sigma,
    stepPath,
    path,
    covariance,
    ...(due
      ? { ...decompose(covariance), decomposedAt: evaluations }
      : { axes: state.axes, lengths: state.lengths, decomposedAt: state.decomposedAt }),
    asked: [],
  };
  return withCandidates(settings, next);
}

/** Raises variances that fell below the least. */
function widen(covariance: number[][], sigma: number, least: readonly number[] | undefined): void {
  least?.forEach((deviation, i) => {
    const variance = (deviation / sigma) * (deviation / sigma);
    if (covariance[i]![i]! < variance) covariance[i]![i] = variance;
  });
}

function decompose(covariance: readonly (readonly number[])[]): Pick<CmaState, 'axes' | 'lengths'> {
  const { values, vectors } = symmetricEigen(covariance);
  const largest = values[values.length - 1]!;
  // Rounding may leave a tiny negative variance where a direction has all but closed.
  return { axes: vectors, lengths: values.map((value) => Math.sqrt(Math.max(value, largest * 1e-20))) };
}

/**
 * Why searching further is of no use, or null: the steps have become smaller than rounding or than `smallest`, in every direction,
 * or the covariance is so long and thin that its directions are rounding errors (condition above 10^14, as in purecmaes.m).
 */
export function exhausted(state: CmaState, smallest = 0): string | null {
  const longest = Math.max(...state.lengths);
  const shortest = Math.min(...state.lengths);
  if (longest > 1e7 * shortest) return 'the covariance is singular';
  const step = state.sigma * longest;
  const rounding = Math.max(...state.mean.map(Math.abs)) * Number.EPSILON;
  return step <= Math.max(rounding, smallest) ? 'its steps have become too small' : null;
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
