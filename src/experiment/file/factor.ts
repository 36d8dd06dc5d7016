/**
 * What is varied? A value at a path of the base, or at several at once: numbers, rules by name or whole, shares of adversaries,
 * whatever `--set` can say. A factor has a list of values or is a range.
 */
import * as z from 'zod';
import { exp, log } from '../../engine/portable.ts';
import { bindExpression, expression } from '../../language/expression.ts';
import type { Hook } from '../../language/hook.ts';
import { isMap } from '../../language/word.ts';
import type { Setting } from '../../scenario/index.ts';
import { type Place, planted, type TreeNode } from '../../scenario/tree.ts';

/** Variables of formulas in `set`. */
const drawn: Hook = {
  name: 'factor',
  subject: 'x',
  holders: [],
  variables: { x: { unit: '1', summary: 'the factor’s value', source: 'x' } },
};

const end = z.union([z.number(), z.string().min(1)]);

export const factor = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .describe('Path of the value in the base, as after --set, e.g. flows.clients.verification.sampling.probability.')
      .optional(),
    name: z.string().min(1).describe('What the factor is called in tables and charts. Default: its path.').optional(),
    values: z
      .union([z.array(z.unknown()).min(1), z.record(z.string().min(1), z.record(z.string().min(1), z.unknown()))])
      .describe('Its values, one by one; or, of a factor without path, {label: {path: value, ...}, ...}.')
      .optional(),
    range: z
      .array(end)
      .length(2)
      .describe('Least and greatest value, both in the same unit, e.g. [0.01, 0.5] or [100 OPG, 5000 OPG].')
      .optional(),
    scale: z.enum(['linear', 'log']).describe('Scale on which a range is even.').default('linear'),
    integer: z.boolean().describe('Whole numbers of the range only.').default(false),
    set: z
      .record(z.string().min(1), expression(drawn))
      .describe('Of a factor without path: values at several paths, each a formula of the factor’s number x.')
      .optional(),
  })
  .describe('A factor of the experiment.');

export type WrittenFactor = z.output<typeof factor>;

/** One value of a factor. */
export interface Level {
  /** A number in the factor's unit, or a label. */
  value: number | string;
  settings: readonly Setting[];
}

export interface Factor {
  name: string;
  /** Text behind its numbers, e.g. "OPG"; empty where they have none, or where its values are labels. */
  unit: string;
  /** Are its values numbers? */
  numeric: boolean;
  /** Of a range; absent where values are listed. */
  range?: { low: number; high: number; log: boolean; integer: boolean };
  /** All values; the two ends of a range. */
  levels: readonly Level[];
  /** The value at a share of the way through the range, or through the list; 0 <= u < 1. */
  at(u: number): Level;
  /** The values of a grid: those listed, or `count` of the range. */
  grid(count: number): Level[];
}

/** A number with what stands around it: `$0.02`, `10 OPG`, `8/s`. */
const QUANTITY = /^([^\d.+-]*)([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(.*)$/i;

interface Quantity {
  before: string;
  number: number;
  after: string;
}

function quantityOf(written: unknown): Quantity | undefined {
  if (typeof written === 'number') return { before: '', number: written, after: '' };
  const found = typeof written === 'string' ? QUANTITY.exec(written) : null;
  return found ? { before: found[1]!, number: Number(found[2]), after: found[3]! } : undefined;
}

/** All as numbers of one unit; undefined where they are not. */
export function quantitiesOf(
  written: readonly unknown[],
): { before: string; after: string; numbers: number[] } | undefined {
  const all = written.map(quantityOf);
  const [first] = all;
  if (!first || all.some((one) => !one || one.before !== first.before || one.after !== first.after)) return undefined;
  return { before: first.before, after: first.after, numbers: all.map((one) => one!.number) };
}

/** As one would write it: what a person reads in a table, and what tells two values apart. */
export function labelOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(labelOf).join(', ')}]`;
  if (!isMap(value)) return String(value);
  return Object.entries(value)
    .map(([key, part]) => (isMap(part) ? `${key} {${labelOf(part)}}` : `${key}: ${labelOf(part)}`))
    .join(', ');
}

/** Digits of a drawn number: enough for any purpose, few enough to be read and to be exact as shares and amounts. */
const DIGITS = 6;

/** Where a part of a factor is written, e.g. ['values', 2], and what stands there, if anything does. */
export type PlaceOf = (...steps: PropertyKey[]) => { at: Place; node?: TreeNode | undefined };

/** The factor that was written, which fits together. Throws RunInputError where a formula gives no finite number. */
export function factorOf({ path, name, values, range, scale, integer, set }: WrittenFactor, place: PlaceOf): Factor {
  const called = name ?? path ?? '';
  const setting = (to: string, value: unknown, steps: PropertyKey[]): Setting => {
    const { at, node } = place(...steps);
    return { path: to, at, value: node ?? planted(value, at) };
  };
  /** Settings of a number at paths, where it is not written as such. */
  const formulas = Object.entries(set ?? {}).map(([to, formula]): [string, (x: number) => number] => [
    to,
    bindExpression(formula, drawn, {}),
  ]);
  const derived = (x: number, steps: PropertyKey[]): Setting[] =>
    formulas.map(([to, of]) => {
      const { at } = place(...steps);
      return { path: to, at, value: planted(rounded(of(x), 9), at) };
    });

  if (range !== undefined) {
    const { before, after, numbers } = quantitiesOf(range)!;
    const [low, high] = numbers as [number, number];
    const isLog = scale === 'log';
    const levelOf = (x: number, steps: PropertyKey[]): Level => {
      if (path === undefined) return { value: x, settings: derived(x, steps) };
      const text = before === '' && after === '' ? x : `${before}${decimal(x)}${after}`;
      const { at } = place(...steps);
      return { value: x, settings: [{ path, at, value: planted(text, at) }] };
    };
    const valueAt = (share: number): number => {
      if (integer) {
        // Each whole number has an equal part of the scale.
        const least = isLog ? log(low) : low;
        const most = isLog ? log(high + 1) : high + 1;
        const x = least + share * (most - least);
        return Math.min(high, Math.floor(isLog ? exp(x) : x));
      }
      const x = isLog ? exp(log(low) + share * (log(high) - log(low))) : low + share * (high - low);
      return Math.min(high, Math.max(low, Number(x.toPrecision(DIGITS))));
    };
    return {
      name: called,
      unit: `${before}${after}`.trim(),
      numeric: true,
      range: { low, high, log: isLog, integer },
      levels: [levelOf(low, ['range', 0]), levelOf(high, ['range', 1])],
      at: (u) => levelOf(valueAt(u), ['range']),
      grid(count) {
        const shares = Array.from({ length: count }, (_, i) => i / (count - 1));
        const all = shares.map((share) =>
          integer
            ? Math.min(
                high,
                Math.round(isLog ? exp(log(low) + share * (log(high) - log(low))) : low + share * (high - low)),
              )
            : valueAt(share),
        );
        return [...new Set(all)].map((x) => levelOf(x, ['range']));
      },
    };
  }

  const levels = levelsOf();
  function levelsOf(): Level[] {
    if (!Array.isArray(values))
      return Object.entries(values ?? {}).map(([label, settings]) => ({
        value: label,
        settings: Object.entries(settings).map(([to, value]) => setting(to, value, ['values', label, to])),
      }));
    const numbers = quantitiesOf(values)?.numbers;
    return values.map((value, i) => ({
      value: numbers?.[i] ?? labelOf(value),
      settings: path === undefined ? derived(Number(value), ['values', i]) : [setting(path, value, ['values', i])],
    }));
  }
  const quantities = Array.isArray(values) ? quantitiesOf(values) : undefined;
  return {
    name: called,
    unit: quantities ? `${quantities.before}${quantities.after}`.trim() : '',
    numeric: quantities !== undefined,
    levels,
    at: (u) => levels[Math.min(levels.length - 1, Math.floor(u * levels.length))]!,
    grid: () => levels,
  };
}

const rounded = (x: number, decimals: number): number => (Number.isFinite(x) ? Number(x.toFixed(decimals)) : x);

/** Without an exponent: amounts have none. */
function decimal(x: number): string {
  const text = String(x);
  return text.includes('e') ? x.toFixed(12).replace(/\.?0+$/, '') : text;
}
