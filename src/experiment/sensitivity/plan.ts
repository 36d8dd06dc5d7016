/** At which points does a sensitivity analysis ask? Rows of levels, and how what is seen there becomes indices. */
import { log } from '../../engine/portable.ts';
import type { Finding } from '../../language/errors.ts';
import type { MorrisFindings, SobolFindings } from '../../results/sensitivity.ts';
import { type MorrisFactor, morrisScreening, morrisTrajectories, type Trajectory } from '../../stats/morris.ts';
import { type SaltelliShape, saltelliPoints } from '../../stats/saltelli.ts';
import { sobolIndices } from '../../stats/sobolIndices.ts';
import type { Factor, Level } from '../file/factor.ts';
import type { Experiment } from '../file/load.ts';
import type { MorrisMethod, SensitivitySection, SobolMethod } from '../file/sensitivity.ts';
import { indexOf } from './numbers.ts';

export interface Plan {
  method: { sobol: SobolMethod } | { morris: MorrisMethod };
  resamples: number;
  /** Seeds that each point is run under. */
  replications: number;
  /** A level of each factor, by point. */
  rows: Level[][];
  /** `values[r]`: what was seen under seed r, in the order of the rows. */
  findings(values: readonly Float64Array[]): SobolFindings | MorrisFindings;
}

/** The largest share below 1: where the end of a range stands. */
const END = 1 - 1.1102230246251565e-16;

/** Throws ScenarioError, at the places where it is written, for an experiment that cannot be analysed. */
export function planOf(experiment: Experiment): Plan {
  const { factors, replications, seed } = experiment;
  const { sensitivity } = experiment.written;
  const findings = sensitivity === undefined ? [] : misfits(experiment, sensitivity);
  if (sensitivity === undefined)
    findings.push({ path: ['sensitivity'], message: 'is missing', expected: 'e.g. sensitivity: {method: sobol}' });
  if (sensitivity === undefined || findings.length > 0 || typeof replications !== 'number')
    throw experiment.placed(findings);
  const { method, resamples } = sensitivity;
  const options = { resamples, seed: `${seed}/sensitivity` };
  const common = { resamples, replications };
  if (method.rule === 'sobol') {
    const sobol = method.params as unknown as SobolMethod;
    const shape: SaltelliShape = { factors: factors.length, ...sobol };
    return {
      ...common,
      method: { sobol },
      rows: saltelliPoints(shape, `${seed}/sensitivity`).map((row) => levelsAt(factors, row)),
      findings: (values) => sobolFindings(values, shape, options),
    };
  }
  const morris = method.params as unknown as MorrisMethod;
  const kinds = factors.map(
    (factor): MorrisFactor => (factor.range ? { levels: morris.levels } : { choices: factor.levels.length }),
  );
  const drawn = morrisTrajectories(kinds, morris.trajectories, `${seed}/sensitivity`);
  const rows = drawn.flatMap(({ points }) => points.map((point) => levelsAt(factors, point)));
  const trajectories = drawn.map((trajectory, t) =>
    moved(trajectory, factors, rows.slice(t * (factors.length + 1), (t + 1) * (factors.length + 1))),
  );
  return {
    ...common,
    method: { morris },
    rows,
    findings(values) {
      const { factors: effects, seed: luck } = morrisScreening(trajectories, values, options);
      return {
        kind: 'morris',
        effects: effects.map(({ mu, muStar, sigma }) => ({
          mu: indexOf(mu),
          muStar: indexOf(muStar),
          sigma: indexOf(sigma),
        })),
        seed: luck ?? null,
      };
    },
  };
}

function misfits({ bases, factors, replications, budget }: Experiment, { method }: SensitivitySection): Finding[] {
  const found: Finding[] = [];
  if (bases.length > 1)
    found.push({ path: ['base'], message: 'names several scenarios', expected: 'one, to analyse the sensitivity of' });
  if (typeof replications !== 'number')
    found.push({
      path: ['replications'],
      message: 'is not a number',
      expected: 'a number: every point is run under the same seeds',
    });
  factors.forEach((factor, i) => {
    if (!factor.range && factor.levels.length < 2)
      found.push({ path: ['factors', i, 'values'], message: 'is one value', expected: 'at least two to choose among' });
  });
  const { params } = method;
  const most = 256;
  if (method.rule === 'sobol' && factors.length > most)
    found.push({ path: ['factors'], message: `are ${factors.length}`, expected: `at most ${most} for sobol` });
  if (budget !== undefined && typeof replications === 'number') {
    const points =
      method.rule === 'sobol'
        ? Number(params.base) * (2 + factors.length * (params.second ? 2 : 1))
        : Number(params.trajectories) * (factors.length + 1);
    const runs = points * replications;
    if (runs > budget)
      found.push({ path: ['budget'], message: `is ${budget}`, expected: `at least ${runs}, the runs of the method` });
  }
  return found;
}

const levelsAt = (factors: readonly Factor[], row: readonly number[]): Level[] =>
  factors.map((factor, i) => factor.at(Math.min(row[i]!, END)));

/** The trajectory with moves as long as they really are: whole numbers do not stand on the grid. */
function moved(trajectory: Trajectory, factors: readonly Factor[], rows: readonly Level[][]): Trajectory {
  const place = (i: number, level: Level): number => {
    const { low, high, log: even } = factors[i]!.range!;
    const value = Number(level.value);
    return even ? log(value / low) / log(high / low) : (value - low) / (high - low);
  };
  const moves = trajectory.order.map((i, s) => {
    if (!factors[i]!.range?.integer) return trajectory.moves[s]!;
    const real = place(i, rows[s + 1]![i]!) - place(i, rows[s]![i]!);
    // A range that has fewer whole numbers than half the levels may stand still: then nothing changes, either.
    return real === 0 ? trajectory.moves[s]! : real;
  });
  return { ...trajectory, moves };
}

function sobolFindings(
  values: readonly Float64Array[],
  shape: SaltelliShape,
  options: { resamples: number; seed: string },
): SobolFindings {
  const { variance, first, total, second, bySeed, seed } = sobolIndices(values, shape, options);
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    kind: 'sobol',
    variance,
    first: first.map(indexOf),
    total: total.map(indexOf),
    second: second.map(({ i, j, index }) => ({ i, j, index: indexOf(index) })),
    bySeed: bySeed.map((own, r) => ({
      replication: r + 1,
      variance: own.variance,
      first: own.first.map(known),
      total: own.total.map(known),
    })),
    seed: seed === undefined ? null : { first: indexOf(seed.first), total: indexOf(seed.total) },
  };
}
