/**
 * Which enclaves does the registry list? Those that attested an image that is approved, and whose last heartbeat is not too old.
 * Node groups without an image are not its business: their enclaves are trusted for ever.
 */
import type { Decisions } from '../agents/contract.ts';
import { sampler } from '../engine/samplers/sampler.ts';
import type { F64, I32, U8 } from '../engine/state.ts';
import { type Chains, chargeNode } from '../network/chains.ts';
import { downOf, EXITED, JOINING, type Nodes } from '../network/tables.ts';
import type { World } from '../network/world.ts';
import type { EnclaveRegistry, Scenario } from '../scenario/schema.ts';
import { Heartbeats } from './heartbeats.ts';

/** What is counted over the run, and the sums behind time averages. */
const TALLY = [
  'since',
  'listed',
  'broken',
  'listedArea',
  'brokenArea',
  'registrations',
  'refused',
  'expiries',
  'revocations',
  'breaks',
  'heartbeats',
] as const;
type Tally = (typeof TALLY)[number];

export class Enclaves {
  private readonly world: World;
  private readonly chains: Chains;
  private readonly gasReason: number;
  private readonly nodes: Nodes;
  private readonly heartbeats: Heartbeats;
  private readonly sender: number;
  /** Names of images, in the order in which scenarios spoke of them: what `nodes.image` counts. */
  private readonly names: string[] = [];
  /** Per image: as the scenario says; how many events took its approval back. */
  private readonly written: U8;
  private readonly revoked: I32;
  private readonly images;
  /** Per node: 1 once it has attested the image that it runs; when its last attestation was made; 1 while that is not final. */
  private readonly registered: U8;
  private readonly attested: F64;
  private readonly attesting: U8;
  /** 1: it has something to attest, and does so once it is there. */
  private readonly owing: U8;
  /** Outages that it is in. */
  private readonly down: I32;
  /** 1 while it is on its way to the successor of its image. */
  private readonly moving: U8;
  /** Pending re-attestation; -1: none. */
  private readonly renewal: F64;
  /** Per adversary: pending break or detection, -1: none; breaks so far. */
  private readonly strike: F64;
  private readonly breaks: F64;
  private readonly cells: F64;
  private readonly kinds: { renew: number; move: number; strike: number; detect: number };
  private registry: EnclaveRegistry | undefined;
  private decisions: readonly Decisions[] = [];

  constructor(world: World, chains: Chains, scenario: Scenario) {
    this.world = world;
    this.chains = chains;
    this.gasReason = world.ledger.reason('gas');
    this.nodes = world.tables.nodes;
    const { store, engine } = world;
    this.heartbeats = new Heartbeats(world, scenario.horizon, (node) => this.heardOrLost(node));
    this.images = store.table('enclaves/images');
    this.written = this.images.column('written', 'u8');
    this.revoked = this.images.column('revoked', 'i32');
    const { table } = this.nodes;
    this.registered = table.column('enclaves/registered', 'u8');
    this.attested = table.column('enclaves/attested', 'f64');
    this.attesting = table.column('enclaves/attesting', 'u8');
    this.owing = table.column('enclaves/owing', 'u8');
    this.down = downOf(this.nodes);
    this.moving = table.column('enclaves/moving', 'u8');
    this.renewal = table.column('enclaves/renewal', 'f64', -1);
    const attacks = store.cells('enclaves/attacks', scenario.adversaries.length);
    this.strike = attacks.column('strike', 'f64', -1);
    this.breaks = attacks.column('breaks', 'f64');
    const cells = store.cells('enclaves/tally', TALLY.length);
    this.cells = cells.column('value', 'f64');
    this.sender = chains.own.sender('enclaves', (node) => this.included(node), {
      charge: (node, fee, pot) => this.charge(node, fee, pot),
    });
    // What happens to the registry happens before the jobs of the instant.
    const early = { priority: 20 };
    this.kinds = {
      renew: engine.kind('enclaves/renew', (node) => this.renew(node), early),
      move: engine.kind('enclaves/move', (node) => this.move(node), early),
      strike: engine.kind('enclaves/break', (index) => this.breakIn(index), early),
      detect: engine.kind('enclaves/detect', (index) => this.detect(index), early),
    };
  }

  /** The registry and the attacks in force from now on; changes nothing that `changed` or `start` does not see to. */
  configure(scenario: Scenario, decisions: readonly Decisions[]): void {
    this.decisions = decisions;
    this.registry = scenario.verification.enclaves;
    if (!this.registry) return;
    this.heartbeats.configure(this.registry);
    this.world.facts.on('down', (node) => {
      if (this.nodes.status.data[node] !== EXITED) this.fallSilent(node);
    });
    this.world.facts.on('left', (node) => this.fallSilent(node));
    this.world.facts.on('up', (node) => this.appear(node));
    this.world.facts.on('joined', (node) => this.appear(node));
    for (const { name } of this.registry.images) {
      if (this.names.includes(name)) continue;
      this.names.push(name);
      while (this.images.size < this.names.length) this.images.add();
    }
  }

  /** Where nodes stand when the run begins. */
  start(): void {
    const { registry, nodes } = this;
    if (!registry) return;
    for (const { name, approved } of registry.images) this.written.data[this.names.indexOf(name)] = approved ? 1 : 0;
    const phase = this.world.draw('enclaves', 'phase');
    for (const node of this.members()) {
      nodes.tee.data[node] = 0;
      // Newcomers register when they come.
      const there = nodes.status.data[node] !== JOINING;
      if (!there) this.fallSilent(node);
      if (!there || registry.at_start === 'registering') this.attest(node);
      else {
        this.registered.data[node] = 1;
        this.heartbeats.begin(node, -phase.uniform(node, 0) * registry.heartbeat);
        if (registry.reattest !== undefined) this.renewAfter(node, phase.uniform(node, 1) * registry.reattest);
        this.list(node);
      }
    }
  }

  /** The rulebook changed: images may have been revoked or approved, heartbeats may follow another clock. */
  changed(before: Scenario): void {
    const { registry } = this;
    const old = before.verification.enclaves;
    if (!registry || JSON.stringify(old) === JSON.stringify(registry)) return;
    const timing = ({ heartbeat, expiry, loss, relay_outages }: EnclaveRegistry) =>
      JSON.stringify([heartbeat, expiry, loss, relay_outages]);
    const retimed = old !== undefined && timing(old) !== timing(registry);
    const phase = this.world.draw('enclaves', 'phase');
    for (const node of this.members()) {
      if (this.registered.data[node] === 0) continue;
      if (retimed) this.heartbeats.resume(node, old);
      if (registry.reattest !== old?.reattest) {
        this.cancelRenewal(node);
        if (registry.reattest !== undefined) this.renewAfter(node, phase.uniform(node, 1) * registry.reattest);
      }
      this.list(node);
    }
    this.names.forEach((name, image) => {
      const was = this.approved(image);
      this.written.data[image] = registry.images.some((one) => one.name === name && one.approved) ? 1 : 0;
      if (this.approved(image) !== was) this.revise(image);
    });
  }

  /** An adversary begins or ends to act. */
  attack(index: number, on: boolean): void {
    const { revokes, breach } = this.decisions[index];
    if (revokes !== undefined) this.revoke(this.names.indexOf(revokes), on ? 1 : -1);
    if (!breach) return;
    if (this.strike.data[index] >= 0) this.world.engine.cancel(this.strike.data[index]);
    this.strike.data[index] = -1;
    if (!on) this.forge(index, 0);
    else if (breach.hazard === 0) this.breakIn(index);
    else this.lieInWait(index);
  }

  /** Gas of the heartbeats that have arrived since this was called last: one movement, or one a node where nodes pay. */
  payHeartbeats(): void {
    const { registry, nodes, world } = this;
    if (!registry) return;
    const fee = Math.ceil(registry.heartbeat_gas * this.chains.gasPrice);
    let all = 0;
    for (let node = 0; node < nodes.table.size; node++) {
      if (nodes.image.data[node] < 0) continue;
      const arrived = this.heartbeats.take(node);
      if (arrived === 0) continue;
      all += arrived;
      if (this.payer.nodes) this.charge(node, arrived * fee, world.validatorsPot);
    }
    this.cells.data[TALLY.indexOf('heartbeats')] += all;
    if (!this.payer.nodes) world.ledger.move(this.payer.account, world.validatorsPot, all * fee, this.gasReason);
  }

  private get payer(): { account: number; nodes: boolean } {
    return this.chains.gas('proof', this.registry?.gas_paid_by);
  }

  private charge(node: number, fee: number, pot: number): void {
    const { account, nodes } = this.payer;
    const { ledger } = this.world;
    if (nodes) chargeNode(ledger, this.nodes.wallet.data[node], account, fee, pot, this.gasReason);
    else ledger.move(account, pot, fee, this.gasReason);
  }

  /** A total so far. */
  count(what: 'heartbeats' | 'registrations' | 'refused' | 'expiries' | 'revocations' | 'breaks'): number {
    return this.cells.data[TALLY.indexOf(what)];
  }

  /** Node-seconds so far: listed, and of these with attestations that can be forged. */
  areas(): { listed: number; broken: number } {
    const elapsed = this.world.engine.now - this.at('since');
    return {
      listed: this.at('listedArea') + this.at('listed') * elapsed,
      broken: this.at('brokenArea') + this.at('broken') * elapsed,
    };
  }

  // Registration.

  private *members(): Generator<number> {
    const { table, image, status } = this.nodes;
    for (let node = 0; node < table.size; node++) if (image.data[node] >= 0 && status.data[node] !== EXITED) yield node;
  }

  private approved(image: number): boolean {
    return this.written.data[image] === 1 && this.revoked.data[image] === 0;
  }

  /** Not there any more, or not yet: neither heartbeats nor attestations. Who is not registered may be so while it is silent. */
  private fallSilent(node: number): void {
    this.heartbeats.silence(node, this.registered.data[node] === 1);
  }

  /** A node came, or came back. */
  private appear(node: number): void {
    const status = this.nodes.status.data[node];
    if (status === JOINING || status === EXITED || this.down.data[node] > 0) return;
    this.heartbeats.speak(node, this.registered.data[node] === 1);
    if (this.owing.data[node] === 1 && this.attesting.data[node] === 0) this.attest(node);
  }

  /** Sends an attestation made now, or once the node is there. */
  private attest(node: number): void {
    const { registry } = this;
    if (!registry) return;
    this.owing.data[node] = this.heartbeats.silent.data[node];
    if (this.owing.data[node] === 1) return;
    this.attesting.data[node] = 1;
    this.attested.data[node] = this.world.engine.now;
    this.chains.own.send(this.sender, node, registry.gas, this.world.treasury);
  }

  /** An attestation is final: it counts if it is fresh and of an approved image. */
  private included(node: number): void {
    const { registry, nodes } = this;
    this.attesting.data[node] = 0;
    if (!registry || nodes.status.data[node] === EXITED) return;
    const { now } = this.world.engine;
    if (now - this.attested.data[node] > registry.attestation_age) {
      this.add('refused', 1);
      this.attest(node);
      return;
    }
    if (!this.approved(nodes.image.data[node])) {
      this.add('refused', 1);
      return;
    }
    this.add('registrations', 1);
    if (nodes.forges.data[node] === 1) this.setForges(node, 0);
    if (this.registered.data[node] === 0) {
      this.registered.data[node] = 1;
      this.heartbeats.begin(node, now);
    }
    if (registry.reattest !== undefined) this.renewAfter(node, registry.reattest);
    this.list(node);
  }

  private renewAfter(node: number, delay: number): void {
    this.renewal.data[node] = this.world.engine.after(delay, this.kinds.renew, node);
  }

  private cancelRenewal(node: number): void {
    if (this.renewal.data[node] >= 0) this.world.engine.cancel(this.renewal.data[node]);
    this.renewal.data[node] = -1;
  }

  private renew(node: number): void {
    this.renewal.data[node] = -1;
    if (this.registered.data[node] === 1 && this.attesting.data[node] === 0) this.attest(node);
  }

  private heardOrLost(node: number): void {
    if (this.heartbeats.lost.data[node] === 1) this.add('expiries', 1);
    this.list(node);
  }

  /** Writes down whether a node is listed, and tells when that is news. */
  private list(node: number): void {
    const { tee, image, forges } = this.nodes;
    const listed =
      this.registered.data[node] === 1 && this.heartbeats.lost.data[node] === 0 && this.approved(image.data[node]);
    if ((tee.data[node] === 1) === listed) return;
    this.add('listed', listed ? 1 : -1);
    if (forges.data[node] > 0) this.add('broken', listed ? 1 : -1);
    tee.data[node] = listed ? 1 : 0;
    this.world.facts.emit('enclave', node, listed ? 1 : 0);
  }

  // Revocation.

  private revoke(image: number, by: number): void {
    const was = this.approved(image);
    this.revoked.data[image] += by;
    if (this.approved(image) !== was) this.revise(image);
  }

  /** An image has just lost or gained its approval. */
  private revise(image: number): void {
    const approved = this.approved(image);
    if (!approved) this.add('revocations', 1);
    const spec = this.registry?.images.find(({ name }) => name === this.names[image]);
    const upgrade = spec?.successor === undefined ? null : sampler(spec.upgrade);
    const luck = this.world.draw('enclaves', 'upgrade');
    for (const node of this.members()) {
      if (this.nodes.image.data[node] !== image) continue;
      this.list(node);
      if (approved) {
        if (this.registered.data[node] === 0 && this.attesting.data[node] === 0) this.attest(node);
      } else if (upgrade && this.moving.data[node] === 0) {
        this.moving.data[node] = 1;
        this.world.engine.after(upgrade.quantile(luck.uniform(node, image)), this.kinds.move, node);
      }
    }
  }

  /** A node of a revoked image runs the successor, and registers anew with a new key. */
  private move(node: number): void {
    const { nodes } = this;
    this.moving.data[node] = 0;
    const image = nodes.image.data[node];
    const successor = this.registry?.images.find(({ name }) => name === this.names[image])?.successor;
    if (successor === undefined || this.approved(image) || nodes.status.data[node] === EXITED) return;
    this.cancelRenewal(node);
    this.heartbeats.stop(node);
    this.registered.data[node] = 0;
    this.list(node);
    this.setForges(node, 0);
    nodes.image.data[node] = this.names.indexOf(successor);
    if (this.attesting.data[node] === 0) this.attest(node);
  }

  // Breaks.

  private lieInWait(index: number): void {
    const { breach } = this.decisions[index];
    if (!breach) return;
    const u = this.world.draw('enclaves', 'break').uniform(index, this.breaks.data[index] % 2048);
    const wait = sampler({ kind: 'exponential', mean: 1 / breach.hazard }).quantile(u);
    this.strike.data[index] = this.world.engine.after(wait, this.kinds.strike, index);
  }

  private breakIn(index: number): void {
    const { breach } = this.decisions[index];
    this.strike.data[index] = -1;
    if (!breach) return;
    this.forge(index, breach.lasting ? 2 : 1);
    this.add('breaks', 1);
    const u = this.world.draw('enclaves', 'detection').uniform(index, this.breaks.data[index]++ % 2048);
    this.strike.data[index] = this.world.engine.after(sampler(breach.detection).quantile(u), this.kinds.detect, index);
  }

  /** It is known now: the images that its nodes run are revoked, and the next one is worked on. */
  private detect(index: number): void {
    const { nodes } = this;
    this.strike.data[index] = -1;
    for (const node of this.members())
      if (nodes.adversary.data[node] === index && nodes.forges.data[node] > 0) {
        const image = nodes.image.data[node];
        if (this.approved(image)) this.revoke(image, 1);
      }
    const { breach } = this.decisions[index];
    if (breach && breach.hazard > 0) this.lieInWait(index);
  }

  private forge(index: number, way: number): void {
    const { table, adversary } = this.nodes;
    for (let node = 0; node < table.size; node++) if (adversary.data[node] === index) this.setForges(node, way);
  }

  private setForges(node: number, way: number): void {
    const { forges, tee, image } = this.nodes;
    if (image.data[node] >= 0 && tee.data[node] === 1 && forges.data[node] > 0 !== way > 0)
      this.add('broken', way > 0 ? 1 : -1);
    forges.data[node] = way;
  }

  private at(what: Tally): number {
    return this.cells.data[TALLY.indexOf(what)];
  }

  /** Adds to a total; what is averaged over time is integrated up to now first. */
  private add(what: Tally, by: number): void {
    const cells = this.cells.data;
    const { now } = this.world.engine;
    const elapsed = now - this.at('since');
    cells[TALLY.indexOf('listedArea')] += this.at('listed') * elapsed;
    cells[TALLY.indexOf('brokenArea')] += this.at('broken') * elapsed;
    cells[TALLY.indexOf('since')] = now;
    cells[TALLY.indexOf(what)] += by;
  }
}
