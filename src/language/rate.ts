/** How is a frequency written? "8/s", "100/h", or a bare number per second: read as events per second. */
import { secondsOf } from './duration.ts';
import { type Bounds, type Clock, shown, WordError, withinBounds, word } from './word.ts';

const EXPECTED = 'a rate such as "8/s", "100/h", or a number per second';

/** Per second. Throws WordError when the text is no rate. */
function parseRate(written: unknown): number {
  if (typeof written === 'number') return written;
  if (typeof written !== 'string') throw new WordError(shown(written), EXPECTED);
  const parts = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(?:(?:\/|per\s)\s*([A-Za-z]+))?\s*$/.exec(written);
  if (!parts) throw new WordError(shown(written), EXPECTED);
  const seconds = secondsOf(parts[2] ?? 's');
  if (seconds === undefined) throw new WordError(`${shown(written)}, and "${parts[2]}" is no unit of time`, EXPECTED);
  return Number(parts[1]) / seconds;
}

export interface RateOptions extends Bounds {
  clock: Clock;
  description?: string;
}

/** Written as "8/s" or as a bare number per second, read as events per second (>= 0 unless `min` says otherwise). */
export function rate({ clock, description, ...bounds }: RateOptions) {
  const limits = { min: 0, ...bounds };
  return word<string | number, number>(
    { word: 'rate', description, unit: '1/s', clock, type: ['string', 'number'], examples: ['8/s', '100/h', 0.5] },
    (written) => withinBounds(parseRate(written), written, limits, '/s'),
  );
}
