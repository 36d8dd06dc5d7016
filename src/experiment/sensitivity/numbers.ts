/** How does an interval stand in a file? JSON has no NaN: what is not defined is null. */
import type { Index } from '../../results/sensitivity.ts';
import type { Interval } from '../../stats/bootstrap.ts';

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

export const indexOf = ({ value, low, high }: Interval): Index => ({
  value: known(value),
  low: known(low),
  high: known(high),
});
