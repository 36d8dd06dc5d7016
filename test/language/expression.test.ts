/** Does a compiled formula give what it says, refuse what it must not say, and stop a run that leaves its bounds? */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunInputError } from '../../src/engine/errors.ts';
import { pow } from '../../src/engine/pow.ts';
import { bindExpression, type CompiledExpression, expression } from '../../src/language/expression.ts';
import type { Hook } from '../../src/language/hook.ts';

const hook: Hook = {
  name: 'audit',
  subject: 'job',
  holders: ['j', 'n'],
  variables: {
    reputation: {
      source: 'n.reputation.data[j.node.data[job]]',
      unit: '1',
      summary: 'of the node that serves the job',
    },
    value: { source: 'j.value.data[job]', unit: 'USD', summary: 'harm if the answer is wrong' },
    // The names of the subject and of a holder: formulas must not collide with them.
    job: { source: 'j.number.data[job]', unit: '1', summary: 'number of the job' },
    n: { source: 'n.count', unit: '1', summary: 'number of nodes' },
  },
};
const holders = {
  j: { node: { data: [1, 0, 1] }, value: { data: [10, 20, 30] }, number: { data: [100, 101, 102] } },
  n: { reputation: { data: [0.25, 0.75] }, count: 2 },
};

const compiled = (text: string | number, bounds = {}) => expression(hook, bounds).parseAsync(text);
async function evaluated(text: string | number, job = 0): Promise<number> {
  return bindExpression(await compiled(text), hook, holders)(job);
}

describe('a formula', () => {
  it.each([
    ['0.05', 0.05],
    ['1e-3 * 2', 0.002],
    ['reputation', 0.75],
    ['value / 4 - 1', 1.5],
    ['-2^2', -4],
    ['2^3^2', 512],
    ['(-2)^2', 4],
    ['2 - 3 - 4', -5],
    ['10 / 5 / 2', 1],
    ['n + job', 102],
    ['min(3, value, 7) + max(1, 2)', 5],
    ['abs(-3) + floor(2.7) + ceil(2.1) + round(2.5) + sqrt(16)', 15],
    ['exp(0) + log(1)', 1],
    ['clamp(5, 0, 1) + clamp(-5, 0, 1) + clamp(0.5, 0, 1)', 1.5],
    ['value > 9 ? 1 : 2', 1],
    ['(value > 9) + (value < 9) * 10', 1],
    ['value > 9 and reputation > 0.9', 0],
    ['value > 9 or reputation > 0.9', 1],
    ['not (value == 10)', 0],
    ['5 < value <= 10 ? 1 : 0', 1],
    ['value != 10', 0],
    ['value ? 1 : 0', 1],
    ['+value', 10],
  ])('%s is %d', async (text, expected) => expect(await evaluated(text)).toBe(expected));

  it('follows its subject', async () => {
    const audit = bindExpression(
      await compiled('clamp(0.3 * (1 - reputation)^2, 0.01, 0.3)', { min: 0, max: 1 }),
      hook,
      holders,
    );
    expect(audit(0)).toBe(0.3 * pow(0.25, 2));
    expect(audit(1)).toBe(0.3 * pow(0.75, 2));
    holders.n.reputation.data[0] = 1;
    expect(audit(1)).toBe(0.01);
    holders.n.reputation.data[0] = 0.25;
  });

  it('is plain JSON, and binds the same after a round trip', async () => {
    const formula = await compiled('value^2', { min: 0 });
    expect(formula).toEqual({ expression: 'value^2', code: 'pow($value, 2)', variables: ['value'], min: 0 });
    expect(bindExpression(JSON.parse(JSON.stringify(formula)), hook, holders)(1)).toBe(400);
  });

  it('that is a number stays one, and is parsed synchronously', () => {
    expect(expression(hook).parse(0.5)).toBe(0.5);
    expect(bindExpression(0.5, hook, {})(7)).toBe(0.5);
    expect(expression(hook, { max: 1 }).safeParse(2).error?.issues).toMatchObject([
      { message: 'is 2', params: { expected: 'at most 1' } },
    ]);
  });

  it('gives what its tree gives when evaluated directly, whatever the tree', async () => {
    interface Tree {
      text: string;
      value: (reputation: number, value: number) => number;
    }
    const binary = (sign: string, act: (a: number, b: number) => number) => (a: Tree, b: Tree) => ({
      text: `(${a.text} ${sign} ${b.text})`,
      value: (r: number, v: number) => act(a.value(r, v), b.value(r, v)),
    });
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => {
      const two = (build: (a: Tree, b: Tree) => Tree) =>
        fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => build(a, b));
      return {
        tree: fc.oneof(
          { depthSize: 'small', withCrossShrink: true },
          fc.integer({ min: 0, max: 9 }).map((x): Tree => ({ text: String(x), value: () => x })),
          fc.constant<Tree>({ text: 'reputation', value: (r) => r }),
          fc.constant<Tree>({ text: 'value', value: (_, v) => v }),
          two(binary('+', (a, b) => a + b)),
          two(binary('-', (a, b) => a - b)),
          two(binary('*', (a, b) => a * b)),
          two(binary('<', (a, b) => (a < b ? 1 : 0))),
          two(binary('==', (a, b) => (a === b ? 1 : 0))),
          two(binary('and', (a, b) => (a !== 0 && b !== 0 ? 1 : 0))),
          two(binary('or', (a, b) => (a !== 0 || b !== 0 ? 1 : 0))),
          tie('tree').map((a): Tree => ({ text: `(-${a.text})`, value: (r, v) => -a.value(r, v) })),
          tie('tree').map((a): Tree => ({ text: `(${a.text})^2`, value: (r, v) => pow(a.value(r, v), 2) })),
          fc.tuple(tie('tree'), tie('tree'), tie('tree')).map(
            ([a, b, c]): Tree => ({
              text: `(${a.text} ? ${b.text} : ${c.text})`,
              value: (r, v) => (a.value(r, v) !== 0 ? b.value(r, v) : c.value(r, v)),
            }),
          ),
        ),
      };
    });
    await fc.assert(
      fc.asyncProperty(tree, async ({ text, value }) => {
        const expected = value(0.75, 10);
        fc.pre(Number.isFinite(expected));
        expect(await evaluated(text)).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a formula that is refused', () => {
  it.each([
    ['0.3 * reputatoin', 'speaks of "reputatoin", which is no name here; did you mean "reputation"?', 6],
    ['sine(2)', 'speaks of "sine", which is no function here', 0],
    ['1 + maxx(2, 3)', 'speaks of "maxx", which is no function here; did you mean "max"?', 4],
    ['clamp(1, 2)', 'gives clamp 2 arguments', 0],
    ['2 value', 'leaves out a multiplication sign', undefined],
    ['2 + * 3', 'cannot be read: value expected', 4],
    ['5%', 'uses %', undefined],
    ['value = 3', 'uses what formulas do not have (assignment)', undefined],
    ['[1, 2]', 'uses what formulas do not have (array)', undefined],
    ['"a"', 'uses a', undefined],
    ['value.constructor', 'uses what formulas do not have (accessor)', undefined],
    ['value!', 'uses the operator factorial', undefined],
    ['3 mod 2', 'uses the operator mod', undefined],
    ['value; 3', 'uses what formulas do not have (block)', undefined],
    ['Infinity', 'uses Infinity', undefined],
    ['constructor', 'speaks of "constructor", which is no name here', 0],
    ['toString()', 'speaks of "toString", which is no function here', 0],
  ])('%s', async (text, message, offset) => {
    const result = await expression(hook).safeParseAsync(text);
    expect(result.error?.issues).toMatchObject([{ message, params: { offset } }]);
  });

  it('is nothing but a number or text', () => {
    expect(expression(hook).safeParse([1]).error?.issues).toMatchObject([
      { message: 'is a list', params: { expected: 'a number or a formula over reputation, value, job, n' } },
    ]);
  });
});

describe('binding', () => {
  it('stops the run when the result leaves its bounds or is no number', async () => {
    const chance = bindExpression(await compiled('reputation * 4', { min: 0, max: 1 }), hook, holders);
    expect(chance(1)).toBe(1);
    expect(() => chance(0)).toThrow(RunInputError);
    expect(() => chance(0)).toThrow('the formula "reputation * 4" is 3 for job 0, which is not within 0..1');
    const nothing = bindExpression(await compiled('log(-1)'), hook, holders);
    expect(() => nothing(0)).toThrow('which is not a finite number');
  });

  it.each([{}, { min: 0 }])('stops the run when the result is infinite, bounds %j', async (bounds) => {
    const divided = bindExpression(await compiled('1 / (value - 10)', bounds), hook, holders);
    expect(divided(1)).toBe(0.1);
    expect(() => divided(0)).toThrow('the formula "1 / (value - 10)" is Infinity for job 0');
    const negative = bindExpression(await compiled('-1 / (value - 10)', bounds), hook, holders);
    expect(() => negative(0)).toThrow(RunInputError);
  });

  it('refuses code that no formula compiles to, and variables that the hook lacks', () => {
    const smuggled = (code: string): CompiledExpression => ({ expression: 'x', code, variables: [] });
    for (const code of ['process.exit(1)', 'globalThis', '(() => 1)()', 'Math.random()', 'foolog(1)', '1;2', '[1]'])
      expect(() => bindExpression(smuggled(code), hook, holders), code).toThrow('is no compiled formula');
    expect(() => bindExpression({ expression: 'a', code: '$a', variables: ['a'] }, hook, holders)).toThrow(
      'has no variable "a"',
    );
  });
});
