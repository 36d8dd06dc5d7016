/** Golden outputs from the sources; `npm run golden` does the same from dist/ on any Node version. */
import { expect, test } from 'vitest';
import { runExperiment } from '../../src/experiment/replications/run.ts';
import { dataFiles } from '../../src/results/files.ts';
import { loadScenario } from '../../src/scenario/index.ts';
import { CASES, differences, expected, produce } from './golden.ts';

const library = { loadScenario, runExperiment, dataFiles };

test.each(CASES)(
  '$name: the committed bytes, with one worker and with two',
  async (each) => {
    for (const workers of [1, 2])
      expect(differences(await produce(library, each, workers), expected(each.name)), `${workers} workers`).toEqual([]);
  },
  60_000,
);

test('one other digit, a missing file and a new file are differences', async () => {
  const committed = new Map([
    ['a.csv', 'x\n1.5\n'],
    ['b.csv', 'y\n'],
  ]);
  const found = new Map([
    ['a.csv', 'x\n1.6\n'],
    ['c.csv', 'z\n'],
  ]);
  expect(differences(found, committed).map((line) => line.split(':')[0])).toEqual(['a.csv', 'b.csv', 'c.csv']);
  expect(differences(new Map([['a.csv', 'x\n1.5\n\n']]), new Map([['a.csv', 'x\n1.5\n']]))).toHaveLength(1);
  expect(differences(committed, new Map(committed))).toEqual([]);
});
