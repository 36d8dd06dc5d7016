/**
 * How does plain data travel to another machine and back without losing a bit? As JSON, with the numbers that JSON lacks
 * (NaN, the infinities, minus zero) spelled out; any Node reads what any other wrote.
 */

const MARK = '$number';
const spelled = new Map<string, number>([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

/** One line of text for data of objects, arrays, strings, numbers, booleans and null; `undefined` fields are left out. */
export function toWire(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'number') return part;
    if (Object.is(part, -0)) return { [MARK]: '-0' };
    return Number.isFinite(part) ? part : { [MARK]: String(part) };
  });
}

/** What `toWire` was given. Throws SyntaxError for text that is none of its own. */
export function fromWire<T>(text: string): T {
  return JSON.parse(text, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || !(MARK in part)) return part;
    const number = spelled.get(String(part[MARK]));
    if (number === undefined) throw new SyntaxError(`no number: ${String(part[MARK])}`);
    return number;
  }) as T;
}
