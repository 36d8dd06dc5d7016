/**
 * What is a chart? A name for its files, a title that says what is shown, a Vega-Lite spec made from a result, and the
 * one line that tells its reader what to see. Null instead of a spec when the result has nothing to draw.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { Result } from '../results/result.ts';

/** What is to be drawn. */
export interface Drawing {
  spec: TopLevelSpec;
  /** One sentence with the numbers that matter, or with how to read it. */
  reading: string;
}

/** The question of the report that a chart helps to answer. */
export type Question = 'computed' | 'trusted' | 'value' | 'efficiency';

export interface Chart {
  /** File name without ending. */
  name: string;
  question: Question;
  draw(result: Result): Drawing | null;
}

/** What stands below every title: scenario, seed, replications, and what a band means where there is one. */
export function caption(result: Result, note?: string): string {
  const { manifest, summary } = result;
  const n = summary.replications;
  const parts = [manifest.name, `seed ${manifest.seed}`, n === 1 ? '1 replication' : `${n} replications`];
  if (note !== undefined) parts.push(note);
  return parts.join(' · ');
}

/** Title block of a spec; `note` ends the caption. */
export function heading(text: string, result: Result, note?: string): { text: string; subtitle: string } {
  return { text, subtitle: caption(result, note) };
}

/** Note of charts with bands; absent where a single replication has none. */
export function bandNote(result: Result): string | undefined {
  return result.summary.replications > 1 ? 'bands: 95 % intervals of the mean' : undefined;
}
