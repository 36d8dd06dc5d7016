import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CsvTable } from '../../src/language/csvTable.ts';
import { openVariants, settingOf } from '../../src/scenario/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'verisim-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'traced.yaml');
const trace = join(folder, 't.csv');
writeFileSync(
  file,
  `
name: traced
horizon: 1m
models: [{name: toy, size: {exponential: {mean: 1s}}}]
nodes: [{group: all, count: 4}]
flows: [{name: clients, model: toy, arrivals: {trace: {file: t.csv}}}]
`,
);
const write = (...times: number[]): void => writeFileSync(trace, `time\n${times.join('\n')}\n`);

describe('a CSV file of a scenario that is run with many values', () => {
  it('is read once, and is one table for all of them', async () => {
    write(1, 2, 3);
    const variants = openVariants(file);
    const tableAt = async (count: number): Promise<CsvTable> => {
      const scenario = await variants.scenario([settingOf('nodes.all.count', count, file)]);
      expect(scenario.nodes[0]!.count).toBe(count);
      return (scenario.flows[0]!.arrivals.params as { file: CsvTable }).file;
    };
    const first = await tableAt(2);
    write(5, 9);
    expect(await tableAt(3)).toBe(first);
    expect(Object.values(first.columns)).toEqual([[1, 2, 3]]);
    const anew = await openVariants(file).scenario([]);
    expect(Object.values((anew.flows[0]!.arrivals.params as { file: CsvTable }).file.columns)).toEqual([[5, 9]]);
  });

  it('that is wrong is told for each of them', async () => {
    write(3, 2);
    const variants = openVariants(file);
    for (const count of [2, 3])
      await expect(variants.scenario([settingOf('nodes.all.count', count, file)])).rejects.toThrow(
        /has 2 after 3 in column time, line 3 of .*t\.csv, expected ascending values/,
      );
    write(2, 3);
    expect((await variants.scenario([])).flows).toHaveLength(1);
  });
});
