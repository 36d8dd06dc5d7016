/** What do all charts of a sweep say alike? */
import type { SweepResult } from '../experiment/sweep/sweep.ts';

/** What stands below the title of every chart of a sweep. */
export function sweepCaption({ experiment, points, runs }: SweepResult, note?: string): string {
  return [
    experiment.name,
    `seed ${experiment.seed}`,
    `${points.length} ${points.length === 1 ? 'point' : 'points'}`,
    `${runs} runs`,
    ...(note === undefined ? [] : [note]),
  ].join(' · ');
}

/** A metric as it names a file. */
export const fileName = (...parts: string[]): string =>
  parts.map((part) => part.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')).join('--');

/** A title with its unit, where it has one that says something. */
export const withUnit = (name: string, unit: string): string =>
  unit === '' || unit === '1' ? name : `${name} (${unit})`;
