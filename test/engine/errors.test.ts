/** Does a broken invariant say what is broken, and when, once the run loop knows? */
import { describe, expect, it } from 'vitest';
import { InvariantError, RunInputError } from '../../src/engine/errors.ts';

describe('InvariantError', () => {
  it('names event, time and seed, as far as they are known', () => {
    const bare = new InvariantError('the supply is 3 units short');
    expect(bare.message).toBe('the supply is 3 units short');
    expect(new InvariantError('x', { time: 0 }).message).toBe('x (time 0 s)');
    expect(bare.at({ event: 'epoch 4', time: 60, seed: '1/2' }).message).toBe(
      'the supply is 3 units short (event epoch 4, time 60 s, seed 1/2)',
    );
  });

  it('keeps what it knew first, and its cause', () => {
    const inner = new InvariantError('x', { event: 'block', time: 1 });
    const outer = inner.at({ event: 'other', time: 2, seed: 's' });
    expect(outer).toMatchObject({
      reason: 'x',
      event: 'block',
      time: 1,
      seed: 's',
      cause: inner,
      name: 'InvariantError',
    });
    expect(outer).toBeInstanceOf(InvariantError);
  });
});

describe('RunInputError', () => {
  it('is no broken invariant, and stays what it is when its moment is filled in', () => {
    const error = new RunInputError('the price is Infinity').at({ event: 'arrivals 7', time: 3, seed: '1/1' });
    expect(error).toBeInstanceOf(RunInputError);
    expect(error).not.toBeInstanceOf(InvariantError);
    expect(error).toMatchObject({ name: 'RunInputError', reason: 'the price is Infinity', time: 3 });
    expect(error.message).toBe('the price is Infinity (event arrivals 7, time 3 s, seed 1/1)');
  });
});
