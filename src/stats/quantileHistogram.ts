/**
 * What are the quantiles of millions of latencies, in constant memory? A log-linear histogram: 256 equal buckets to every
 * octave (a factor of 2), found from the bits of the double without a logarithm. Histograms of parts add up to the
 * histogram of the whole, bucket by bucket.
 *
 * A quantile is interpolated in its bucket, so it is off by less than 1 / 256 (0.39 %) of itself, and by far less where the
 * density is smooth. Values below 2^-30 count as 0 and those from 2^40 on as the last bucket; count, sum, smallest and
 * largest are exact. (The idea: G. Tene's HdrHistogram.)
 */
import { type Cells, ownCells } from './cells.ts';

const FRACTION_BITS = 8;
const PER_OCTAVE = 256;
const LOWEST_OCTAVE = -30;
const OCTAVES = 70;
/** Bucket 0 holds what is below 2^-30. */
const BUCKETS = 1 + OCTAVES * PER_OCTAVE;
const SHIFT = 20 - FRACTION_BITS;
const BIAS = (1023 + LOWEST_OCTAVE) * PER_OCTAVE - 1;

const COUNT = BUCKETS;
const SUM = BUCKETS + 1;
const LEAST = BUCKETS + 2;
const MOST = BUCKETS + 3;

const cell = new Float64Array(1);
const halves = new Int32Array(cell.buffer);
cell[0] = 1;
const HIGH = halves[1] === 0x3ff00000 ? 1 : 0;

/** The bucket of a value >= 0: the exponent and the first bits of the fraction are its number. */
export function bucketOf(value: number): number {
  cell[0] = value;
  const bucket = (halves[HIGH]! >> SHIFT) - BIAS;
  return bucket < 0 ? 0 : bucket >= BUCKETS ? BUCKETS - 1 : bucket;
}

/** Where bucket `bucket` begins; the next one's beginning is its end. */
export function lowerEdge(bucket: number): number {
  if (bucket <= 0) return 0;
  const place = bucket - 1;
  const octave = Math.floor(place / PER_OCTAVE) + LOWEST_OCTAVE;
  halves[HIGH] = (octave + 1023) << 20;
  halves[1 - HIGH] = 0;
  return cell[0]! * (1 + (place % PER_OCTAVE) / PER_OCTAVE);
}

export class QuantileHistogram {
  /** Cells that one takes. */
  static readonly LENGTH = BUCKETS + 4;

  private readonly cells: Cells;
  private readonly offset: number;

  /** Zeroed cells are an empty histogram. */
  constructor(cells: Cells = ownCells(QuantileHistogram.LENGTH), offset = 0) {
    this.cells = cells;
    this.offset = offset;
  }

  /** Counts `value` (finite, >= 0) `weight` times (>= 0). Throws a RangeError for anything else, NaN included. */
  add(value: number, weight = 1): void {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY && weight >= 0)) refuse(value, weight);
    if (weight === 0) return;
    const data = this.cells.data;
    const o = this.offset;
    const bucket = o + bucketOf(value);
    const count = data[o + COUNT]!;
    if (count === 0 || value < data[o + LEAST]!) data[o + LEAST] = value;
    if (value > data[o + MOST]!) data[o + MOST] = value;
    data[bucket] = data[bucket]! + weight;
    data[o + COUNT] = count + weight;
    data[o + SUM] = data[o + SUM]! + value * weight;
  }

  /** The total weight. */
  get count(): number {
    return this.cells.data[this.offset + COUNT]!;
  }

  /** Exact, not from buckets; NaN when empty. */
  get mean(): number {
    return this.cells.data[this.offset + SUM]! / this.count;
  }

  /** The smallest value; NaN when empty. */
  get least(): number {
    return this.count > 0 ? this.cells.data[this.offset + LEAST]! : Number.NaN;
  }

  /** The largest value; NaN when empty. */
  get most(): number {
    return this.count > 0 ? this.cells.data[this.offset + MOST]! : Number.NaN;
  }

  /** The value below which the share q (0..1) of the weight lies; NaN when empty. */
  quantile(q: number): number {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile is asked for at a share in 0..1, not ${q}`);
    const data = this.cells.data;
    const o = this.offset;
    const target = q * this.count;
    let before = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const inside = data[o + bucket]!;
      if (inside === 0 || before + inside < target) {
        before += inside;
        continue;
      }
      if (bucket === 0) return 0;
      // The ends of a bucket that holds the smallest or the largest value are known better.
      const low = Math.max(lowerEdge(bucket), this.least);
      const high = bucket === BUCKETS - 1 ? this.most : Math.min(lowerEdge(bucket + 1), this.most);
      return low + (high - low) * ((target - before) / inside);
    }
    return this.most;
  }

  /** The weight of values in buckets wholly or partly above `value`, as a share: P(X > value) to a bucket. */
  shareAbove(value: number): number {
    const data = this.cells.data;
    const bucket = bucketOf(value);
    const low = lowerEdge(bucket);
    const high = lowerEdge(bucket + 1);
    let above = 0;
    for (let b = bucket + 1; b < BUCKETS; b++) above += data[this.offset + b]!;
    const part = bucket === BUCKETS - 1 ? 0 : (high - value) / (high - low);
    return (above + data[this.offset + bucket]! * Math.max(0, Math.min(1, part))) / this.count;
  }

  /** Adds another histogram's counts to this one. */
  merge(other: QuantileHistogram): void {
    if (other.count === 0) return;
    const data = this.cells.data;
    const from = other.cells.data;
    const least = this.count > 0 ? Math.min(this.least, other.least) : other.least;
    const most = this.count > 0 ? Math.max(this.most, other.most) : other.most;
    for (let i = 0; i < LEAST; i++) data[this.offset + i] = data[this.offset + i]! + from[other.offset + i]!;
    data[this.offset + LEAST] = least;
    data[this.offset + MOST] = most;
  }

  /** Empties it: the end of a warm-up. */
  clear(): void {
    this.cells.data.fill(0, this.offset, this.offset + QuantileHistogram.LENGTH);
  }
}

function refuse(value: number, weight: number): never {
  throw new RangeError(`a histogram counts finite values >= 0 with weights >= 0, not ${value} with ${weight}`);
}
