/**
 * Where does the warm-up of a run end? MSER-5: average the series in batches of five, and cut where the rest has the smallest
 * squared standard error, sum (Y_i - mean)^2 / m^2 over the m batches kept.
 * K. P. White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69 (1997); batches of
 * five: Spratt (1998), and White, Cobb and Spratt, WSC 2000.
 */

const BATCH = 5;

export interface Truncation {
  /** How many observations to drop, a multiple of 5. */
  readonly truncated: number;
  /** The mean of those kept; NaN without any. */
  readonly mean: number;
  /** False if the best cut is the last one tried, at half of the run: the series may not have settled at all. */
  readonly reached: boolean;
}

/** Searches all cuts up to half of the batches; of equal ones takes the earliest. Under ten values nothing is reached. */
export function mser5(values: ArrayLike<number>): Truncation {
  const batches = Math.floor(values.length / BATCH);
  const last = Math.floor(batches / 2);
  let cut = 0;
  let best = Number.POSITIVE_INFINITY;
  let kept = 0;
  let mean = 0;
  let squares = 0;
  // From the end, so that each cut adds one batch to running moments (Welford 1962).
  for (let batch = batches - 1; batch >= 0; batch--) {
    let sum = 0;
    for (let i = 0; i < BATCH; i++) sum += values[batch * BATCH + i]!;
    const y = sum / BATCH;
    kept++;
    const delta = y - mean;
    mean += delta / kept;
    squares += delta * (y - mean);
    if (batch > last) continue;
    const statistic = squares / (kept * kept);
    if (statistic <= best) {
      best = statistic;
      cut = batch;
    }
  }
  const truncated = cut * BATCH;
  let sum = 0;
  for (let i = truncated; i < values.length; i++) sum += values[i]!;
  return { truncated, mean: sum / (values.length - truncated), reached: batches >= 2 && cut < last };
}
