import { afterEach, expect, test, vi } from 'vitest';
import { EXIT, finish, UsageError } from '../../src/cli/exit.ts';
import { onInterrupt } from '../../src/cli/interrupt.ts';
import { columns, wrap } from '../../src/cli/terminal.ts';
import { InvariantError, RunInputError } from '../../src/engine/errors.ts';
import { InferenceError } from '../../src/inference/host/error.ts';
import { ScenarioError } from '../../src/language/errors.ts';
import { ResultsError } from '../../src/results/error.ts';

afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

const PROBLEM = { file: 'a.yaml', line: 1, column: 2, path: '$.x', message: 'is wrong' };

test.each([
  [
    'a scenario',
    new ScenarioError([PROBLEM, { ...PROBLEM, line: 9 }]),
    2,
    /^a\.yaml:1:2: \$\.x: is wrong\na\.yaml:9:2: /,
  ],
  ['a model file', new InferenceError('x.onnx: there is no such file'), 2, /^x\.onnx/],
  ['a directory', new ResultsError('not a result'), 2, /^not a result\n$/],
  ['an option', new UsageError('--workers must be'), 2, /^--workers/],
  [
    'an invariant',
    new InvariantError('money', { event: 'epoch 2', time: 5, seed: '1/1' }),
    1,
    /event epoch 2, time 5 s, seed 1\/1/,
  ],
  [
    'a formula that the run computes',
    new RunInputError('the formula "1/0" is Infinity', { time: 5 }),
    2,
    /^the formula "1\/0" is Infinity \(time 5 s\)\n$/,
  ],
  ['anything else', new RangeError('boom'), 1, /RangeError: boom/],
])('what is wrong with %s decides the exit code', async (_what, error, code, said) => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await finish(() => Promise.reject(error));
  expect(process.exitCode).toBe(code);
  expect(write.mock.calls.map(([text]) => text).join('')).toMatch(said);
});

test('the first Ctrl-C asks to stop, the second ends the process with 130', () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
  const { signal, release } = onInterrupt('Stopping.');
  process.emit('SIGINT');
  expect(signal.aborted).toBe(true);
  expect(exit).not.toHaveBeenCalled();
  process.emit('SIGINT');
  expect(exit).toHaveBeenCalledWith(EXIT.interrupted);
  release();
  expect(process.listenerCount('SIGINT')).toBe(0);
});

test('columns are aligned by what is seen, not by bytes', () => {
  expect(
    columns(
      [
        ['µ', '10'],
        ['abc', '9'],
      ],
      [1],
    ),
  ).toEqual(['µ    10', 'abc   9']);
});

test('wrapped lines keep to the width', () => {
  expect(wrap('aa bb cc dd', 5, '> ')).toBe('aa bb\n> cc\n> dd');
});
