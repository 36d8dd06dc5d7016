/** Does a scenario that extends others become what its author means, with every problem at its own file? */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { complaints, loaded, MINIMAL } from './support.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verisim-extends-'));
  mkdirSync(join(folder, 'presets'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(file: string, text: string): string {
  const path = join(folder, file);
  writeFileSync(path, text);
  return path;
}
const load = (file: string) => loaded(file, { presets: join(folder, 'presets') });

describe('extends', () => {
  it('replaces the answer to a question as a whole: another question has another answer', async () => {
    write('base.yaml', `${MINIMAL}measures: {windows: 50, answer: {fraud.missed: unnoticed}}\n`);
    const top = 'extends: base.yaml\nname: top\nmeasures: {answer: {economy.fees: paid}}\n';
    const { measures } = await load(write('top.yaml', top));
    expect(measures.answer).toEqual({ 'economy.fees': 'paid' });
    expect(measures.windows).toBe(50);
  });

  it('merges maps, merges lists of named things by name, and replaces other lists', async () => {
    write('base.yaml', `${MINIMAL}measures: {windows: 50, nakamoto: [0.5]}\n`);
    const scenario = await load(
      write(
        'top.yaml',
        `extends: base.yaml
name: top
nodes:
  - {group: honest, slots: 2}
  - {group: fast, count: 3, speed: 4}
measures: {nakamoto: [0.25, 0.75]}
`,
      ),
    );
    expect(scenario.name).toBe('top');
    expect(scenario.horizon).toBe(3600);
    expect(scenario.nodes.map(({ group, count, slots }) => [group, count, slots])).toEqual([
      ['honest', 10, 2],
      ['fast', 3, 1],
    ]);
    expect(scenario.measures).toMatchObject({ windows: 50, nakamoto: [0.25, 0.75] });
  });

  it('replaces a choice by another one, and merges the parameters of the same', async () => {
    write(
      'base.yaml',
      MINIMAL.replace(
        'arrivals:',
        'routing: {sticky: {recheck: 1m}}, verification: {sampling: {probability: 0.1, reward: 2}}, arrivals:',
      ),
    );
    const { flows, models } = await load(
      write(
        'top.yaml',
        `extends: base.yaml
models:
  - {name: toy, size: {lognormal: {mean: 2s, scv: 3}}}
flows:
  - {name: clients, routing: {power-of-d: {d: 3}}, verification: {sampling: {probability: 0.3}}}
`,
      ),
    );
    expect(models[0]!.size).toEqual({ kind: 'lognormal', mean: 2, scv: 3 });
    expect(flows[0]!.routing).toEqual({ rule: 'power-of-d', params: { d: 3 } });
    expect(flows[0]!.verification.params).toMatchObject({ probability: 0.3, reward: { amount: 2 } });
  });

  it('takes presets by name, and several in order', async () => {
    write('presets/slow.yaml', 'horizon: 2h\nchain: {mode: on, block_time: 10s}\n');
    write('presets/hashed.yaml', 'chain: {block_time: 4s}\n');
    const scenario = await load(write('top.yaml', `extends: [slow, hashed]\n${MINIMAL.replace('horizon: 1h\n', '')}`));
    expect(scenario.horizon).toBe(7200);
    expect(scenario.chain).toMatchObject({ mode: 'on', block_time: 4 });
  });

  it('reads files relative to the file that names them', async () => {
    mkdirSync(join(folder, 'data'));
    write('data/sizes.csv', 'id,seconds\n1,0.5\n2,1.5\n');
    write(
      'data/base.yaml',
      MINIMAL.replace('{exponential: {mean: 1s}}', '{empirical: {file: sizes.csv, column: seconds}}'),
    );
    const { models } = await load(write('top.yaml', 'extends: data/base.yaml\n'));
    expect(models[0]!.size).toEqual({ kind: 'empirical', values: [0.5, 1.5] });
  });

  it('reports a problem at the file where it is', async () => {
    const base = write('base.yaml', MINIMAL.replace('count: 10', 'count: ten'));
    const top = write('top.yaml', 'extends: base.yaml\nhorizon: soon\n');
    expect((await complaints(load(top))).map((line) => line.split(' ')[0])).toEqual([`${top}:2:10:`, `${base}:6:28:`]);
  });

  it('reports a cycle, an unknown preset and a missing file at the line that names them', async () => {
    write('presets/opengradient.yaml', 'horizon: 1d\n');
    const a = write('a.yaml', 'extends: b.yaml\n');
    const b = write('b.yaml', '\nextends: a.yaml\n');
    expect(await complaints(load(a))).toEqual([
      `${b}:2:10: $.extends: leads back to itself: a.yaml -> b.yaml -> a.yaml, expected no cycle`,
    ]);
    const c = write('c.yaml', 'extends: opengradeint\n');
    expect(await complaints(load(c))).toEqual([
      `${c}:1:10: $.extends: names "opengradeint", which is no preset; did you mean "opengradient"?, expected opengradient, or a file`,
    ]);
    const d = write('d.yaml', 'name: d\nextends: ./e.yaml\n');
    expect(await complaints(load(d))).toEqual([
      `${d}:2:10: $.extends: ${join(folder, 'e.yaml')} cannot be read: there is no such file, expected a YAML file`,
    ]);
    const f = write('f.yaml', 'extends: f.yaml\n');
    expect(await complaints(load(f))).toEqual([
      `${f}:1:10: $.extends: leads back to itself: f.yaml -> f.yaml, expected no cycle`,
    ]);
  });

  it('reports a scenario file that is not there', async () => {
    const missing = join(folder, 'missing.yaml');
    expect(await complaints(load(missing))).toEqual([
      `${missing}: $: ${missing} cannot be read: there is no such file, expected a YAML file`,
    ]);
  });

  it('reports a CSV whose column or cell is wrong', async () => {
    write('sizes.csv', 'seconds,kind\n1,a\n2,b\n');
    const with_ = (column: string) =>
      MINIMAL.replace('{exponential: {mean: 1s}}', `{empirical: {file: sizes.csv, column: ${column}}}`);
    const [line] = await complaints(load(write('x.yaml', with_('second'))));
    expect(line).toMatch(
      /x\.yaml:4:42: \$\.models\[0\]\.size\.empirical\.file: names .*sizes.csv, which has no column "second"; did you mean "seconds"\?, expected one of seconds, kind$/,
    );
    const [cell] = await complaints(load(write('y.yaml', with_('kind'))));
    expect(cell).toMatch(/has "a" in column kind, line 2 of .*sizes\.csv, expected a number$/);
  });
});
