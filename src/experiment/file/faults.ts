/** Does a factor say one thing, and all of it? What its schema cannot know of how its parts go together. */
import type { Finding } from '../../language/errors.ts';
import { quantitiesOf, type WrittenFactor } from './factor.ts';

export function faultsOf({ path, name, values, range, scale, integer, set }: WrittenFactor): Finding[] {
  const faults: Finding[] = [];
  const report = (at: PropertyKey[], message: string, expected?: string): void => {
    faults.push({ path: at, message, expected });
  };
  const listed = Array.isArray(values);
  if (values === undefined && range === undefined) report([], 'has neither values nor range', 'one of them');
  if (values !== undefined && range !== undefined) report(['range'], 'is given beside values', 'one of them');
  if (path === undefined && name === undefined) report([], 'has neither path nor name', 'a path, or a name');
  if (path !== undefined && set !== undefined) report(['set'], 'is given beside path', 'one of them');
  if (path !== undefined && values !== undefined && !listed)
    report(['values'], 'are a map, and the factor has a path', 'a list of values, or no path');
  if (path === undefined && name !== undefined && set === undefined && (listed || range !== undefined))
    report([], 'says no path of its values', 'path, or set with formulas of x');
  if (set !== undefined && values !== undefined && (!listed || values.some((value) => typeof value !== 'number')))
    report(['values'], 'are no numbers, of which set has formulas', 'a list of numbers');
  if (range === undefined && scale === 'log') report(['scale'], 'is given without a range', 'a range');
  if (range === undefined && integer) report(['integer'], 'is given without a range', 'a range');
  if (range !== undefined) {
    const quantities = quantitiesOf(range);
    const [low, high] = quantities?.numbers ?? [];
    const bare = quantities?.before === '' && quantities.after === '';
    if (quantities === undefined)
      report(['range'], `goes from ${range[0]} to ${range[1]}`, 'two numbers in the same unit, e.g. [1s, 30s]');
    else if (!(low! < high!)) report(['range'], `goes from ${low} to ${high}`, 'an end above its beginning');
    else if (scale === 'log' && !(low! > 0)) report(['range', 0], `is ${low}, on a logarithmic scale`, 'more than 0');
    if (integer && quantities?.numbers.some((end) => !Number.isInteger(end)))
      report(['range'], `goes from ${low} to ${high}`, 'whole numbers, since integer is true');
    if (set !== undefined && quantities !== undefined && !bare)
      report(['range'], 'has a unit, and set has formulas of a number', 'two bare numbers');
  }
  return faults;
}
