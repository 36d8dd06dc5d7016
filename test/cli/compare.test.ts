/** Does compare end as it says, tell the same with any number of threads, and compare what is done at Ctrl-C? */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { interrupted, verisim, workplace } from '../support/command.ts';
import { TINY } from '../support/tiny.ts';

// Threads and pictures take as long as the machine has other things to do.
vi.setConfig({ testTimeout: 120_000 });

const root = workplace('verisim-compare-cli-');
writeFileSync(join(root, 'base.yaml'), TINY.replace('3m', '1m'));
const ASK = ['compare', 'base.yaml', '--variant', 'more:nodes.all.count=6', '--metric', 'utilization.mean'];
const MORE = ['--replications', '4', '--json'];

test('compare tells the same with 1 and 2 threads', async () => {
  const one = await verisim(...ASK, ...MORE, '--out', 'one', '--workers', '1');
  expect(one).toMatchObject({ code: 0, stderr: '' });
  const told = JSON.parse(one.stdout);
  expect(told).toMatchObject({
    ...{ directory: join('one', told.name), report: join('one', told.name, 'report.html') },
    ...{ interrupted: false, failures: [], baseline: 'tiny', seed: '3', replications: 4 },
    contenders: [{ name: 'tiny' }, { name: 'more' }],
    metrics: [{ metric: 'utilization.mean', differences: [{ a: 'more', b: 'tiny' }] }],
  });
  const [low, high] = told.metrics[0].differences[0].ci95;
  expect(low).toBeLessThan(high);
  expect(high).toBeLessThan(0);
  const two = await verisim(...ASK, '--replications', '4', '--quiet', '--out', 'two', '--workers', '2');
  expect(two).toEqual({ code: 0, stdout: '', stderr: '' });
  for (const file of ['comparison.json', 'comparison.csv', 'estimates.csv', 'report.html'])
    expect(readFileSync(join(root, 'two', told.name, file), 'utf8')).toBe(
      readFileSync(join(root, 'one', told.name, file), 'utf8'),
    );
});

test('Ctrl-C ends with 130 and compares the pairs that are done; with fewer than two nothing is written', async () => {
  const stopped = await interrupted(5, ...ASK, ...MORE, '--out', 'stopped');
  expect(stopped.code).toBe(130);
  expect(stopped.stderr).toBe('\nStopping; pairs of runs that are done are compared.\n');
  expect(JSON.parse(stopped.stdout)).toMatchObject({ interrupted: true, replications: 2 });
  const early = await interrupted(3, ...ASK, ...MORE, '--out', 'early');
  expect(early.code).toBe(130);
  expect(JSON.parse(early.stdout)).toMatchObject({ interrupted: true });
  expect(existsSync(join(root, 'early'))).toBe(false);
});

test.each([
  [['compare', 'base.yaml'], /base|variant/],
  [[...ASK, '--baseline', 'nobody'], /nobody/],
  [[...ASK, ...MORE, '--metric', 'utilisation.mean'], /did you mean "?utilization\.mean/],
  [[...ASK, '--replications', '1'], /replications/],
  [[...ASK, '--workers', 'two'], /^--workers must be a whole number/],
])('%j is refused with 2 before anything is done', async (args, said) => {
  const { code, stdout, stderr } = await verisim(...args, '--out', 'refused');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(said);
  expect(existsSync(join(root, 'refused'))).toBe(false);
});
