/** Is a slip of the keyboard recognized, and a different word left alone? */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance, oneOf, suggestion } from '../../src/language/suggestion.ts';

describe('edit distance', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['unifrom', 'uniform', 1],
    ['', 'abc', 3],
    ['same', 'same', 0],
    ['ca', 'abc', 3],
  ])('from %s to %s is %d', (a, b, distance) => expect(editDistance(a, b)).toBe(distance));

  it('is symmetric, and 0 only for equal words', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});

describe('suggestion', () => {
  it('finds the nearest name within a third of the length', () => {
    expect(suggestion('unifrom', ['sticky', 'uniform'])).toBe('uniform');
    expect(suggestion('Uniform', ['uniform'])).toBe('uniform');
    expect(suggestion('x', ['y'])).toBe('y');
    expect(suggestion('poisson', ['trace', 'closed'])).toBeUndefined();
  });

  it('ends a message, or adds nothing', () => {
    expect(didYouMean('clinets', ['clients'])).toBe('; did you mean "clients"?');
    expect(didYouMean('zebra', ['clients'])).toBe('');
    expect(oneOf(['a', 'b'])).toBe('one of a, b');
    expect(oneOf(['a'])).toBe('a');
    expect(oneOf([])).toBe('nothing (there is none)');
  });
});
