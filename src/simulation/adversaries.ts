/** Which nodes or validators does an adversary hold, and from when to when does it decide for them? */

import type { Decisions, View } from '../agents/contract.ts';
import { adversaries as registry } from '../agents/index.ts';
import { RunInputError } from '../engine/errors.ts';
import type { World } from '../network/world.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Behaviours } from './behaviours.ts';
import type { Enclaves } from './enclaves.ts';

export class Adversaries {
  private readonly world: World;
  private readonly behaviours: Behaviours;
  private readonly onKind: number;
  private readonly offKind: number;
  private readonly enclaves: Enclaves;
  private decisions: readonly Decisions[] = [];

  constructor(world: World, behaviours: Behaviours, enclaves: Enclaves) {
    this.world = world;
    this.enclaves = enclaves;
    this.behaviours = behaviours;
    // Before everything else of its instant: what is decided at `from` is decided by the adversary.
    this.onKind = world.engine.kind('adversary/on', (index) => this.turn(index, true), {
      priority: 10,
      concurrent: true,
    });
    this.offKind = world.engine.kind('adversary/off', (index) => this.turn(index, false), {
      priority: 10,
      concurrent: true,
    });
  }

  /** Chooses the held parties by lot and schedules when they turn; before the run, not on resume. */
  start(scenario: Scenario): void {
    const { operators } = this.world.tables;
    scenario.adversaries.forEach((adversary, index) => {
      const section = registry[adversary.attack.rule].holds ?? 'nodes';
      const held = this.world.tables[section];
      const group =
        adversary.group === undefined ? -1 : scenario[section].findIndex((g) => g.group === adversary.group);
      const draw = this.world.draw('adversary', adversary.name, 'holds');
      const members = Array.from({ length: held.table.size }, (_, party) => party).filter(
        (party) => group < 0 || held.group.data[party] === group,
      );
      const free = members
        .filter((party) => held.adversary.data[party] < 0)
        .map((party) => ({ party, lot: draw.uniform(party, 0) }))
        .sort((a, b) => a.lot - b.lot);
      const count = adversary.count ?? Math.round((adversary.share ?? 0) * members.length);
      if (count > free.length)
        throw new RunInputError(
          `adversary ${adversary.name} is to hold ${count} ${section}, but only ${free.length} are held by nobody yet`,
        );
      for (const { party } of free.slice(0, count)) {
        held.adversary.data[party] = index;
        operators.adversary.data[held.operator.data[party]] = index;
      }
      const { attack } = adversary;
      registry[attack.rule].prepare?.(attack.params, this.view(index, scenario));
      this.world.engine.at(adversary.from, this.onKind, index);
      if (adversary.until !== undefined) this.world.engine.at(adversary.until, this.offKind, index);
    });
  }

  /** What every adversary of the scenario decides, in its order. */
  bind(scenario: Scenario): Decisions[] {
    const decisions = scenario.adversaries.map(({ attack }, index) =>
      registry[attack.rule].bind(attack.params, this.view(index, scenario)),
    );
    this.decisions = decisions;
    return decisions;
  }

  private view(index: number, scenario: Scenario): View {
    const { world, behaviours } = this;
    const { nodes, operators } = world.tables;
    return {
      index,
      tables: world.tables,
      flows: scenario.flows.length,
      luck: (purpose) => world.draw('adversary', scenario.adversaries[index].name, 'own', purpose),
      behaviour: (name) => behaviours.behaviour(name),
      draw: (flow, purpose) =>
        world.draw('adversary', scenario.adversaries[index].name, scenario.flows[flow].name, purpose),
      holds: (node) => node >= 0 && nodes.adversary.data[node] === index,
      unite: () => {
        let operator = -1;
        for (let node = 0; node < nodes.table.size; node++) {
          if (nodes.adversary.data[node] !== index) continue;
          operators.adversary.data[nodes.operator.data[node]] = -1;
          if (operator < 0) operator = nodes.operator.data[node];
          nodes.operator.data[node] = operator;
        }
        if (operator >= 0) operators.adversary.data[operator] = index;
      },
    };
  }

  private turn(index: number, on: boolean): void {
    const { nodes, validators } = this.world.tables;
    for (let v = 0; v < validators.table.size; v++)
      if (validators.adversary.data[v] === index) validators.agent.data[v] = on ? index : validators.learner.data[v];
    const refuses = on && this.decisions[index].refuses === true ? 1 : 0;
    for (let node = 0; node < nodes.table.size; node++) {
      if (nodes.adversary.data[node] !== index) continue;
      nodes.agent.data[node] = on ? index : nodes.learner.data[node];
      nodes.refuses.data[node] = refuses;
    }
    this.enclaves.attack(index, on);
  }
}
