/**
 * Who comes and goes in mid-run? A node or validator with a time of joining brings its stake then and asks to be admitted; one
 * with a time of leaving takes no more work, and has its bond back when that is free. Times belong to (seed, group, place).
 */

import { ACTIVE, DRAINING, EXITED, JAILED, JOINING } from '../network/tables.ts';
import type { World } from '../network/world.ts';
import type { Slots } from '../rules/contract.ts';
import type { Life } from '../rules/life.ts';
import type { Scenario } from '../scenario/schema.ts';
import { attribute } from './population.ts';

type Section = 'nodes' | 'validators';

export class Membership {
  private readonly world: World;
  private readonly life: Life;
  private readonly scenario: Scenario;
  private readonly kinds: Record<Section, { join: number; leave: number }>;
  private readonly serveKind: number;
  private readonly freeKind: number;
  /** Replaced at every wiring: the rule in force, and the least bond of a node in base units. */
  minimum = 0;
  admission: Slots['admission'] = { admits: () => 0, unbonding: 0 };

  constructor(world: World, life: Life, scenario: Scenario) {
    const { engine } = world;
    this.world = world;
    this.life = life;
    this.scenario = scenario;
    const kind = (name: string, handler: (party: number) => void) =>
      engine.kind(`membership/${name}`, handler, { priority: 30 });
    this.kinds = {
      nodes: { join: kind('node joins', (n) => this.apply(n)), leave: kind('node leaves', (n) => this.drain(n)) },
      validators: {
        join: kind('validator joins', (v) => world.bonds.join(v, this.stake('validators', v))),
        leave: kind('validator leaves', (v) => world.bonds.leave(v)),
      },
    };
    this.serveKind = kind('node serves', (n) => this.serve(n));
    this.freeKind = kind('node free', (n) => {
      if (world.tables.nodes.status.data[n] === DRAINING) life.expel(n);
    });
  }

  /** Schedules everybody's coming and going, and shows the unapproved the door; before the run, not on resume. */
  start(): void {
    const { nodes } = this.world.tables;
    for (let n = 0; n < nodes.table.size; n++)
      if (nodes.status.data[n] === ACTIVE && this.admission.admits(n) < 0) this.refuse(n);
    this.schedule('nodes');
    this.schedule('validators');
    if (this.world.validatorSet.seats < Infinity || this.world.validatorSet.minimum > 0) this.world.validatorSet.open();
  }

  private schedule(section: Section): void {
    let party = 0;
    for (const group of this.scenario[section]) {
      const { engine } = this.world;
      const joins = group.joins && attribute(this.world, section, group.group, 'joins', group.joins);
      const leaves = group.leaves && attribute(this.world, section, group.group, 'leaves', group.leaves);
      for (let i = 0; i < group.count; i++, party++) {
        const from = joins ? joins(i) : 0;
        if (joins) engine.at(from, this.kinds[section].join, party);
        // Its stay is drawn from when it comes.
        if (leaves) engine.at(from + leaves(i), this.kinds[section].leave, party);
      }
    }
  }

  /** Base units that a party brings. */
  private stake(section: Section, party: number): number {
    const group = this.scenario[section][this.world.tables[section].group.data[party]];
    let first = 0;
    for (const one of this.scenario[section]) {
      if (one === group) break;
      first += one.count;
    }
    return Math.floor(attribute(this.world, section, group.group, 'stake', group.stake)(party - first));
  }

  /** A node brings its bond and asks to be admitted. */
  private apply(node: number): void {
    const { ledger, engine, tables } = this.world;
    const { nodes } = tables;
    const bond = this.stake('nodes', node);
    const delay = this.admission.admits(node);
    if (delay < 0 || bond < this.minimum) {
      nodes.status.data[node] = EXITED;
      return;
    }
    ledger.move(ledger.outside[0], nodes.bond.data[node], bond, ledger.reason('bond'));
    if (delay === 0) this.serve(node);
    else engine.after(delay, this.serveKind, node);
  }

  private serve(node: number): void {
    const { engine, facts, tables } = this.world;
    const { nodes } = tables;
    if (nodes.status.data[node] !== JOINING) return;
    nodes.status.data[node] = ACTIVE;
    nodes.admitted.data[node] = 1;
    nodes.since.data[node] = engine.now;
    facts.emit('joined', node, 0);
  }

  /** No new jobs; what waits is served. The bond is free after the unbonding time. */
  private drain(node: number): void {
    const { engine, facts, tables } = this.world;
    const { nodes } = tables;
    const status = nodes.status.data[node];
    if (status !== ACTIVE && status !== JAILED && status !== JOINING) return;
    nodes.status.data[node] = DRAINING;
    nodes.until.data[node] = engine.now;
    facts.emit('draining', node, 0);
    engine.after(this.admission.unbonding, this.freeKind, node);
  }

  /** Not approved by the authority: it never serves, and its operator keeps the bond. */
  private refuse(node: number): void {
    const { nodes } = this.world.tables;
    nodes.admitted.data[node] = 0;
    this.life.expel(node);
  }
}
