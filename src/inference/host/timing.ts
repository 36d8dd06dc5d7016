/** How long does each way take? Wall-clock times, measured only here, and kept only in the profile. */
import seedrandom from 'seedrandom';
import { inventedAnswer, staleAnswer } from './answers.ts';
import type { Feeds } from './messages.ts';
import type { InferenceProcess } from './session.ts';
import type { Way } from './ways.ts';

const QUANTILES = 200;

export interface Timing {
  /** Median seconds of each way over those of the first. */
  costs: number[];
  /** Of the first way, in seconds, ascending: quantiles at (i + 1/2) / 200, fewer where fewer were measured. */
  serviceTimes: number[];
  /** Answers of the ways that run something, from the first round: a second execution of each. */
  again: (Float64Array[] | undefined)[];
}

function median(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function quantiles(sorted: Float64Array): number[] {
  if (sorted.length <= QUANTILES) return Array.from(sorted);
  return Array.from({ length: QUANTILES }, (_, i) => {
    const place = ((i + 0.5) / QUANTILES) * sorted.length - 0.5;
    const low = Math.floor(place);
    return sorted[low]! + (sorted[Math.min(low + 1, sorted.length - 1)]! - sorted[low]!) * (place - low);
  }).map((seconds) => Number(seconds.toPrecision(6)));
}

/** Seconds of one look-up or invention, as the mean of many: a single one is below the clock's resolution. */
function unrunSeconds(name: string, reference: readonly Float64Array[]): number {
  const repeats = 20_000;
  const n = reference.length;
  // The cheat's own generator is seeded once, not once an answer as the reproducible inventions of a profile are.
  const uniform = seedrandom.alea('timing');
  const at = (input: number) => reference[input]!;
  let kept = 0;
  const begin = process.hrtime.bigint();
  for (let i = 0; i < repeats; i++)
    kept += (name === 'stale' ? staleAnswer(i % n, n, at) : inventedAnswer(i % n, n, uniform, at)).length;
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9 / repeats;
  return kept > 0 ? seconds : 0;
}

/**
 * Times all ways on all inputs in rounds, way after way within a round, so that a change of the machine's mood
 * meets all of them. As many rounds as fit in `seconds`, at least 1 and at most 8. The sessions must be warm.
 */
export async function time(
  inference: InferenceProcess,
  ways: readonly Way[],
  feeds: readonly Feeds[],
  seconds: number,
  onRound: (round: number, rounds: number) => void,
): Promise<Timing> {
  const samples: number[][] = ways.map(() => []);
  const again: Timing['again'] = ways.map(() => undefined);
  let rounds = 1;
  for (let round = 0; round < rounds; round++) {
    let spent = 0;
    for (const [i, way] of ways.entries()) {
      if (!way.load) continue;
      const result = await inference.run(way.class.name, feeds);
      again[i] ??= result.outputs;
      for (const one of result.seconds) {
        samples[i]!.push(one);
        spent += one;
      }
    }
    if (round === 0) rounds = Math.max(1, Math.min(8, Math.floor(seconds / Math.max(spent, 1e-9))));
    onRound(round + 1, rounds);
  }
  const sorted = samples.map((sample) => Float64Array.from(sample).sort());
  const unit = median(sorted[0]!);
  const costs = ways.map((way, i) => {
    const own = way.load ? median(sorted[i]!) : unrunSeconds(way.class.name, again[0]!);
    return Number((own / unit).toPrecision(4));
  });
  costs[0] = 1;
  return { costs, serviceTimes: quantiles(sorted[0]!), again };
}
