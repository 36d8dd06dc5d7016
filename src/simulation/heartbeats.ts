/**
 * When is a node not heard of for too long? Whether a heartbeat arrives is a function of its node and number, so the next gap
 * that outlasts the expiry is computed, and only its two ends are events: a node that is always heard of makes none. How many
 * arrived is counted the same way, whenever somebody asks.
 */
import type { KeyedDraw } from '../engine/keyed.ts';
import type { F64, U8 } from '../engine/state.ts';
import type { Nodes } from '../network/tables.ts';
import type { World } from '../network/world.ts';
import type { EnclaveRegistry } from '../scenario/schema.ts';

type Beats = Pick<EnclaveRegistry, 'heartbeat' | 'expiry' | 'loss' | 'relay_outages'>;

/** Numbers of heartbeats of one node in a keyed draw. */
const BEATS = 67_108_864; // 2^26

export class Heartbeats {
  private readonly world: World;
  private readonly nodes: Nodes;
  private readonly horizon: number;
  private readonly draw: KeyedDraw;
  /** When the heartbeat of number 0 was; number of one that arrived, before the next gap; 1: not heard of for too long. */
  private readonly first: F64;
  private readonly good: F64;
  readonly lost: U8;
  /** 1: the node is not there, and sends none. */
  readonly silent: U8;
  /** 1: it sends some; number of the last one that was looked at, and how many had arrived that nobody has taken yet. */
  private readonly beating: U8;
  private readonly counted: F64;
  private readonly arrived: F64;
  /** Pending event; -1: none. */
  private readonly pending: F64;
  private readonly expireKind: number;
  private readonly silentKind: number;
  private readonly returnKind: number;
  private readonly told: (node: number) => void;
  private beats: Beats = { heartbeat: 1, expiry: 1, loss: 0, relay_outages: [] };

  /** `told` is called when a node was lost or heard of again. */
  constructor(world: World, horizon: number, told: (node: number) => void) {
    this.world = world;
    this.told = told;
    this.nodes = world.tables.nodes;
    this.horizon = horizon;
    this.draw = world.draw('enclaves', 'heartbeat');
    const { table } = this.nodes;
    this.first = table.column('heartbeats/first', 'f64');
    this.good = table.column('heartbeats/good', 'f64');
    this.lost = table.column('heartbeats/lost', 'u8');
    this.silent = table.column('heartbeats/silent', 'u8');
    this.beating = table.column('heartbeats/beating', 'u8');
    this.counted = table.column('heartbeats/counted', 'f64');
    this.arrived = table.column('heartbeats/arrived', 'f64');
    this.pending = table.column('heartbeats/pending', 'f64', -1);
    // A heartbeat of exactly that age is not too old yet: the end of an instant is when it becomes so.
    this.expireKind = world.engine.kind(
      'heartbeats/expire',
      (node) => {
        this.lost.data[node] = 1;
        this.plan(node, this.returnKind, this.time(node, this.heard(node, this.good.data[node] + 1)));
        told(node);
      },
      { priority: 70 },
    );
    this.silentKind = world.engine.kind(
      'heartbeats/silent',
      (node) => {
        this.pending.data[node] = -1;
        this.lost.data[node] = 1;
        told(node);
      },
      { priority: 70 },
    );
    this.returnKind = world.engine.kind(
      'heartbeats/return',
      (node) => {
        this.lost.data[node] = 0;
        this.good.data[node] = this.heard(node, this.good.data[node] + 1);
        this.watch(node);
        told(node);
      },
      { priority: 20 },
    );
  }

  configure(beats: Beats): void {
    this.beats = beats;
  }

  /** A node is heard of at a time up to now for the first time, and every `heartbeat` seconds from then on. */
  begin(node: number, at: number): void {
    this.stop(node);
    this.first.data[node] = at;
    this.counted.data[node] = Math.max(0, Math.floor((this.world.engine.now - at) / this.beats.heartbeat));
    this.beating.data[node] = 1;
    this.good.data[node] = 0;
    this.lost.data[node] = 0;
    if (this.silent.data[node] === 1) this.silence(node);
    else this.watch(node);
  }

  stop(node: number): void {
    this.count(node);
    this.beating.data[node] = 0;
    this.cancel(node);
  }

  /** How many of a node's heartbeats have arrived since this was asked last. */
  take(node: number): number {
    this.count(node);
    const arrived = this.arrived.data[node];
    this.arrived.data[node] = 0;
    return arrived;
  }

  private count(node: number): void {
    if (this.beating.data[node] === 0) return;
    const { loss, relay_outages } = this.beats;
    const last = Math.floor((this.world.engine.now - this.first.data[node]) / this.beats.heartbeat);
    let beat = this.counted.data[node];
    if (last <= beat) return;
    this.counted.data[node] = last;
    if (loss === 0 && relay_outages.length === 0) this.arrived.data[node] += last - beat;
    else while (++beat <= last) if (!this.isLost(node, beat)) this.arrived.data[node]++;
  }

  private cancel(node: number): void {
    if (this.pending.data[node] >= 0) this.world.engine.cancel(this.pending.data[node]);
    this.pending.data[node] = -1;
  }

  /** From now on heartbeats follow other parameters than `before`: the last one that arrived under those is where they begin. */
  resume(node: number, before: Beats): void {
    // Who is silent keeps its last one.
    if (this.silent.data[node] === 1) return;
    const { now } = this.world.engine;
    const { beats } = this;
    this.beats = before;
    const at = this.time(node, this.lastHeard(node, now));
    this.stop(node);
    this.beats = beats;
    this.begin(node, at);
    if (at + beats.expiry >= now) return;
    // It is late already.
    this.cancel(node);
    this.lost.data[node] = 1;
    let next = Math.ceil((now - at) / beats.heartbeat);
    next = this.heard(node, next);
    this.good.data[node] = next - 1;
    this.plan(node, this.returnKind, this.time(node, next));
  }

  /** A node falls silent: where it was heard of (`begun`), the last heartbeat that arrived up to now ages. */
  silence(node: number, begun = true): void {
    const { now } = this.world.engine;
    this.silent.data[node] = 1;
    if (!begun) return;
    this.stop(node);
    // It may be long before the next one.
    if (this.lost.data[node] === 1) return;
    this.good.data[node] = this.lastHeard(node, now);
    this.plan(node, this.silentKind, this.time(node, this.good.data[node]) + this.beats.expiry);
  }

  /** It is back, and the first thing that it does is to say so, where anybody listens. */
  speak(node: number, begun: boolean): void {
    this.silent.data[node] = 0;
    if (!begun) return;
    this.begin(node, this.world.engine.now);
    this.arrived.data[node]++;
    this.told(node);
  }

  /** Number of the last heartbeat up to a time that arrived. */
  private lastHeard(node: number, time: number): number {
    let last = Math.floor((time - this.first.data[node]) / this.beats.heartbeat);
    while (last > 0 && this.isLost(node, last)) last--;
    return last;
  }

  private time(node: number, beat: number): number {
    return this.first.data[node] + beat * this.beats.heartbeat;
  }

  private isLost(node: number, beat: number): boolean {
    const { loss, relay_outages } = this.beats;
    if (loss > 0 && this.draw.uniform(node * BEATS + beat, 0) < loss) return true;
    if (relay_outages.length === 0) return false;
    const time = this.time(node, beat);
    for (const outage of relay_outages) if (time >= outage.at && time < outage.at + outage.for) return true;
    return false;
  }

  /** The first heartbeat from number `beat` on that arrives, or the first one beyond the horizon. */
  private heard(node: number, beat: number): number {
    let at = beat;
    while (this.time(node, at) <= this.horizon && this.isLost(node, at)) at++;
    return at;
  }

  /** Looks from the last heartbeat that arrived for the next gap that is too long, and waits for it. */
  private watch(node: number): void {
    const { loss, relay_outages, expiry } = this.beats;
    this.pending.data[node] = -1;
    if (loss === 0 && relay_outages.length === 0) return;
    let last = this.good.data[node];
    while (this.time(node, last) + expiry < this.horizon) {
      // Without loss only outages matter: the last heartbeat before the next one is the next of interest.
      if (loss === 0) last = Math.max(last, this.beforeOutage(node, this.time(node, last)));
      const next = this.heard(node, last + 1);
      if (this.time(node, next) > this.time(node, last) + expiry) {
        this.good.data[node] = last;
        this.plan(node, this.expireKind, this.time(node, last) + expiry);
        return;
      }
      last = next;
    }
  }

  /** Number of the last heartbeat before the first relay outage that ends after a time; without one, far beyond the horizon. */
  private beforeOutage(node: number, time: number): number {
    let at = this.horizon + 2 * this.beats.expiry;
    for (const outage of this.beats.relay_outages) if (outage.at + outage.for > time && outage.at < at) at = outage.at;
    return Math.ceil((at - this.first.data[node]) / this.beats.heartbeat) - 1;
  }

  private plan(node: number, kind: number, time: number): void {
    const { engine } = this.world;
    this.pending.data[node] = time > this.horizon ? -1 : engine.at(Math.max(time, engine.now), kind, node);
  }
}
