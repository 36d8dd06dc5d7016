import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventList } from '../../src/engine/events.ts';
import { refuted } from '../support/refuted.ts';
import { small } from '../support/store.ts';

/** What is done to the list: push at a time (few different ones, so that many are equal; any one; never), cancel one, pop one. */
const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('push' as const), time: fc.nat(12) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('push' as const), time: fc.double({ min: 0, max: 1e6, noNaN: true }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('push' as const), time: fc.constant(Infinity) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pop' as const) }) },
);

interface Entry {
  time: number;
  order: number;
  handle: number;
  subject: number;
}

/** The list under test, driven as the engine drives it; the earliest live event leaves. */
function take(list: EventList): { time: number; kind: number; subject: number } | undefined {
  while (list.size > 0) {
    const time = list.nextTime;
    const slot = list.nextSlot;
    const kind = list.kindAt(slot);
    const subject = list.subjectAt(slot);
    if (kind < 0) {
      list.dropDead(slot);
      continue;
    }
    list.pop();
    list.release(slot);
    return { time, kind, subject };
  }
  return undefined;
}

/** Entries at which the list lays out its buckets: few, so that the short runs of these tests come to them. */
const CROWDED = 8;

/** Runs the actions against the list and against a plain sorted array; throws where they differ. */
function agree(actions: readonly { do: string; time?: number; which?: number }[], ordered = true, copy = false): void {
  let store = small();
  let list = new EventList(store, CROWDED);
  const model: Entry[] = [];
  let next = 0;
  const pop = () => {
    model.sort((a, b) => a.time - b.time || (ordered ? a.order - b.order : b.order - a.order));
    const expected = model.shift();
    const got = take(list);
    if (got?.subject !== expected?.subject || got?.time !== expected?.time)
      throw new Error(`took ${got?.subject} at ${got?.time}, not ${expected?.subject} at ${expected?.time}`);
  };
  for (const step of actions) {
    if (copy) {
      const state = store.snapshot();
      store = small();
      store.restore(state);
      list = new EventList(store, CROWDED);
    }
    if (step.do === 'push') {
      const subject = next++;
      const handle = list.push(step.time!, subject, 7, subject);
      model.push({ time: step.time!, order: subject, handle, subject });
    } else if (step.do === 'cancel' && model.length > 0) {
      const [gone] = model.splice(step.which! % model.length, 1);
      list.cancel(gone!.handle);
    } else if (step.do === 'pop') pop();
    if (list.pending !== model.length) throw new Error(`${list.pending} pending, not ${model.length}`);
  }
  while (model.length > 0) pop();
  if (take(list)) throw new Error('an event is left');
}

describe('event list', () => {
  it('gives events in order of time, then of scheduling, whatever is pushed, cancelled and popped', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 300 }), (actions) => agree(actions)),
      { numRuns: 150 },
    );
  });

  it('does so too when it is copied and restored after every step', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => agree(actions, true, true)),
      { numRuns: 40 },
    );
  });

  it('is held to stability by this check: the opposite order at ties is refused', () => {
    const wrong = fc.property(fc.array(action, { maxLength: 300 }), (actions) => agree(actions, false));
    expect(refuted(wrong)).toBe(true);
  });

  it.each([
    ['exponential delays', (u: number) => -Math.log(1 - u)],
    ['delays of two scales', (u: number) => (u < 0.9 ? u * 1e-3 : u * 1e6)],
    ['one delay for all', () => 1],
    ['mostly one delay', (u: number) => (u < 0.8 ? 1 : u)],
  ])('holds 3,000 events in order through 30,000 of them: %s', (_, delay) => {
    const list = new EventList(small(), CROWDED);
    const u = Float64Array.from({ length: 33_000 }, (_, i) => ((i * 2654435761) % 4294967296) / 4294967296);
    for (let i = 0; i < 3000; i++) list.push(delay(u[i]!), i, 0, i);
    let time = 0;
    let order = -1;
    for (let i = 3000; i < 33_000; i++) {
      const slot = list.nextSlot;
      const later = list.nextTime > time || (list.nextTime === time && list.nextOrder > order);
      if (!later) throw new Error(`${list.nextTime} (${list.nextOrder}) after ${time} (${order})`);
      time = list.nextTime;
      order = list.nextOrder;
      list.openHole(slot);
      list.push(time + delay(u[i]!), i, 0, i);
      list.closeHole();
    }
    expect(list.pending).toBe(3000);
    expect(new Set(Array.from({ length: 3000 }, () => take(list)!.subject)).size).toBe(3000);
    expect(take(list)).toBeUndefined();
  });

  it('keeps 5,000 events of one instant in order of scheduling', () => {
    const list = new EventList(small());
    for (let i = 0; i < 5000; i++) list.push(1, i, 0, i);
    const taken = Array.from({ length: 5000 }, () => take(list)!.subject);
    expect(taken).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  });

  it('ranks by order before handle at equal times: a priority class goes first', () => {
    const list = new EventList(small());
    list.push(5, 2 ** 46 * 50, 0, 1);
    list.push(5, 2 ** 46 * 40 + 1, 0, 2);
    expect([take(list)!.subject, take(list)!.subject]).toEqual([2, 1]);
  });

  it('compacts when half is dead: memory follows the live events, not the cancelled ones', () => {
    const list = new EventList(small());
    let handles: number[] = [];
    for (let round = 0; round < 50; round++) {
      handles = Array.from({ length: 1000 }, (_, i) => list.push(1000 + round, round * 1000 + i, 0, i));
      for (const handle of handles) list.cancel(handle);
      expect(list.pending).toBe(0);
      expect(list.size).toBeLessThan(1200);
    }
    expect(take(list)).toBeUndefined();
  });

  it('refuses to cancel what was cancelled, popped or never pushed', () => {
    const list = new EventList(small());
    const handle = list.push(1, 0, 0, 0);
    list.cancel(handle);
    expect(() => list.cancel(handle)).toThrow('not pending');
    list.push(2, 1, 0, 1);
    take(list);
    expect(() => list.cancel(handle)).toThrow('not pending');
    expect(() => list.cancel(99)).toThrow('not pending');
    expect(list.pending).toBe(0);
  });
});
