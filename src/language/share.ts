/** How is a part of a whole written? A number from 0 to 1: 0.05, never "5 %", which readers take for either. */
import { type Bounds, shown, WordError, withinBounds, word } from './word.ts';

export interface ShareOptions extends Bounds {
  description?: string;
}

/** A share, a probability or a fraction in 0..1. */
export function share({ description, ...bounds }: ShareOptions = {}) {
  const limits = { min: 0, max: 1, ...bounds };
  return word<number, number>(
    {
      word: 'share',
      description,
      unit: '1',
      type: 'number',
      minimum: limits.min,
      maximum: limits.max,
      ...(bounds.positive ? { exclusiveMinimum: 0 } : {}),
      ...(bounds.below === undefined ? {} : { exclusiveMaximum: bounds.below }),
    },
    (written) => {
      if (typeof written !== 'number') throw new WordError(shown(written), 'a share from 0 to 1');
      return withinBounds(written, written, limits);
    },
  );
}
