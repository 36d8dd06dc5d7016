/**
 * How long until detection, when some were never detected while we watched? The product-limit estimate
 * S(t) = product over event times t_i <= t of (1 - d_i / n_i), with Greenwood's variance
 * S(t)^2 sum d_i / (n_i (n_i - d_i)). E. L. Kaplan and P. Meier, JASA 53 (1958); M. Greenwood (1926).
 */

export interface SurvivalStep {
  readonly time: number;
  /** Under observation just before `time`; who is censored at `time` still counts. */
  readonly atRisk: number;
  readonly events: number;
  /** P(not yet at `time`). */
  readonly survival: number;
  /** Standard error of `survival`; 0 once it is 0. */
  readonly se: number;
}

/**
 * One step per time at which something happened. `times[i]` >= 0 is when subject i was detected (`observed[i]` true) or last seen
 * undetected (false).
 */
export function kaplanMeier(times: ArrayLike<number>, observed: ArrayLike<boolean | number>): SurvivalStep[] {
  if (times.length !== observed.length)
    throw new RangeError(`survival needs two lists of one length, not ${times.length} and ${observed.length}`);
  const order = Array.from(times, (_, i) => i).sort((a, b) => times[a]! - times[b]! || a - b);
  const steps: SurvivalStep[] = [];
  let survival = 1;
  let greenwood = 0;
  let atRisk = order.length;
  for (let i = 0; i < order.length; ) {
    const time = times[order[i]!]!;
    if (!(time >= 0)) throw new RangeError(`a time to an event is 0 or more, not ${time}`);
    let events = 0;
    let left = 0;
    for (; i < order.length && times[order[i]!] === time; i++) {
      if (observed[order[i]!]) events++;
      left++;
    }
    if (events > 0) {
      survival *= (atRisk - events) / atRisk;
      greenwood += events / (atRisk * (atRisk - events));
      steps.push({ time, atRisk, events, survival, se: survival === 0 ? 0 : survival * Math.sqrt(greenwood) });
    }
    atRisk -= left;
  }
  return steps;
}

/** The first time by which the share q of subjects has had the event (0.5: the median); Infinity if the curve ends before. */
export function survivalQuantile(steps: readonly SurvivalStep[], q: number): number {
  // A product that should be exactly 1 - q may have rounded.
  return steps.find((step) => step.survival <= 1 - q + 1e-12)?.time ?? Number.POSITIVE_INFINITY;
}
