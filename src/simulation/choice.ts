/** Which nodes execute a job's copies? Distinct ones that serve, each picked by the routing rule while it has further picks. */
import { ACTIVE, type Nodes, type Tables } from '../network/tables.ts';
import { COPIES, type Slots } from '../rules/contract.ts';

/**
 * Picks beyond the first ones, those of a job that is sent again among them; from then on nodes are taken in the order of the
 * tables. A rule draws up to 16 uniforms a pick, of 2,048.
 */
const MOST_PICKS = 97;

/** What a flow says about it. */
export interface Wanted {
  routing: Slots['routing'];
  verification: Pick<Slots['verification'], 'needsEnclave' | 'perJob'>;
  /** Times that a job is sent again. */
  retries: number;
  /** Groups of nodes that can serve, 1 each; null: all. */
  groups: Uint8Array | null;
}

export class Choice {
  private readonly nodes: Nodes;
  private readonly resent: Tables['jobs']['resent'];
  /** Scratch of one call: the nodes chosen, answer first. */
  readonly chosen = new Int32Array(COPIES);

  constructor({ nodes, jobs }: Tables) {
    this.nodes = nodes;
    this.resent = jobs.resent;
  }

  /** Fills the first `copies` places of `chosen`; false when there are not so many nodes, or retries. */
  make(job: number, copies: number, wanted: Wanted): boolean {
    const { chosen, resent } = this;
    const { routing, retries, verification, groups } = wanted;
    const enclave =
      verification.perJob === undefined ? verification.needsEnclave : verification.perJob.needsEnclave(job);
    const before = resent.data[job];
    let picks = 0;
    for (let k = 0; k < copies; k++) {
      let node = routing.pick(job, before === 0 ? k : further(before, picks++));
      while (node >= 0) {
        const serves = this.serves(node, enclave, groups);
        if (serves && !this.isChosen(node, k)) break;
        // A node that a client still believes in may be gone, or not answer: the request fails, and is sent again elsewhere.
        if (!serves && ++resent.data[job] > retries) node = -1;
        else node = picks < MOST_PICKS ? routing.pick(job, further(before, picks++)) : this.unused(k, enclave, groups);
      }
      if (node < 0) return false;
      chosen[k] = node;
    }
    return true;
  }

  /** The first node after the last chosen one that has no copy yet, in the order of the tables; -1 when there is none. */
  private unused(k: number, enclave: boolean, groups: Wanted['groups']): number {
    const n = this.nodes.table.size;
    const last = k > 0 ? this.chosen[k - 1] : n - 1;
    for (let step = 1; step <= n; step++) {
      const node = (last + step) % n;
      if (this.serves(node, enclave, groups) && !this.isChosen(node, k)) return node;
    }
    return -1;
  }

  /** Does one of the first k copies go to the node? */
  private isChosen(node: number, k: number): boolean {
    for (let i = 0; i < k; i++) if (this.chosen[i] === node) return true;
    return false;
  }

  private serves(node: number, enclave: boolean, groups: Wanted['groups']): boolean {
    const { status, tee, group, refuses } = this.nodes;
    return (
      status.data[node] === ACTIVE &&
      refuses.data[node] === 0 &&
      (!enclave || tee.data[node] === 1) &&
      (groups === null || groups[group.data[node]] === 1)
    );
  }
}

/** Which attempt of the routing rule is a job's `k`-th further pick, having been sent again so often? Far from those before. */
function further(resent: number, k: number): number {
  return COPIES + ((resent * COPIES + k) % MOST_PICKS);
}
