/**
 * How is an amount of money written, and what exact number of base units is it? "2.5 OPG" (the token's own symbol,
 * or the word `token`), "$0.02" (USD), or a bare number of tokens. The decimal text is kept, because a decimal such as
 * 0.1 has no exact double: units are computed from the digits, never by multiplying a double.
 */
import { type Bounds, shown, WordError, withinBounds, word } from './word.ts';

/** Micro-dollars: the base unit of the asset `usd`. */
export const USD_DECIMALS = 6;

export interface Money {
  asset: 'token' | 'usd';
  /** Whole tokens or dollars, as the nearest double. */
  amount: number;
  /** The amount's digits as written, without symbol: what `toUnits` wants. */
  text: string;
  /** Token symbol as written; absent for a bare number, for the word `token` and for USD. */
  symbol?: string;
  /** Base units, exact: filled in by the loader, which knows the token's decimals. */
  units?: number;
}

const EXPECTED = 'money such as "2.5 token", "$0.02", or a number of tokens';
const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const DOLLARS = new RegExp(String.raw`^\s*\$\s*(${NUMBER})\s*$`);
const TOKENS = new RegExp(String.raw`^\s*(${NUMBER})\s*([A-Za-z][A-Za-z0-9]*)?\s*$`);

/** Reads an amount; `bare` is the asset of a number without symbol. Throws WordError when the text is no money. */
export function parseMoney(written: unknown, bare: Money['asset'] = 'token'): Money {
  if (typeof written === 'number') return { asset: bare, amount: written, text: String(written) };
  if (typeof written !== 'string') throw new WordError(shown(written), EXPECTED);
  const dollars = DOLLARS.exec(written);
  if (dollars) return { asset: 'usd', amount: Number(dollars[1]), text: dollars[1]! };
  const tokens = TOKENS.exec(written);
  if (!tokens) throw new WordError(shown(written), EXPECTED);
  const [, text, symbol] = tokens;
  if (symbol === undefined) return { asset: bare, amount: Number(text), text: text! };
  if (symbol === 'USD') return { asset: 'usd', amount: Number(text), text: text! };
  return { asset: 'token', amount: Number(text), text: text!, ...(symbol === 'token' ? {} : { symbol }) };
}

/**
 * Base units of a decimal amount: `text` x 10^decimals, by moving the point in the digits. Throws WordError when
 * that is no whole number, or not below 2^53 in magnitude.
 */
export function toUnits(text: string, decimals: number): number {
  const parts = /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?\s*$/.exec(text);
  if (!parts || (parts[2] === '' && parts[3] === ''))
    throw new WordError(`is ${JSON.stringify(text)}`, 'a decimal number');
  const [, sign, whole, fraction, exponent] = parts;
  const digits = (whole! + fraction!).replace(/^0+/, '');
  if (digits === '') return 0;
  // Digits to the right of the point once it has moved.
  const right = fraction!.length - Number(exponent ?? 0) - decimals;
  const kept = right > 0 ? digits.slice(0, Math.max(0, digits.length - right)) : digits;
  const cut = right > 0 ? digits.slice(Math.max(0, digits.length - right)) : '';
  if (/[1-9]/.test(cut))
    throw new WordError(
      `cannot be exact: ${text.trim()} has more than ${decimals} decimals`,
      `a multiple of 10^-${decimals} (the token's decimals, or 6 for USD)`,
    );
  const zeros = Math.max(0, -right);
  if (kept.length + zeros > 16) throw tooLarge(text, decimals);
  const units = Number(kept + '0'.repeat(zeros));
  if (units > Number.MAX_SAFE_INTEGER) throw tooLarge(text, decimals);
  return units === 0 ? 0 : sign === '-' ? -units : units;
}

function tooLarge(text: string, decimals: number): WordError {
  return new WordError(
    `cannot be exact: ${text.trim()} is 2^53 base units or more`,
    `less than ${Number.MAX_SAFE_INTEGER} units of 10^-${decimals}; fewer token decimals make room`,
  );
}

export interface MoneyOptions extends Bounds {
  description?: string;
  /** Which assets may stand here. Default both. */
  assets?: readonly Money['asset'][];
  /** Asset of a bare number. Default token. */
  bare?: Money['asset'];
  /** False where a real number of base units is meant (a price per unit of gas). Default true. */
  exact?: boolean;
}

/** Written as "2.5 OPG", "$0.02" or a bare number; bounds are in whole tokens or dollars, and `min` is 0 by default. */
export function money({ description, assets, bare = 'token', exact = true, ...bounds }: MoneyOptions = {}) {
  const limits = { min: 0, ...bounds };
  const unit = assets?.length === 1 ? (assets[0] === 'usd' ? 'USD' : 'token') : 'token or USD';
  return word<string | number, Money>(
    { word: 'money', description, unit, exact, bare, type: ['string', 'number'], examples: ['2.5 token', '$0.02', 3] },
    (written) => {
      const read = parseMoney(written, bare);
      if (assets && !assets.includes(read.asset))
        throw new WordError(
          shown(written),
          `an amount in ${assets.map((a) => (a === 'usd' ? 'USD' : 'tokens')).join(' or ')}`,
        );
      withinBounds(read.amount, written, limits, read.asset === 'usd' ? 'USD' : 'tokens');
      return read;
    },
  );
}
