import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { KeyedDraw } from '../../src/engine/keyed.ts';
import type { Snapshot, Store } from '../../src/engine/state.ts';
import { small } from '../support/store.ts';

/**
 * A little world whose whole state is in columns: tokens walk among places, some by lane, cancelling each other. `idle` kinds
 * are named between its own; `seed` draws by the event's number, so that nothing but the state decides.
 */
function world(options: { idle?: number; store?: Store; shuffle?: number } = {}) {
  const store = options.store ?? small('hop');
  const engine = new Engine(store, options.shuffle === undefined ? {} : { shuffle: options.shuffle });
  for (let i = 0; i < (options.idle ?? 0); i++) engine.kind(`idle ${i}`, () => {});
  const table = store.table('places', 1);
  const visits = table.column('visits', 'f64');
  const handle = table.column('handle', 'i32', -1);
  while (table.size < 5) table.add();
  const draw = new KeyedDraw('seed', 'walk');
  const chance = (attempt: number) => draw.uniform(engine.count, attempt);
  const hop = engine.kind('hop', (place) => walk(place));
  const lane = engine.lane('hop', 2, hop);
  const visit = engine.kind('visit', (place) => {
    handle.data[place] = -1;
    walk(place);
  });
  function walk(place: number): void {
    visits.data[place]!++;
    const to = Math.floor(chance(0) * 5);
    if (chance(1) < 0.4) engine.push(lane, to);
    else if (handle.data[to]! < 0) handle.data[to] = engine.after(Math.floor(chance(2) * 4), visit, to);
    else {
      engine.cancel(handle.data[to]!);
      handle.data[to] = -1;
      engine.push(lane, place);
    }
  }
  const start = () => {
    for (let i = 0; i < 5; i++) engine.push(lane, i);
  };
  const state = () => ({ visits: Array.from(visits.data.subarray(0, 5)), print: engine.fingerprint, now: engine.now });
  return { engine, store, start, state };
}

describe('run loop', () => {
  it('runs events of one instant by priority, then in order of scheduling', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ time: fc.nat(5), priority: fc.nat(100) }), { maxLength: 80 }), (events) => {
        const engine = new Engine(small());
        const ran: number[] = [];
        events.forEach(({ time, priority }, i) => {
          engine.at(
            time,
            engine.kind(`p${priority}`, (subject) => ran.push(subject), { priority }),
            i,
          );
        });
        engine.run(10);
        const expected = events
          .map((event, i) => ({ ...event, i }))
          .sort((a, b) => a.time - b.time || a.priority - b.priority || a.i - b.i)
          .map(({ i }) => i);
        expect(ran).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it('runs what is due at `until` itself, leaves later events, and puts the clock there', () => {
    const engine = new Engine(small());
    const ran: number[] = [];
    const kind = engine.kind('k', (subject) => ran.push(subject));
    engine.at(1, kind, 1);
    engine.at(2, kind, 2);
    engine.at(3, kind, 3);
    expect(engine.run(2)).toBe(2);
    expect([ran, engine.now, engine.pending]).toEqual([[1, 2], 2, 1]);
    expect(engine.run(2.5)).toBe(0);
    expect(engine.now).toBe(2.5);
  });

  it('stops after so many events, or when asked, with the clock at the last event', () => {
    const engine = new Engine(small());
    const kind = engine.kind('k', (subject) => {
      if (subject === 3) engine.stop();
    });
    for (let i = 1; i <= 5; i++) engine.at(i, kind, i);
    expect([engine.run(10, 2), engine.now]).toEqual([2, 2]);
    expect([engine.run(10), engine.now]).toEqual([1, 3]);
    expect([engine.run(10), engine.now]).toEqual([2, 10]);
  });

  it('ends by itself when nothing is pending, also without a horizon', () => {
    const engine = new Engine(small());
    engine.at(
      4,
      engine.kind('k', () => {}),
      0,
    );
    expect(engine.run(Infinity)).toBe(1);
    expect(engine.now).toBe(4);
  });

  it('refuses the past, NaN and priorities out of range', () => {
    const engine = new Engine(small());
    const kind = engine.kind('k', () => {});
    engine.run(5);
    expect(() => engine.at(4.9, kind, 0)).toThrow(RangeError);
    expect(() => engine.at(Number.NaN, kind, 0)).toThrow(RangeError);
    expect(() => engine.after(-1e-9, kind, 0)).toThrow(RangeError);
    for (const priority of [-1, 101, 0.5])
      expect(() => engine.kind('q', () => {}, { priority })).toThrow('integer from 0 to 100');
  });

  it('replaces the handler of a name and keeps its pending events', () => {
    const engine = new Engine(small());
    const log: string[] = [];
    const kind = engine.kind('k', () => log.push('old'));
    engine.at(1, kind, 0);
    expect(engine.kind('k', () => log.push('new'))).toBe(kind);
    engine.run(1);
    expect(log).toEqual(['new']);
  });

  it('cancels all events of a family of names', () => {
    const engine = new Engine(small());
    const log: string[] = [];
    const kinds = ['a/x', 'a/y', 'ab'].map((name) => engine.kind(name, () => log.push(name)));
    for (const kind of kinds) for (let i = 0; i < 3; i++) engine.at(i + 1, kind, i);
    expect(engine.cancelPrefix('a/')).toBe(6);
    engine.run(9);
    expect(log).toEqual(['ab', 'ab', 'ab']);
  });

  it('lets a handler cancel and schedule at its own instant while the entry that fired is still being replaced', () => {
    const engine = new Engine(small());
    const log: string[] = [];
    const handles: number[] = [];
    const victim = engine.kind('victim', (s) => log.push(`victim ${s}`));
    const again = engine.kind('again', (s) => log.push(`again ${s}`));
    const killer = engine.kind('killer', () => {
      log.push('killer');
      for (const handle of handles) engine.cancel(handle);
      engine.after(0, again, 1);
      engine.after(0, again, 2);
    });
    engine.at(1, killer, 0);
    // Enough that cancelling them compacts the heap in the middle of the killer.
    for (let i = 0; i < 200; i++) handles.push(engine.at(1, victim, i));
    engine.at(1, victim, 999);
    engine.run(2);
    expect(log).toEqual(['killer', 'victim 999', 'again 1', 'again 2']);
    expect(engine.pending).toBe(0);
  });
});

describe('snapshot', () => {
  it('continues to the same fingerprint from any event', () => {
    fc.assert(
      fc.property(fc.nat(400), (k) => {
        const whole = world();
        whole.start();
        whole.engine.run(Infinity, 500);
        const before = world();
        before.start();
        before.engine.run(Infinity, k);
        const saved: Snapshot = before.store.snapshot();
        const after = world();
        after.store.restore(saved);
        after.engine.run(Infinity, 500 - k);
        expect(after.state()).toEqual(whole.state());
        expect(after.engine.count).toBe(500);
      }),
      { numRuns: 40 },
    );
  });
});

describe('fingerprint', () => {
  const print = (script: (engine: Engine) => void, idle = 0): number => {
    const engine = new Engine(small());
    for (let i = 0; i < idle; i++) engine.kind(`idle ${i}`, () => {});
    script(engine);
    engine.run(100);
    return engine.fingerprint;
  };
  const base = (time: number, name: string, subject: number) => (engine: Engine) => {
    const kind = engine.kind(name, () => {});
    engine.at(1, kind, 0);
    engine.at(time, kind, subject);
  };

  it('tells apart any difference in time, kind or subject, by one bit too', () => {
    const prints = [
      print(base(2, 'k', 1)),
      print(base(2 + 2 ** -51, 'k', 1)),
      print(base(2, 'l', 1)),
      print(base(2, 'k', 2)),
      print(base(1, 'k', 1)),
    ];
    expect(new Set(prints).size).toBe(prints.length);
    expect(print(base(2, 'k', 1))).toBe(prints[0]);
  });

  it('depends on the order of events', () => {
    const order = (first: number, second: number) =>
      print((engine) => {
        const kind = engine.kind('k', () => {});
        engine.at(1, kind, first);
        engine.at(1, kind, second);
      });
    expect(order(1, 2)).not.toBe(order(2, 1));
  });

  it('does not depend on kinds that never fire', () => {
    expect(print(base(2, 'k', 1), 5)).toBe(print(base(2, 'k', 1)));
    const runs = [0, 3].map((idle) => {
      const run = world({ idle });
      run.start();
      run.engine.run(Infinity, 300);
      return run.state();
    });
    expect(runs[0]).toEqual(runs[1]);
  });
});

describe('shuffled ties', () => {
  /** Ten events of an instant, some concurrent, one cancelled by the first of them. */
  function ran(shuffle: number): { concurrent: number[]; ordered: number[]; all: string[] } {
    const engine = new Engine(small(), { shuffle });
    const concurrent: number[] = [];
    const ordered: number[] = [];
    const all: string[] = [];
    const noting = (name: string, subjects: number[]) => (subject: number) => {
      subjects.push(subject);
      all.push(`${engine.now} ${name}`);
    };
    const free = engine.kind('free', noting('free', concurrent), { concurrent: true });
    const strict = engine.kind('strict', noting('strict', ordered));
    for (let i = 0; i < 6; i++) engine.at(1, free, i);
    for (let i = 0; i < 6; i++) engine.at(2, strict, i);
    for (let i = 6; i < 12; i++) engine.at(3, free, i);
    engine.run(5);
    return { concurrent, ordered, all };
  }

  it('change the order of concurrent kinds only', () => {
    const plain = ran(0);
    const orders = new Set<string>();
    for (let shuffle = 1; shuffle <= 20; shuffle++) {
      const { concurrent, ordered, all } = ran(shuffle);
      expect(ordered).toEqual(plain.ordered);
      expect(all).toEqual(plain.all);
      expect(concurrent.slice(0, 6).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
      orders.add(concurrent.join());
    }
    expect(orders.size).toBeGreaterThan(15);
  });

  it('run everything that plain order runs, lanes and cancellations included', () => {
    // The walk draws by the number of events so far, so its course may differ, but none may get lost or run twice.
    for (let shuffle = 1; shuffle <= 10; shuffle++) {
      const run = world({ shuffle });
      run.start();
      expect(run.engine.run(200)).toBe(run.engine.count);
      const { visits } = run.state();
      expect(visits.reduce((a, b) => a + b, 0)).toBe(run.engine.count);
    }
  });

  it('do not run an event that another of its instant has cancelled', () => {
    for (let shuffle = 1; shuffle <= 20; shuffle++) {
      const engine = new Engine(small(), { shuffle });
      const handles: number[] = [];
      let ran = 0;
      const kind = engine.kind(
        'k',
        (s) => {
          ran++;
          if (handles[1 - s]! >= 0) engine.cancel(handles[1 - s]!);
          handles[0] = -1;
          handles[1] = -1;
        },
        { concurrent: true },
      );
      handles.push(engine.at(1, kind, 0), engine.at(1, kind, 1));
      engine.run(2);
      expect([ran, engine.pending]).toEqual([1, 0]);
    }
  });

  it('keep the count of what is pending when the cancelling compacts the list', () => {
    for (let shuffle = 1; shuffle <= 5; shuffle++) {
      const engine = new Engine(small(), { shuffle });
      const later = engine.kind('later', () => {});
      const doomed: number[] = [];
      const kind = engine.kind(
        'k',
        (s) => {
          for (const handle of doomed.splice(0)) if (handle !== mine[s]) engine.cancel(handle);
        },
        { concurrent: true },
      );
      const mine = [engine.at(1, kind, 0), engine.at(1, kind, 1)];
      doomed.push(...mine);
      for (let i = 0; i < 200; i++) doomed.push(engine.at(5, later, i));
      engine.at(6, later, 0);
      engine.run(2);
      expect(engine.pending).toBe(1);
    }
  });
});
