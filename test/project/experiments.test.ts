/** Is every piece of an experiment that the document shows possible as it stands, at every point? */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadExperiment } from '../../src/experiment/file/load.ts';
import { planOf } from '../../src/experiment/sensitivity/plan.ts';
import { designPoints } from '../../src/experiment/sweep/designed.ts';
import { Bases } from '../../src/experiment/task/point.ts';
import { tunePlanOf } from '../../src/experiment/tune/planOf.ts';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'docs/experiments.md'), 'utf8');
const pieces = text.split(/^## /m).flatMap((section) => {
  const title = section.slice(0, section.indexOf('\n'));
  return [...section.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml], i) => [`${title} (${i + 1})`, yaml!] as const);
});

describe('docs/experiments.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verisim-docs-'));
  symlinkSync(join(ROOT, 'scenarios'), join(folder, 'scenarios'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has pieces', () => expect(pieces.length).toBeGreaterThan(14));

  it.each(pieces)('%s', async (_, yaml) => {
    const file = join(folder, 'piece.yaml');
    const has = (key: string): boolean => new RegExp(`^${key}:`, 'm').test(yaml);
    const rest = [
      has('name') ? '' : 'name: piece\n',
      has('base') ? '' : 'base: scenarios/minimal.yaml\n',
      has('metrics') || has('goals') ? '' : 'metrics: [throughput.jobs_per_second]\n',
    ];
    writeFileSync(file, `${rest.join('')}${yaml}`);
    const experiment = await loadExperiment(file);
    const bases = new Bases({ seed: experiment.seed, directory: folder });
    if (experiment.written.tune !== undefined) {
      const { space, pointOf, baseline } = tunePlanOf(experiment);
      const middle = space.factors.map(({ at }) => at(0.5));
      expect((await bases.resolve(pointOf(middle))).hash).not.toBe((await bases.resolve(baseline)).hash);
      return;
    }
    const rows = experiment.written.sensitivity === undefined ? undefined : planOf(experiment).rows;
    const points = await designPoints(experiment, bases, { rows: rows?.slice(0, 8) });
    expect(new Set(points.map(({ resolved }) => resolved.hash)).size).toBeGreaterThan(1);
  });
});
