/**
 * How does simulated time go on? The engine holds the clock and the pending events and calls one
 * numbered handler per event until a horizon. It knows nothing of what the events mean.
 *
 * - `kind(name, handler)` numbers a handler; asking again for a name replaces its handler, which is how
 *   a rule is bound anew after a change or a resume while its pending events stay.
 * - Events of one instant run by priority class, then in the order in which they were scheduled.
 * - A 32-bit fingerprint over (time, kind, subject) of every event runs always: two runs that differ
 *   anywhere differ there. It hashes the kind's name, so that adding an idle rule does not change it.
 * - `shuffle` is a test mode: events of kinds declared `concurrent` that fall on one instant run in random order.
 */
import { CLASS, DEAD, EventList } from './events.ts';
import { Lane } from './lanes.ts';
import type { F64, Store } from './state.ts';

export type Handler = (subject: number) => void;

export interface KindOptions {
  /** Rank among events of one instant, 0 (first) to 100 (last); default 50. */
  priority?: number;
  /** True when the order among events of one instant of such kinds must not change any reported result. */
  concurrent?: boolean;
}

const DEFAULT_PRIORITY = 50;

/** 32-bit FNV-1a of a name: what stands for a kind in the fingerprint. */
function nameHash(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return h;
}

export class Engine {
  readonly store: Store;
  private readonly events: EventList;
  private readonly names: string[] = [];
  private readonly handlers: Handler[] = [];
  private readonly classes: number[] = [];
  private readonly hashes: number[] = [];
  private readonly concurrent: boolean[] = [];
  private readonly byName = new Map<string, number>();
  private readonly lanes = new Map<string, Lane>();
  /** Per kind, the lane whose head it stands for, if it is one. */
  private readonly laneOf: (Lane | undefined)[] = [];
  private readonly laneTarget: number[] = [];
  /** [0] clock (s), [1] next sequence number, [2] events run, [3] fingerprint, [4] 1 = stop asked for. */
  private readonly cells: F64;
  /** Kind and subject of the event under way, for messages. */
  private handledKind = -1;
  private handledSubject = 0;
  private readonly timeBits = new Float64Array(1);
  private readonly timeWords = new Uint32Array(this.timeBits.buffer);
  /** State of the shuffling generator; 0 when ties are not shuffled. Test mode only, not part of a snapshot. */
  private shuffleState: number;

  constructor(store: Store, options: { shuffle?: number } = {}) {
    this.store = store;
    this.events = new EventList(store);
    const cells = store.cells('engine/cells', 5);
    this.cells = cells.column('value', 'f64');
    this.shuffleState = options.shuffle ?? 0;
  }

  /** Simulated seconds since the start of the run. */
  get now(): number {
    return this.cells.data[0];
  }

  /** Events run so far. */
  get count(): number {
    return this.cells.data[2];
  }

  get fingerprint(): number {
    return this.cells.data[3] >>> 0;
  }

  get pending(): number {
    return this.events.pending;
  }

  /** The event under way or last run, for messages: its kind, subject, and place in the run. */
  get handled(): string {
    return this.handledKind < 0
      ? 'none yet'
      : `${this.names[this.handledKind]} ${this.handledSubject} (number ${this.count})`;
  }

  /** Numbers a handler under a name; the same name again replaces the handler and keeps the number. */
  kind(name: string, handler: Handler, options: KindOptions = {}): number {
    const known = this.byName.get(name);
    const kind = known ?? this.names.length;
    const priority = options.priority ?? DEFAULT_PRIORITY;
    if (!Number.isInteger(priority) || priority < 0 || priority > 100)
      throw new RangeError(`priority of event kind ${name} must be an integer from 0 to 100`);
    this.byName.set(name, kind);
    this.names[kind] = name;
    this.handlers[kind] = handler;
    this.classes[kind] = priority * CLASS;
    this.hashes[kind] = nameHash(name);
    this.concurrent[kind] = options.concurrent ?? false;
    this.laneOf[kind] ??= undefined;
    return kind;
  }

  /** Schedules an event at a time not before now; returns the handle for `cancel`. */
  at(time: number, kind: number, subject: number): number {
    const cells = this.cells.data;
    if (!(time >= cells[0])) throw new RangeError(`event ${this.names[kind]} at ${time}, before now (${cells[0]})`);
    return this.events.push(time, this.classes[kind] + cells[1]++, kind, subject);
  }

  /** Schedules an event `delay` seconds from now (>= 0). */
  after(delay: number, kind: number, subject: number): number {
    return this.at(this.cells.data[0] + delay, kind, subject);
  }

  cancel(handle: number): void {
    this.events.cancel(handle);
  }

  /** Cancels all pending events of the kinds whose names begin so (lanes aside); returns how many. */
  cancelPrefix(prefix: string): number {
    return this.events.cancelWhere((kind) => this.names[kind].startsWith(prefix));
  }

  /** Names of all kinds in order of their numbers: a snapshot is good only for an engine with the same. */
  get kinds(): readonly string[] {
    return this.names;
  }

  /** The lane of that name: events of `kind`, each due `delay` seconds after it is pushed. */
  lane(name: string, delay: number, kind: number): Lane {
    let lane = this.lanes.get(name);
    if (!lane) {
      lane = new Lane(
        this.store,
        name,
        delay,
        this.kind(`lane ${name}`, () => {}),
      );
      this.lanes.set(name, lane);
      this.laneOf[lane.kind] = lane;
    }
    lane.delay = delay;
    this.laneTarget[lane.kind] = kind;
    this.classes[lane.kind] = this.classes[kind];
    return lane;
  }

  /** Puts an event into a lane; returns the handle for `cancelLane`. A lane's times never decrease. */
  push(lane: Lane, subject: number): number {
    if (subject < 0) throw new RangeError(`lane ${lane.name}: a subject is at least 0`);
    const cells = this.cells.data;
    let time = cells[0] + lane.delay;
    // After a change that shortened the delay, entries made before it still come first.
    if (lane.tail > lane.head) time = Math.max(time, lane.timeAt(lane.tail - 1));
    const order = this.classes[lane.kind] + cells[1]++;
    const empty = lane.head === lane.tail;
    const position = lane.append(time, order, subject);
    if (empty) lane.slot = this.events.push(time, order, lane.kind, 0);
    return position;
  }

  cancelLane(lane: Lane, position: number): void {
    lane.kill(position);
  }

  /** Asks the run loop to return after the event that is being handled. */
  stop(): void {
    this.cells.data[4] = 1;
  }

  /**
   * Runs events in order up to and including time `until`, or at most `limit` events; then the clock stands
   * at `until` (when the limit or `stop` ended it, at the last event). Returns the number of events run.
   */
  run(until: number, limit = Infinity): number {
    const { events, handlers, laneOf } = this;
    const cells = this.cells.data;
    const first = cells[2];
    cells[4] = 0;
    let left = limit;
    while (left > 0) {
      const time = events.nextTime;
      // An empty list says Infinity, which a run without a horizon would otherwise take for an event's time.
      if (!(time <= until) || time === Infinity) {
        if (Number.isFinite(until)) cells[0] = until;
        break;
      }
      if (this.shuffleState !== 0) {
        this.runInstant();
      } else {
        const slot = events.nextSlot;
        const kind = events.kindAt(slot);
        if (kind === DEAD) {
          events.dropDead(slot);
          continue;
        }
        const lane = laneOf[kind];
        if (lane !== undefined) {
          if (!this.fireLane(lane, kind, slot, time)) continue;
        } else {
          const subject = events.subjectAt(slot);
          events.openHole(slot);
          this.stamp(time, kind, subject);
          handlers[kind](subject);
          events.closeHole();
        }
      }
      if (cells[4] !== 0) break;
      left--;
    }
    return cells[2] - first;
  }

  /** Runs the head of a lane and lets its next live entry take the head's place in the heap; false if it was dead. */
  private fireLane(lane: Lane, headKind: number, slot: number, time: number): boolean {
    const subject = lane.subjectAt(lane.head);
    if (lane.advance()) {
      this.events.replaceTop(lane.timeAt(lane.head), lane.orderAt(lane.head), slot);
    } else {
      this.events.pop();
      this.events.release(slot);
    }
    if (subject < 0) return false;
    const kind = this.laneTarget[headKind];
    this.stamp(time, kind, subject);
    this.handlers[kind](subject);
    return true;
  }

  /** Moves the clock, counts the event and folds it into the fingerprint. */
  private stamp(time: number, kind: number, subject: number): void {
    const cells = this.cells.data;
    this.timeBits[0] = time;
    const words = this.timeWords;
    let h = (cells[3] | 0) ^ words[0];
    h = Math.imul((h << 13) | (h >>> 19), 0x85ebca6b) ^ words[1];
    h = Math.imul((h << 15) | (h >>> 17), 0xc2b2ae35) ^ this.hashes[kind];
    h = Math.imul((h << 11) | (h >>> 21), 0x27d4eb2f) ^ subject;
    h = Math.imul(h ^ (h >>> 15), 0x165667b1);
    cells[0] = time;
    cells[2]++;
    cells[3] = h | 0;
    this.handledKind = kind;
    this.handledSubject = subject;
  }

  /** Shuffled-ties mode: takes the run of concurrent events at the head of this instant and class, runs them in random order. */
  private runInstant(): void {
    const { events } = this;
    const time = events.nextTime;
    const priority = Math.floor(events.nextOrder / CLASS);
    const batch: { kind: number; subject: number; slot: number; lane?: Lane; position: number }[] = [];
    while (events.nextTime === time && Math.floor(events.nextOrder / CLASS) === priority) {
      const slot = events.nextSlot;
      const head = events.kindAt(slot);
      if (head === DEAD) {
        events.dropDead(slot);
        continue;
      }
      const lane = this.laneOf[head];
      const kind = lane ? this.laneTarget[head] : head;
      if (batch.length > 0 && !this.concurrent[kind]) break;
      if (lane) {
        // The ring's entry stays readable after the head has moved on, until it is overwritten.
        const subject = lane.subjectAt(lane.head);
        const position = lane.head;
        if (lane.advance()) events.replaceTop(lane.timeAt(lane.head), lane.orderAt(lane.head), slot);
        else {
          events.pop();
          events.release(slot);
        }
        if (subject < 0) continue;
        batch.push({ kind, subject, slot: -1, lane, position });
      } else {
        events.pop();
        batch.push({ kind, subject: events.subjectAt(slot), slot, position: 0 });
      }
      if (!this.concurrent[kind]) break;
    }
    for (let i = batch.length - 1; i > 0; i--) {
      const j = this.shuffleDraw() % (i + 1);
      [batch[i], batch[j]] = [batch[j], batch[i]];
    }
    for (const event of batch) {
      // An event may have been cancelled by one that ran before it in this instant; its slot is then DEAD.
      if (event.slot >= 0) {
        const cancelled = events.kindAt(event.slot) === DEAD;
        events.release(event.slot);
        if (cancelled) {
          events.forgetDead();
          continue;
        }
      }
      this.stamp(time, event.kind, event.subject);
      this.handlers[event.kind](event.subject);
    }
  }

  /** xorshift32: only ever decides in which order a test runs concurrent events. */
  private shuffleDraw(): number {
    let x = this.shuffleState | 0;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.shuffleState = x === 0 ? 1 : x;
    return x >>> 0;
  }
}
