import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import type { Store } from '../../src/engine/state.ts';
import { small } from '../support/store.ts';

/** A plan: at each instant, so many time-outs begin, and which of those still open are cancelled. */
const plan = fc.array(
  fc.record({ at: fc.nat(20), lane: fc.nat(1), cancel: fc.array(fc.nat(), { maxLength: 2 }), other: fc.boolean() }),
  { maxLength: 60 },
);
type Plan = { at: number; lane: number; cancel: number[]; other: boolean }[];

/** What fires when, with the time-outs in lanes or as events of the heap. */
function fired(steps: Plan, way: 'lanes' | 'heap'): { log: string[]; fingerprint: number; count: number } {
  const log: string[] = [];
  const delays = [3, 5];
  function build(store: Store) {
    const engine = new Engine(store);
    const open = new Set<number>();
    const handles = new Map<number, number>();
    const timeouts = delays.map((_, lane) =>
      engine.kind(`timeout ${lane}`, (subject) => {
        open.delete(subject);
        log.push(`${engine.now} timeout ${lane} ${subject}`);
      }),
    );
    const lanes = way === 'lanes' ? delays.map((delay, i) => engine.lane(`l${i}`, delay, timeouts[i]!)) : [];
    const other = engine.kind('other', (subject) => log.push(`${engine.now} other ${subject}`));
    const laneOf = (subject: number) => steps[subject]!.lane;
    const step = engine.kind('step', (i) => {
      const { lane, cancel } = steps[i]!;
      if (steps[i]!.other) engine.after(delays[lane]!, other, i);
      handles.set(i, way === 'lanes' ? engine.push(lanes[lane]!, i) : engine.after(delays[lane]!, timeouts[lane]!, i));
      open.add(i);
      for (const which of cancel) {
        const candidates = [...open];
        const gone = candidates[which % candidates.length];
        if (gone === undefined) continue;
        open.delete(gone);
        if (way === 'lanes') engine.cancelLane(lanes[laneOf(gone)]!, handles.get(gone)!);
        else engine.cancel(handles.get(gone)!);
      }
    });
    return { engine, step };
  }
  const store = small('l0', 'l1');
  const { engine, step } = build(store);
  steps.forEach((s, i) => {
    engine.at(s.at, step, i);
  });
  engine.run(30);
  return { log, fingerprint: engine.fingerprint, count: engine.count };
}

describe('lanes', () => {
  it('fire what plain events would, in the same order, whatever is cancelled', () => {
    fc.assert(
      fc.property(plan, (steps) => {
        expect(fired(steps, 'lanes')).toEqual(fired(steps, 'heap'));
      }),
      { numRuns: 150 },
    );
  });

  it('hold a million time-outs with one entry in the heap', () => {
    const store = small('l');
    const engine = new Engine(store);
    let fires = 0;
    const kind = engine.kind('timeout', () => fires++);
    const lane = engine.lane('l', 10, kind);
    for (let i = 0; i < 100_000; i++) engine.push(lane, i);
    expect(engine.pending).toBe(1);
    engine.run(10);
    expect(fires).toBe(100_000);
  });

  it('fire in order when the delay is shortened, and keep what was pushed before', () => {
    const engine = new Engine(small('l'));
    const log: [number, number][] = [];
    const kind = engine.kind('timeout', (subject) => log.push([engine.now, subject]));
    const lane = engine.lane('l', 10, kind);
    engine.push(lane, 1);
    engine.lane('l', 2, kind);
    engine.push(lane, 2);
    engine.run(9);
    engine.push(lane, 3);
    engine.run(20);
    // 2 may not overtake 1 in a lane; 3 has its own delay again.
    expect(log).toEqual([
      [10, 1],
      [10, 2],
      [11, 3],
    ]);
  });

  it('refuse to cancel what has fired or was cancelled', () => {
    const engine = new Engine(small('l'));
    const lane = engine.lane(
      'l',
      1,
      engine.kind('timeout', () => {}),
    );
    const fires = engine.push(lane, 0);
    const goes = engine.push(lane, 1);
    engine.cancelLane(lane, goes);
    expect(() => engine.cancelLane(lane, goes)).toThrow('not pending');
    engine.run(2);
    expect(engine.count).toBe(1);
    expect(() => engine.cancelLane(lane, fires)).toThrow('not pending');
    expect(() => engine.cancelLane(lane, 5)).toThrow('not pending');
  });

  it('count a cancelled head neither as an event nor against a limit', () => {
    const engine = new Engine(small('l'));
    const log: number[] = [];
    const lane = engine.lane(
      'l',
      1,
      engine.kind('timeout', (subject) => log.push(subject)),
    );
    const first = engine.push(lane, 0);
    engine.push(lane, 1);
    engine.cancelLane(lane, first);
    expect(engine.run(5, 1)).toBe(1);
    expect(log).toEqual([1]);
  });

  it('rank their events by the priority of their kind', () => {
    const engine = new Engine(small('l'));
    const log: string[] = [];
    const late = engine.kind('late', () => log.push('late'), { priority: 70 });
    const soon = engine.kind('soon', () => log.push('soon'), { priority: 20 });
    const lane = engine.lane('l', 1, late);
    engine.push(lane, 0);
    engine.at(1, soon, 0);
    engine.run(1);
    expect(log).toEqual(['soon', 'late']);
  });
});
