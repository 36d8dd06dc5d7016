/** Is every amount of money exact? Checked where it is written; parsed amounts then get their whole base units. */
import type * as z from 'zod';
import { isCsvTable } from '../language/csvTable.ts';
import type { Problem } from '../language/errors.ts';
import { type Money, parseMoney, toUnits, USD_DECIMALS } from '../language/money.ts';
import { didYouMean } from '../language/suggestion.ts';
import { isMap, WordError } from '../language/word.ts';
import { attempt } from './problems.ts';
import { nodeAt, placeOf, type TreeNode } from './tree.ts';
import { walk } from './walk.ts';

export interface Denomination {
  symbol: string;
  decimals: number;
}

/** The token as written, or its defaults where it is missing or wrong (which is reported elsewhere). */
export function denominationOf(tree: TreeNode): Denomination {
  const field = (key: string): unknown => {
    const node = nodeAt(tree, ['token', key]);
    return node?.kind === 'scalar' ? node.value : undefined;
  };
  const [symbol, decimals] = [field('symbol'), field('decimals')];
  return {
    symbol: typeof symbol === 'string' ? symbol : 'OPG',
    decimals:
      typeof decimals === 'number' && Number.isInteger(decimals) && decimals >= 0 && decimals <= 12 ? decimals : 6,
  };
}

/** Base units of a parsed amount. Throws WordError for another token's symbol, or when it is no whole number of units. */
export function unitsOf(money: Money, { symbol, decimals }: Denomination): number {
  checkSymbol(money, symbol);
  return toUnits(money.text, money.asset === 'usd' ? USD_DECIMALS : decimals);
}

/**
 * Base units of tokens that are a parameter of a distribution. An amount that is exact stays so; a mean need not be,
 * and observed values with more decimals than the token has are rounded down.
 */
export function wholeUnits(tokens: number, decimals: number): number {
  try {
    return toUnits(String(tokens), decimals);
  } catch (fault) {
    if (fault instanceof WordError) return Math.floor(tokens * Number(`1e${decimals}`));
    throw fault;
  }
}

function checkSymbol(money: Money, symbol: string): void {
  if (money.symbol !== undefined && money.symbol !== symbol)
    throw new WordError(
      `is in ${money.symbol}${didYouMean(money.symbol, [symbol, 'token', 'USD'])}`,
      `an amount in ${symbol} (or the word token) or in USD`,
    );
}

/** Reports every written amount that cannot be exact or is in an unknown token. */
export function checkAmounts(tree: TreeNode, schema: z.ZodType, problems: Problem[]): void {
  const denomination = denominationOf(tree);
  walk(tree, schema, (node, path, meta) => {
    if (meta.word !== 'money' || node.kind !== 'scalar') return undefined;
    const money = readable(node.value, meta.bare === 'usd' ? 'usd' : 'token');
    if (!money || !Number.isFinite(money.amount)) return undefined;
    attempt(node.at, path, problems, () =>
      meta.exact === false ? checkSymbol(money, denomination.symbol) : unitsOf(money, denomination),
    );
    return undefined;
  });
}

/** What is no amount at all is reported by the schema. */
function readable(written: unknown, bare: Money['asset']): Money | undefined {
  try {
    return parseMoney(written, bare);
  } catch (fault) {
    if (fault instanceof WordError) return undefined;
    throw fault;
  }
}

function isMoney(value: Record<string, unknown>): value is Record<string, unknown> & Money {
  return (
    (value.asset === 'token' || value.asset === 'usd') &&
    typeof value.amount === 'number' &&
    typeof value.text === 'string'
  );
}

/**
 * The parsed value with `units` in every amount of a rule's parameters. Amounts that the walk over the text could not
 * recognize (inside a rule's own kind of schema) are checked here.
 */
export function withUnits<T>(value: T, tree: TreeNode, path: readonly PropertyKey[], problems: Problem[]): T {
  const denomination = denominationOf(tree);
  const convert = (part: unknown, at: readonly PropertyKey[]): unknown => {
    if (Array.isArray(part)) return part.map((item, i) => convert(item, [...at, i]));
    // A trace has no amounts, and may have millions of rows.
    if (!isMap(part) || isCsvTable(part)) return part;
    if (isMoney(part)) {
      const units = attempt(placeOf(tree, at), at, problems, () => unitsOf(part, denomination));
      return { ...part, units: units ?? 0 };
    }
    // A choice is written {name: parameters} and read {rule: name, params: parameters}.
    const inside = (key: string): readonly PropertyKey[] =>
      key === 'params' && typeof part.rule === 'string' ? [...at, part.rule] : [...at, key];
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, convert(item, inside(key))]));
  };
  return convert(value, path) as T;
}

/** Sections whose parsed amounts must be exact: those that choose rules, and rules have parameters of their own kinds. */
const EXACT = ['operators', 'nodes', 'delegators', 'flows', 'incentives', 'adversaries'] as const;

/** Reports parsed amounts that cannot be exact, wherever a section could be parsed. */
export function checkParsedAmounts(
  tree: TreeNode,
  parsed: Partial<Record<string, unknown>>,
  problems: Problem[],
): void {
  for (const section of EXACT) withUnits(parsed[section], tree, [section], problems);
}
