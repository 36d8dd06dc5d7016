import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameBuild, thisBuild } from '../../../src/experiment/task/build.ts';
import { fromWire, toWire } from '../../../src/experiment/task/wire.ts';

test('what travels arrives to the bit, NaN, infinities and minus zero among it', () => {
  const numbers = {
    nothing: Number.NaN,
    ever: Number.POSITIVE_INFINITY,
    never: Number.NEGATIVE_INFINITY,
    zeros: [0, -0],
  };
  expect(fromWire(toWire(numbers))).toStrictEqual(numbers);
  const tree = fc.letrec((tie) => ({
    tree: fc.oneof(
      fc.double(),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('tree')),
      fc.dictionary(fc.string(), tie('tree'), { noNullPrototype: true }),
    ),
  })).tree;
  fc.assert(
    fc.property(tree, (value) => {
      expect(toWire(value)).not.toContain('\n');
      expect(fromWire(toWire(value))).toStrictEqual(value);
    }),
  );
});

test('what no wire wrote is no number', () => {
  expect(() => fromWire('{"$number":"12"}')).toThrow(SyntaxError);
});

test('builds go together where version, form of results and, as far as known, the commit are the same', () => {
  const build = { version: '1.0.0', format: 'f/1', commit: 'abc' };
  expect(sameBuild(thisBuild(), thisBuild())).toBe(true);
  expect(sameBuild(build, { ...build, commit: null })).toBe(true);
  expect(sameBuild(build, { ...build, commit: 'def' })).toBe(false);
  expect(sameBuild(build, { ...build, version: '1.0.1' })).toBe(false);
  expect(sameBuild(build, { ...build, format: 'f/2' })).toBe(false);
});
