import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { Streams } from '../../src/engine/alea.ts';
import { Store } from '../../src/engine/state.ts';
import { correlation } from './chance.ts';

describe('entity streams', () => {
  it('are bit-equal to seedrandom.alea(seed).double(), interleaved and out of order', () => {
    const set = new Streams(new Store(), 'master').stream('outages');
    const entities = [3, 0, 17, 1];
    const own = entities.map((entity) => seedrandom.alea(`master/outages/${entity}`));
    for (let round = 0; round < 500; round++)
      entities.forEach((entity, i) => {
        if ((round + i) % 3 !== 0) expect(set.next(entity)).toBe(own[i]!.double());
      });
  });

  it('continue after a snapshot is restored into another store, unseeded ones included', () => {
    const first = new Store();
    const set = new Streams(first, 's').stream('entry');
    for (let i = 0; i < 10; i++) set.next(5);
    const snapshot = first.snapshot();
    const second = new Store();
    const resumed = new Streams(second, 's').stream('entry');
    second.restore(snapshot);
    for (const entity of [5, 2, 9, 5, 5, 2]) expect(resumed.next(entity)).toBe(set.next(entity));
  });

  it('are the same from two handles, and differ by master, name and entity', () => {
    const streams = new Streams(new Store(), 'm');
    const first = streams.stream('a').next(0);
    const oracle = seedrandom.alea('m/a/0');
    expect(first).toBe(oracle.double());
    expect(streams.stream('a').next(0)).toBe(oracle.double());
    const firsts = new Set([first]);
    firsts.add(streams.stream('a').next(1));
    firsts.add(streams.stream('b').next(0));
    firsts.add(new Streams(new Store(), 'n').stream('a').next(0));
    expect(firsts.size).toBe(4);
  });

  it('refuse an entity that is no index', () => {
    const set = new Streams(new Store(), 'm').stream('a');
    expect(() => set.next(-1)).toThrow(RangeError);
    expect(() => set.next(1.5)).toThrow(RangeError);
  });

  it('of sibling names and sibling entities are uncorrelated over 1,000 master seeds', () => {
    const names = ['outages', 'entry', 'revision', 'a', 'b'];
    const series: number[][] = [];
    const draws = 3;
    for (let master = 0; master < 1000; master++) {
      const streams = new Streams(new Store(), String(master));
      let k = 0;
      for (const name of names)
        for (const entity of [0, 1]) {
          const set = streams.stream(name);
          for (let draw = 0; draw < draws; draw++) {
            series[k] ??= [];
            series[k++]!.push(set.next(entity));
          }
        }
    }
    const worst = Math.max(...series.flatMap((x, i) => series.slice(0, i).map((y) => Math.abs(correlation(x, y)))));
    expect(worst).toBeLessThan(4 / Math.sqrt(1000));
  });

  it('have the mean, variance and spread of a uniform', () => {
    const set = new Streams(new Store(), 'spread').stream('x');
    const n = 20_000;
    const cells = new Float64Array(100);
    let sum = 0;
    let inside = true;
    for (let i = 0; i < n; i++) {
      const u = set.next(0);
      inside = inside && u > 0 && u < 1;
      sum += u;
      cells[Math.floor(u * 100)]!++;
    }
    expect(inside).toBe(true);
    expect(Math.abs(sum / n - 0.5)).toBeLessThan(4 / Math.sqrt(12 * n));
    const chi2 = cells.reduce((s, c) => s + (c - n / 100) ** 2 / (n / 100), 0);
    expect(chi2).toBeLessThan(99 + 4 * Math.sqrt(2 * 99));
  });
});
