/** What do charts of one analysis share? What stands below their titles, and what luck is called. */
import type { Sensitivity } from '../results/sensitivity.ts';

/** Below the title: where it comes from, and what is drawn. */
export function sensitivityCaption({ base, seed, replications }: Sensitivity, note: string): string[] {
  const seeds = replications === 1 ? '1 seed' : `${replications} seeds`;
  return [`${base} · master seed ${seed} · ${seeds} at every point`, note];
}

/** What the seed is called beside factors. */
export const LUCK = 'luck (the seed)';
