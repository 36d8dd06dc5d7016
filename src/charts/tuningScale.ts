/** How is a metric of a tuning drawn? Linear, or where some values are many times others, logarithmic with a place for 0. */
import type { Tuning } from '../experiment/tune/tune.ts';
import { tell } from './numbers.ts';

/** What stands below the title of every chart of a tuning. */
export function tuningCaption({ name, method, seed, search }: Tuning, note?: string): string {
  const parts = [name, method, `seed ${seed}`, `${search.candidates.length} candidates`];
  return [...parts, ...(note === undefined ? [] : [note])].join(' · ');
}

/** A metric with its unit, where that says something. */
export function titleOf({ units }: Tuning, metric: string): string {
  const unit = units[metric] ?? '';
  return unit === '' || unit === '1' ? metric : `${metric} (${unit})`;
}

/** From here on a linear axis would press what is small into a line. */
const WIDE = 10;

export interface Axis {
  scale: Record<string, unknown>;
  axis: Record<string, unknown>;
}

/** Scale and axis for `values`, of which those of `focus` must be told apart. */
export function axisFor(values: readonly number[], focus: readonly number[]): Axis {
  const all = [...values, ...focus];
  const most = Math.max(...all);
  const least = Math.min(...all);
  const inFocus = focus.filter((value) => value > 0).sort((a, b) => a - b);
  const typical = inFocus[inFocus.length >> 1] ?? 0;
  if (least < 0 || typical === 0 || most < WIDE * typical) {
    const margin = (most - least || Math.abs(most) || 1) * 0.04;
    const low = least >= 0 && least - margin < 0 ? 0 : least - margin;
    return { scale: { domain: [low, most + margin], nice: false, zero: false }, axis: { tickCount: 6 } };
  }
  const constant = inFocus[0]! / 2;
  const ticks: number[] = [0];
  for (let power = -12; power <= 15; power++) {
    const tick = Number(`1e${power}`);
    if (tick >= constant && tick <= most * 1.05) ticks.push(tick);
  }
  return {
    scale: { type: 'symlog', constant, domain: [0, most * 1.15], nice: false },
    axis: { values: ticks, format: '~g' },
  };
}

/** A mean with its interval, in few digits. */
export function tellEstimate({ mean, ci95 }: { mean: number | null; ci95: readonly [number, number] | null }): string {
  return ci95 === null ? tell(mean) : `${tell(mean)} [${tell(ci95[0])}, ${tell(ci95[1])}]`;
}
