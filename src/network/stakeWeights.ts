/**
 * Who is drawn in proportion to a weight that each node has? Weights are cumulated within blocks, and the blocks' sums over all:
 * a node whose weight changed costs its block, not everybody, and a draw looks through two short lists. The sums are a function of
 * the weights of now, however they came to be, so that a run that is resumed draws the same.
 */
const BLOCK = 32;
const SHIFT = 5;

export class StakeWeights {
  /** Weight of a node, 0 or more; below 0: it cannot be drawn, and does not count as somebody who is there. */
  private readonly weigh: (node: number) => number;
  private nodes = 0;
  private inside = new Float64Array(0);
  /** Cumulated sums of blocks, and how many nodes of each are there. */
  private above = new Float64Array(0);
  private there = new Int32Array(0);
  private stale = new Uint8Array(0);
  private someStale = false;
  private present = 0;

  constructor(weigh: (node: number) => number) {
    this.weigh = weigh;
  }

  /** The weight of a node may have changed. */
  changed(node: number): void {
    const block = node >> SHIFT;
    if (block < this.stale.length) this.stale[block] = 1;
    this.someStale = true;
  }

  /** How many of the first `n` nodes are there. */
  count(n: number): number {
    if (this.someStale || n !== this.nodes) this.refresh(n);
    return this.present;
  }

  /** The node at `u` in (0, 1) of the cumulated weights of the first `n`; -1 when all weigh nothing. */
  at(u: number, n: number): number {
    if (this.someStale || n !== this.nodes) this.refresh(n);
    const { above, inside } = this;
    const blocks = above.length;
    const total = blocks === 0 ? 0 : above[blocks - 1]!;
    if (!(total > 0)) return -1;
    const point = u * total;
    const block = first(above, 0, blocks - 1, point);
    const from = block << SHIFT;
    const to = Math.min(from + BLOCK, n) - 1;
    const rest = block === 0 ? point : point - above[block - 1]!;
    // Rounding may lead past the block's end: then it is the last one with a weight.
    return rest < inside[to]! ? first(inside, from, to, rest) : lastRise(inside, from, to);
  }

  private refresh(n: number): void {
    if (n !== this.nodes) {
      const blocks = (n + BLOCK - 1) >> SHIFT;
      this.nodes = n;
      this.inside = new Float64Array(n);
      this.above = new Float64Array(blocks);
      this.there = new Int32Array(blocks);
      this.stale = new Uint8Array(blocks).fill(1);
    }
    const { inside, above, there, stale } = this;
    let total = 0;
    let present = 0;
    for (let block = 0; block < above.length; block++) {
      const from = block << SHIFT;
      const to = Math.min(from + BLOCK, n);
      if (stale[block] === 1) {
        let sum = 0;
        let count = 0;
        for (let node = from; node < to; node++) {
          const weight = this.weigh(node);
          if (weight >= 0) {
            sum += weight;
            count++;
          }
          inside[node] = sum;
        }
        there[block] = count;
        stale[block] = 0;
      }
      total += inside[to - 1]!;
      above[block] = total;
      present += there[block]!;
    }
    this.present = present;
    this.someStale = false;
  }
}

/** The first place of `from`..`to` with more than `point`, `to` if none before it has. */
function first(sums: Float64Array, from: number, to: number, point: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > point) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The last place at which the sums rise. */
function lastRise(sums: Float64Array, from: number, to: number): number {
  let place = to;
  while (place > from && sums[place - 1] === sums[to]) place--;
  return place;
}
