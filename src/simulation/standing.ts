/** May a node serve? Jail, release from it, and the way out for good. */
import { ACTIVE, DRAINING, EXITED, JAILED } from '../network/tables.ts';
import type { World } from '../network/world.ts';

export class Standing {
  private readonly world: World;
  private readonly releaseKind: number;
  private readonly unbondReason: number;

  constructor(world: World) {
    this.world = world;
    this.releaseKind = world.engine.kind('life/release', (node) => this.release(node), {
      priority: 30,
      concurrent: true,
    });
    this.unbondReason = world.ledger.reason('unbond');
  }

  /** Takes a node out of service until a time (s), or for good (Infinity). */
  jail(node: number, until: number): void {
    const { nodes } = this.world.tables;
    if (nodes.status.data[node] === EXITED || nodes.status.data[node] === DRAINING) return;
    nodes.status.data[node] = JAILED;
    nodes.jailedUntil.data[node] = Math.max(until, nodes.jailedUntil.data[node]);
    if (until < Infinity) this.world.engine.at(until, this.releaseKind, node);
    this.world.facts.emit('jailed', node, until);
  }

  /** Out for good; what is left of the bond goes to the operator. */
  expel(node: number): void {
    const { nodes, operators } = this.world.tables;
    nodes.status.data[node] = EXITED;
    // Who drained has been counted out since it took no more jobs.
    nodes.until.data[node] = Math.min(nodes.until.data[node], this.world.engine.now);
    const bond = nodes.bond.data[node];
    const { ledger, facts } = this.world;
    ledger.move(bond, operators.wallet.data[nodes.operator.data[node]], ledger.balance(bond), this.unbondReason);
    facts.emit('left', node, 0);
  }

  private release(node: number): void {
    const { nodes } = this.world.tables;
    if (nodes.status.data[node] !== JAILED || nodes.jailedUntil.data[node] > this.world.engine.now) return;
    nodes.status.data[node] = ACTIVE;
    this.world.facts.emit('released', node, 0);
  }
}
