/**
 * How does a formula become a number during a run? Written as a number or as text over a hook's variables; resolved
 * to plain JSON, so that it travels to workers and into the manifest; bound to the run's tables as one plain function,
 * as fast as the same line in the source.
 */
import * as z from 'zod';
import { RunInputError } from '../engine/errors.ts';
import { exp, log } from '../engine/portable.ts';
import { pow } from '../engine/pow.ts';
import { compileFormula } from './formula.ts';
import type { Hook } from './hook.ts';
import { complain, shown, WordError, withinBounds } from './word.ts';

export interface CompiledExpression {
  /** As written. */
  expression: string;
  /** JavaScript over `$name` for each variable. */
  code: string;
  variables: string[];
  /** Bounds of the result; a run that leaves them stops. */
  min?: number;
  max?: number;
}

/** A constant, or a formula. */
export type Expression = number | CompiledExpression;

export interface ExpressionOptions {
  min?: number;
  max?: number;
  description?: string;
  unit?: string;
}

/** A number, or a formula over the hook's variables. Formulas are parsed asynchronously: use `safeParseAsync`. */
export function expression(hook: Hook, { min, max, description, unit = '1' }: ExpressionOptions = {}) {
  const known = Object.keys(hook.variables);
  const bounds = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  const expected = `a number or a formula over ${known.join(', ')}`;

  async function compile(written: string): Promise<CompiledExpression> {
    return { expression: written, ...(await compileFormula(written, known)), ...bounds };
  }

  return z
    .custom<number | string>()
    .transform((written, ctx): Expression | Promise<Expression> => {
      const refuse = (fault: unknown): never => {
        if (!(fault instanceof WordError)) throw fault;
        complain(ctx, fault);
        return z.NEVER;
      };
      if (typeof written === 'string') return compile(written).catch(refuse);
      try {
        if (typeof written !== 'number') throw new WordError(shown(written), expected);
        return withinBounds(written, written, bounds);
      } catch (fault) {
        return refuse(fault);
      }
    })
    .meta({
      word: 'expression',
      hook: hook.name,
      unit,
      type: ['number', 'string'],
      variables: Object.fromEntries(
        Object.entries(hook.variables).map(([name, { unit, summary }]) => [name, `${summary} (${unit})`]),
      ),
      ...bounds,
      ...(description ? { description } : {}),
    });
}

/** x, but at least lo and at most hi; hi wins when the two cross. */
function clamp(x: number, lo: number, hi: number): number {
  return Math.min(Math.max(x, lo), hi);
}

/** What compiled code may consist of, so that a manifest from elsewhere cannot smuggle in other code. */
const TOKENS =
  /\$\w+|Math\.(?:min|max|abs|sqrt|floor|ceil|round)\b|\b(?:pow|log|exp|clamp)\b|\d[\d.]*(?:e[+-]?\d+)?|[=!]==|[<>]=?|&&|\|\||\/(?![/*])|[-+*()!?:, ]/g;

/**
 * The value as a function of its subject's index. `holders` are the objects named by the hook. The result of a formula
 * outside its bounds, infinite or NaN throws RunInputError: the formula is the user's. Throws RangeError when the hook
 * lacks a variable of the formula.
 */
export function bindExpression(
  value: Expression,
  hook: Hook,
  holders: Readonly<Record<string, object>>,
): (subject: number) => number {
  if (typeof value === 'number') return () => value;
  if (value.code.replace(TOKENS, '') !== '') throw new RangeError(`"${value.code}" is no compiled formula`);
  const lines = value.variables.map((name) => {
    const variable = Object.hasOwn(hook.variables, name) ? hook.variables[name] : undefined;
    if (!variable) throw new RangeError(`hook ${hook.name} has no variable "${name}"`);
    return `const $${name} = ${variable.source};`;
  });
  const lower = value.min === undefined ? '$result > -Infinity' : `$result >= ${value.min}`;
  const upper = value.max === undefined ? '$result < Infinity' : `$result <= ${value.max}`;
  const body = [
    '"use strict";',
    `return function (${hook.subject}) {`,
    ...lines,
    `const $result = ${value.code};`,
    `if (!(${lower} && ${upper})) outside($result, ${hook.subject});`,
    'return $result;',
    '};',
  ].join('\n');
  const outside = (result: number, subject: number): never => {
    const bounded = value.min !== undefined || value.max !== undefined;
    const range = `within ${value.min ?? '-infinity'}..${value.max ?? 'infinity'}`;
    throw new RunInputError(
      `the formula "${value.expression}" is ${result} for ${hook.subject} ${subject}, which is not ${bounded && Number.isFinite(result) ? range : 'a finite number'}`,
    );
  };
  const names = [...hook.holders, 'pow', 'log', 'exp', 'clamp', 'outside'];
  const given = hook.holders.map((name) => holders[name]);
  return new Function(...names, body)(...given, pow, log, exp, clamp, outside) as (subject: number) => number;
}
