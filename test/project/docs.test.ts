/** Does every piece of a scenario that the documents show work as it stands? */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MeasuredRun } from '../../src/measures/run.ts';
import { loadScenario } from '../../src/scenario/index.ts';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'docs/scenarios.md'), 'utf8');
const pieces = text
  .split(/^## /m)
  .slice(1)
  .flatMap((section) => {
    const title = section.slice(0, section.indexOf('\n'));
    return [...section.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
      ([, yaml], i) => [`${title} (${i + 1})`, yaml!] as const,
    );
  });

describe('docs/scenarios.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verisim-docs-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has pieces', () => expect(pieces.length).toBeGreaterThan(14));

  it.each(pieces)('%s', async (_, yaml) => {
    const file = join(folder, 'piece.yaml');
    writeFileSync(file, `extends: ${join(ROOT, 'scenarios/minimal.yaml')}\n${yaml}`);
    const run = new MeasuredRun(await loadScenario(file, { set: ['horizon=30m', 'epoch=10m'] }), {
      replication: 1,
      banks: { profiles: {} },
    });
    run.simulation.start();
    while (!run.advance(10_000));
    run.simulation.finish();
    expect(run.record().metrics['throughput.jobs_per_second']).toBeGreaterThan(0);
  });
});
