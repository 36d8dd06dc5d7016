/** How is a length of time written? "30d", "12h", "500ms", or a bare number of seconds: read as seconds. */
import { type Bounds, type Clock, shown, WordError, withinBounds, word } from './word.ts';

/** Seconds of a unit as a fraction of whole numbers: dividing by 1,000 rounds once, multiplying by 0.001 twice. */
const UNITS: Record<string, readonly [seconds: number, per: number]> = {
  ns: [1, 1e9],
  us: [1, 1e6],
  ms: [1, 1e3],
  s: [1, 1],
  m: [60, 1],
  min: [60, 1],
  h: [3600, 1],
  d: [86_400, 1],
  w: [604_800, 1],
  /** Julian year, 365.25 days: the astronomers' and most protocols' mean year. */
  y: [31_557_600, 1],
};

const EXPECTED = 'a duration such as "500ms", "90s", "5m", "12h", "30d", "1w", "1y", or a number of seconds';

/** Seconds of one unit ("h"), or undefined for an unknown one. Used by rates, which divide by it. */
export function secondsOf(unit: string): number | undefined {
  const known = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  return known && known[0] / known[1];
}

/** Seconds. Throws WordError when the text is no duration. */
function parseDuration(written: unknown): number {
  if (typeof written === 'number') return written;
  if (typeof written !== 'string') throw new WordError(shown(written), EXPECTED);
  const parts = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([A-Za-z]*)\s*$/.exec(written);
  if (!parts) throw new WordError(shown(written), EXPECTED);
  const unit = parts[2] === '' ? 's' : parts[2]!;
  const scale = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  if (!scale) throw new WordError(`${shown(written)}, and "${unit}" is no unit of time`, oneUnit());
  return (Number(parts[1]) * scale[0]) / scale[1];
}

function oneUnit(): string {
  return `one of ${Object.keys(UNITS).join(', ')}`;
}

export interface DurationOptions extends Bounds {
  /** Which clock it runs on; the model's section 10 needs to know. */
  clock: Clock;
  description?: string;
}

/** Written as "30d" or as a bare number of seconds, read as seconds (>= 0 unless `min` says otherwise). */
export function duration({ clock, description, ...bounds }: DurationOptions) {
  const limits = { min: 0, ...bounds };
  return word<string | number, number>(
    { word: 'duration', description, unit: 's', clock, type: ['string', 'number'], examples: ['500ms', '30d', 12.5] },
    (written) => withinBounds(parseDuration(written), written, limits, 's'),
  );
}
