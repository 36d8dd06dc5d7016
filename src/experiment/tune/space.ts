/**
 * How do genes become settings of a scenario? Each factor is a gene: of a range the place within it (on its scale), of a list of
 * numbers the place in their order, of any other list one of names that have no order.
 */
import { intoUnit } from '../optimize/box.ts';
import type { Genes, Variable } from '../optimize/variable.ts';

/** One value of a factor. */
export interface SpaceLevel {
  /** A number in the factor's unit, or a label. */
  readonly value: number | string;
}

/** What is searched: as a factor of an experiment file is, as far as it matters here. */
export interface SpaceFactor<Level extends SpaceLevel> {
  readonly name: string;
  /** Text behind its numbers, e.g. OPG; empty where there is none. */
  readonly unit: string;
  readonly numeric: boolean;
  readonly range?: { readonly low: number; readonly high: number; readonly log: boolean; readonly integer: boolean };
  readonly levels: readonly Level[];
  /** The value at a share of the way through the range, 0 <= u < 1. */
  at(u: number): Level;
}

export interface Space<Level extends SpaceLevel = SpaceLevel> {
  readonly factors: readonly SpaceFactor<Level>[];
  readonly variables: readonly Variable[];
  /** The values that genes stand for, one of each factor. */
  levels(genes: Genes): Level[];
  /**
   * Genes for a point whose coordinates are any numbers: within 0..1 they are the places within the ranges, beyond they are
   * mirrored back. Throws a RangeError where a variable has no order.
   */
  fromUnit(coordinates: readonly number[]): number[];
  /** Width of a whole step in those coordinates; 0 where a variable is continuous. */
  readonly steps: readonly number[];
}

/** The largest double below 1. */
const BELOW_ONE = 1 - Number.EPSILON / 2;

export function isOrdered({ numeric, range }: SpaceFactor<SpaceLevel>): boolean {
  return range !== undefined || numeric;
}

export function spaceOf<Level extends SpaceLevel>(factors: readonly SpaceFactor<Level>[]): Space<Level> {
  const axes = factors.map(axisOf);
  return {
    factors,
    variables: axes.map(({ variable }) => variable),
    levels: (genes) => axes.map(({ level }, i) => level(genes[i]!)),
    fromUnit: (coordinates) => axes.map(({ variable }, i) => placeOf(variable, coordinates[i]!)),
    steps: axes.map(({ variable }) => (variable.kind === 'integer' ? 1 / (variable.high + 1) : 0)),
  };
}

interface Axis<Level> {
  variable: Variable;
  level(gene: number): Level;
}

function axisOf<Level extends SpaceLevel>(factor: SpaceFactor<Level>): Axis<Level> {
  const { range, levels } = factor;
  if (range !== undefined && !(range.integer && !range.log))
    return { variable: { kind: 'real', low: 0, high: 1 }, level: (gene) => factor.at(Math.min(gene, BELOW_ONE)) };
  if (range !== undefined) {
    const count = range.high - range.low + 1;
    return { variable: { kind: 'integer', low: 0, high: count - 1 }, level: (gene) => factor.at((gene + 0.5) / count) };
  }
  if (!isOrdered(factor))
    return { variable: { kind: 'choice', options: levels.length }, level: (gene) => levels[gene]! };
  const sorted = [...levels].sort((a, b) => Number(a.value) - Number(b.value));
  return { variable: { kind: 'integer', low: 0, high: sorted.length - 1 }, level: (gene) => sorted[gene]! };
}

function placeOf(variable: Variable, coordinate: number): number {
  if (variable.kind === 'choice') throw new RangeError('names have no order to search in');
  const unit = intoUnit(coordinate);
  return variable.kind === 'real' ? unit : Math.min(variable.high, Math.floor(unit * (variable.high + 1)));
}
