/**
 * How long did it really take? The one place where results meet the clock of the machine: what is read here goes into
 * the manifest's `wall_clock` block and nowhere else.
 */
import type { RunRecord } from '../../measures/record.ts';
import type { WallClock } from '../../results/manifest.ts';

/** Jobs of a run that were answered, from their rate in every window. */
function answeredJobs({ series }: RunRecord): number {
  const rates = series.values['throughput.jobs_per_second'] ?? [];
  return rates.reduce<number>((sum, rate, w) => sum + (rate ?? 0) * (series.time[w]! - (series.time[w - 1] ?? 0)), 0);
}

export interface Stopwatch {
  /** What ran until now was preparation. */
  simulating(): void;
  stop(records: readonly RunRecord[]): WallClock;
}

export function startStopwatch(): Stopwatch {
  const started = new Date();
  let simulating = started.getTime();
  return {
    simulating() {
      simulating = Date.now();
    },
    stop(records) {
      const now = Date.now();
      const seconds = Math.max(0.001, (now - simulating) / 1000);
      return {
        started: started.toISOString(),
        seconds: (now - started.getTime()) / 1000,
        simulation_seconds: seconds,
        events_per_second: Math.round(records.reduce((sum, record) => sum + record.events, 0) / seconds),
        jobs_per_second: Math.round(records.reduce((sum, record) => sum + answeredJobs(record), 0) / seconds),
      };
    },
  };
}
