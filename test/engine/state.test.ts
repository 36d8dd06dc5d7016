import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Store, Table } from '../../src/engine/state.ts';

describe('tables', () => {
  it('start with room for one row and keep their values while they grow', () => {
    const table = new Table('t');
    expect(table.capacity).toBe(1);
    const value = table.column('value', 'f64');
    const flag = table.column('flag', 'i32', -1);
    for (let i = 0; i < 1000; i++) {
      const row = table.add();
      value.data[row] = i;
    }
    expect(table.size).toBe(1000);
    expect(Array.from(value.data.subarray(0, 1000))).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(flag.data.every((x) => x === -1)).toBe(true);
  });

  it('give a column made late the length of the others and its fill', () => {
    const table = new Table('t');
    for (let i = 0; i < 10; i++) table.add();
    const late = table.column('late', 'f64', 3);
    expect(Array.from(late.data.subarray(0, 10))).toEqual(Array(10).fill(3));
  });

  it('refuse a column of another type or fill under a name that is taken', () => {
    const table = new Table('t');
    table.column('a', 'f64');
    expect(() => table.column('a', 'i32')).toThrow('t.a');
    expect(() => table.column('a', 'f64', 1)).toThrow('t.a');
    expect(table.column('a', 'f64')).toBe(table.column('a', 'f64'));
  });

  it('set a row back to its fills', () => {
    const table = new Table('t');
    const a = table.column('a', 'i32', -1);
    table.add();
    a.data[0] = 5;
    table.clear(0);
    expect(a.data[0]).toBe(-1);
  });
});

describe('snapshot', () => {
  it('restores every value into a store of its own, and later changes touch neither', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true })),
        fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
        (a, b) => {
          const store = new Store();
          const doubles = store.table('d').column('x', 'f64', 7);
          const ints = store.table('i').column('x', 'i32', -1);
          const put = (column: { data: { [row: number]: number } }, table: string, x: number) => {
            const row = store.table(table).add();
            column.data[row] = x;
          };
          for (const x of a) put(doubles, 'd', x);
          for (const x of b) put(ints, 'i', x);
          const saved = store.snapshot();
          const copy = new Store();
          const own = copy.table('d').column('x', 'f64', 7);
          for (let i = 0; i < 3; i++) copy.table('d').add();
          own.data.fill(99);
          copy.restore(saved);
          expect(copy.snapshot()).toEqual(saved);
          // Rows beyond the restored ones are as if they had never been written.
          expect(own.data.subarray(a.length).every((x) => x === 7)).toBe(true);
          if (a.length > 0) doubles.data[0] = doubles.data[0]! === 1 ? 2 : 1;
          expect(copy.snapshot()).toEqual(saved);
        },
      ),
      { numRuns: 50 },
    );
  });
});
