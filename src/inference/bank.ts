/**
 * How far apart are two answers to the same input? The bank answers from a profile, by plain reads of typed
 * arrays: a job draws an input index, and all its executions, copies, audits and votes read that row, so that
 * a hard input is hard for all of them at once.
 */
import { type AbstractSpec, abstractProfile } from './abstract.ts';
import { decodeFloats, type Profile, type ProfileClass, ProfileError, pairCount, pairIndex } from './profile.ts';

export type { Profile } from './profile.ts';

/** One square matrix of distances per input, and the threshold beyond which two answers disagree. */
interface Comparison {
  readonly name: string;
  readonly threshold: number;
  readonly lenient: number;
  /** inputs x k x k */
  readonly distances: Float32Array;
}

/** Name -> place, with an error that says which names there are. */
function find(names: readonly string[], name: string, what: string, model: string): number {
  const index = names.indexOf(name);
  if (index < 0) throw new RangeError(`model ${model} has no ${what} ${name}; it has ${names.join(', ')}`);
  return index;
}

export class Bank {
  /** Name of the model. */
  readonly name: string;
  /** Number of inputs; an input index is 0..inputs-1. */
  readonly inputs: number;
  /** Every way an answer is made; an execution's class is an index into this. The first is the reference. */
  readonly classes: readonly ProfileClass[];
  readonly classNames: readonly string[];
  /** Indices of the honest classes. */
  readonly honest: readonly number[];
  /** Indices of the cheating classes. */
  readonly cheats: readonly number[];
  readonly metricNames: readonly string[];
  readonly #comparisons: readonly Comparison[];
  readonly #serviceTimes: Float64Array;
  readonly #k: number;

  /** Throws ProfileError when the profile contradicts itself (lengths, order, duplicate names, NaN). */
  constructor(profile: Profile) {
    this.name = profile.model.name;
    this.inputs = profile.inputs.count;
    this.classes = profile.classes;
    this.classNames = profile.classes.map((one) => one.name);
    this.#k = this.classes.length;
    if (new Set(this.classNames).size !== this.#k)
      throw new ProfileError(`profile of ${this.name}: a class is listed twice: ${this.classNames.join(', ')}`);
    if (this.classes[0]!.kind !== 'honest')
      throw new ProfileError(`profile of ${this.name}: its first class is the reference and must be honest`);
    const all = this.classes.map((_, i) => i);
    this.honest = all.filter((i) => this.classes[i]!.kind === 'honest');
    this.cheats = all.filter((i) => this.classes[i]!.kind === 'cheat');
    this.metricNames = Object.keys(profile.metrics);
    const decoded = new Map<string, Float32Array>();
    this.#comparisons = Object.entries(profile.metrics).map(([name, metric]) => {
      let distances = decoded.get(metric.distances);
      if (!distances) {
        distances = squares(metric.distances, this.inputs, this.#k, `profile of ${this.name}, ${name}`);
        decoded.set(metric.distances, distances);
      }
      const { threshold } = metric;
      return { name, threshold, lenient: metric.lenient?.threshold ?? threshold, distances };
    });
    this.#serviceTimes = Float64Array.from(profile.serviceTimes);
    for (let i = 1; i < this.#serviceTimes.length; i++)
      if (this.#serviceTimes[i]! < this.#serviceTimes[i - 1]!)
        throw new ProfileError(`profile of ${this.name}: serviceTimes must ascend`);
  }

  /** Index of a class. Throws RangeError naming the known ones. */
  classIndex(name: string): number {
    return find(this.classNames, name, 'class', this.name);
  }

  /** Index of a metric (relative_l2, max_abs, cosine, top_1, token_match). Throws RangeError naming the known ones. */
  metricIndex(name: string): number {
    return find(this.metricNames, name, 'metric', this.name);
  }

  /**
   * Distance between the answers of two executions of classes `a` and `b` to input `input`, by the metric of
   * index `metric`. For a = b: of two separate executions; colluders who share one `made-up` answer run the
   * class `made-up-shared`, which lies at 0 from itself. No bounds are checked: this is the hot path.
   */
  distance(metric: number, input: number, a: number, b: number): number {
    const k = this.#k;
    return this.#comparisons[metric]!.distances[(input * k + a) * k + b]!;
  }

  /** The threshold that the profile chose for the metric of that index. */
  threshold(metric: number): number {
    return this.#comparisons[metric]!.threshold;
  }

  /**
   * A threshold as a scenario names it: a number, `profile`, or `lenient` for the one that also lets honest classes of
   * reduced precision pass (the same as `profile` where the model has none).
   */
  thresholdBy(wanted: number | 'profile' | 'lenient', metric: number): number {
    if (typeof wanted === 'number') return wanted;
    return wanted === 'lenient' ? this.#comparisons[metric]!.lenient : this.threshold(metric);
  }

  /** Median service time of a class over that of the reference class. */
  cost(classIndex: number): number {
    return this.classes[classIndex]!.cost;
  }

  /**
   * Service time of the reference class in seconds at probability `u` in [0, 1]: the m recorded times are the
   * quantiles at 0, 1/(m-1), ... 1, straight lines between them.
   */
  quantile(u: number): number {
    const times = this.#serviceTimes;
    const place = u * (times.length - 1);
    const i = Math.floor(place);
    if (i >= times.length - 1) return times[times.length - 1]!;
    return times[i]! + (times[i + 1]! - times[i]!) * (place - i);
  }
}

/** Unfolds the stored pairs into k x k matrices, so that a read needs no comparison of indices. */
function squares(text: string, inputs: number, k: number, what: string): Float32Array {
  const pairs = pairCount(k);
  const packed = decodeFloats(text, inputs * pairs, what);
  const full = new Float32Array(inputs * k * k);
  for (let input = 0; input < inputs; input++)
    for (let a = 0; a < k; a++)
      for (let b = a; b < k; b++) {
        const value = packed[input * pairs + pairIndex(k, a, b)]!;
        if (!(value >= 0)) throw new ProfileError(`${what}: input ${input} has the distance ${value}`);
        full[(input * k + a) * k + b] = value;
        full[(input * k + b) * k + a] = value;
      }
  return full;
}

/**
 * The bank of a model without ONNX: classes native (honest), substitute, int8, stale, made-up and
 * made-up-shared (cheats); every metric reads 0 or 1, threshold 0.5; service time 1.
 */
export function abstractBank(spec: AbstractSpec = {}): Bank {
  return new Bank(abstractProfile(spec));
}
