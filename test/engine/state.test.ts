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

  it.each([0, 3])(
    'take the row given back last before a new one, also after a snapshot (%i packed fields)',
    (fields) => {
      const make = () => {
        const store = new Store();
        const table = store.core('t', 1, fields);
        return { store, table, value: table.column('value', 'f64') };
      };
      const { store, table, value } = make();
      const ids = [0, 1, 2, 3].map((i) => {
        const id = table.take();
        value.data[id] = i;
        return id;
      });
      expect(ids).toEqual([0, 1, 2, 3].map((i) => i * table.stride));
      table.giveBack(ids[1]!);
      table.giveBack(ids[3]!);
      const copy = make();
      copy.store.restore(store.snapshot());
      for (const one of [table, copy.table]) {
        expect([one.take(), one.take(), one.take()]).toEqual([ids[3], ids[1], 4 * table.stride]);
        expect(one.rows).toBe(5);
      }
      // What it held is still there: the caller writes what it needs.
      expect(copy.value.data[ids[3]!]).toBe(3);
    },
  );

  it('set a row back to its fills', () => {
    const table = new Table('t');
    const a = table.column('a', 'i32', -1);
    table.add();
    a.data[0] = 5;
    table.clear(0);
    expect(a.data[0]).toBe(-1);
  });
});

describe('packed tables', () => {
  it('hold what ordinary ones hold, whatever is added, written and cleared', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('add' as const) }),
      fc.record({ do: fc.constant('clear' as const), row: fc.nat() }),
      // Five columns, of which three fit into a row; the others, and those made late, have arrays of their own.
      fc.record({ do: fc.constant('set' as const), row: fc.nat(), column: fc.nat(4), value: fc.integer() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const plain = new Table('plain');
        const packed = new Table('packed', 1, 3);
        const names = ['a', 'b', 'c', 'd', 'e'];
        const column = (table: Table, i: number) => table.column(names[i]!, 'f64', i === 1 ? 0 : i - 2);
        for (const table of [plain, packed]) column(table, 0);
        for (const one of steps) {
          if (one.do === 'add') {
            expect(packed.add()).toBe(plain.add() * packed.stride);
            continue;
          }
          if (plain.rows === 0) continue;
          const row = one.row % plain.rows;
          for (const table of [plain, packed])
            if (one.do === 'clear') table.clear(row * table.stride);
            else column(table, one.column).data[row * table.stride] = one.value;
        }
        expect([packed.stride, packed.rows]).toEqual([3, plain.rows]);
        for (let i = 0; i < 5; i++)
          for (let row = 0; row < plain.rows; row++)
            expect(column(packed, i).data[row * 3]).toBe(column(plain, i).data[row]);
      }),
    );
  });

  it('come back from a snapshot, into a table of another size too', () => {
    const build = () => {
      const store = new Store();
      const table = store.core('t', 1, 2);
      const columns = ['a', 'b', 'c'].map((name, i) => table.column(name, 'f64', -i));
      return { store, table, columns };
    };
    const from = build();
    for (let row = 0; row < 7; row++) {
      const id = from.table.add();
      from.columns.forEach((column, i) => {
        column.data[id] = row * 10 + i;
      });
    }
    const to = build();
    for (let row = 0; row < 20; row++) to.table.add();
    for (const column of to.columns) column.data.fill(99);
    to.store.restore(from.store.snapshot());
    expect(to.store.snapshot()).toEqual(from.store.snapshot());
    // What lies beyond is as if never written.
    const id = to.table.add();
    expect(to.columns.map((column) => column.data[id])).toEqual([-0, -1, -2]);
  });

  it('hold doubles only', () => {
    expect(() => new Table('t', 1, 2).column('a', 'i32')).toThrow('f64');
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
