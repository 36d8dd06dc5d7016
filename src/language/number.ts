/** How is a plain real number written? As one; it is finite and within its bounds. */
import { type Bounds, shown, WordError, withinBounds, word } from './word.ts';

export interface NumberOptions extends Bounds {
  description?: string;
  /** What it counts or measures, e.g. "USD" or "tokens/s". */
  unit?: string;
}

/** A finite number. */
export function number({ description, unit = '1', ...bounds }: NumberOptions = {}) {
  return word<number, number>(
    {
      word: 'number',
      description,
      unit,
      type: 'number',
      ...(bounds.min === undefined ? {} : { minimum: bounds.min }),
      ...(bounds.max === undefined ? {} : { maximum: bounds.max }),
      ...(bounds.positive ? { exclusiveMinimum: 0 } : {}),
    },
    (written) => {
      if (typeof written !== 'number') throw new WordError(shown(written), 'a number');
      return withinBounds(written, written, bounds);
    },
  );
}
