import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/results/hash.ts';
import { type Columns, printTable, readTable } from '../../src/results/table.ts';

interface Row {
  name: string;
  value: number;
  maybe: number | null;
}
const COLUMNS: Columns<Row> = { name: 'text', value: 'number', maybe: 'number?' };
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

test('every double and every text reads back as it was', () => {
  const row = fc.record({ name: fc.string({ unit: 'grapheme' }), value: number, maybe: fc.option(number) });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
      expect(readTable(COLUMNS, printTable(COLUMNS, rows), 'x.csv')).toEqual(rows);
    }),
  );
});

test('a missing column is named', () => {
  expect(() => readTable(COLUMNS, 'name,value\na,1\n', 'x.csv')).toThrow('x.csv, row 1, maybe: no such column');
});

test('canonical JSON does not depend on the order of keys', () => {
  expect(canonicalJson({ b: [{ y: 1, x: undefined }], a: null })).toBe('{"a":null,"b":[{"y":1}]}');
  expect(canonicalJson({ a: null, b: [{ y: 1 }] })).toBe('{"a":null,"b":[{"y":1}]}');
});
