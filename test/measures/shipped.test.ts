/**
 * Do the laws that no network can break hold in every shipped scenario? Jobs that came are answered, lost or still there; the mean
 * number there is the time that all of them spent there over the run (Little 1961, as an identity of the path); tokens that
 * were made and not destroyed are somewhere.
 */
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareProfiles } from '../../src/experiment/replications/profiles.ts';
import { measures } from '../../src/measures/index.ts';
import type { Measure } from '../../src/measures/measure.ts';
import { MeasuredRun } from '../../src/measures/run.ts';
import { loadScenario } from '../../src/scenario/index.ts';

const FOLDER = join(import.meta.dirname, '../../scenarios');
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.yaml') && !/^(presets|models|experiments)\b/.test(file),
);
/** The busy ones need no more than this. */
const HORIZONS: Record<string, string> = {
  'attack-substitution.yaml': '6h',
  'bench/core.yaml': '20s',
  'opengradient-open.yaml': '3h',
  'trust-levels.yaml': '20m',
};

describe.each(files)('%s', (file) => {
  it('keeps the balance of jobs, Little’s law and the tokens', async () => {
    const horizon = HORIZONS[file];
    const scenario = await loadScenario(join(FOLDER, file), {
      set: ['inference.mode=replay', ...(horizon ? [`horizon=${horizon}`, `epoch=${horizon}`] : [])],
    });
    const { banks } = await prepareProfiles(scenario, { directory: tmpdir() });
    const count = { came: 0, answered: 0, lost: 0, seconds: 0 };
    const there = new Map<number, number>();
    const gone = (job: number, now: number): void => {
      count.seconds += now - there.get(job)!;
      there.delete(job);
    };
    const census: Measure = {
      infos: [],
      attach: ({ world: { engine } }) => ({
        observer: {
          arrived(job) {
            count.came++;
            there.set(job, engine.now);
          },
          accepted(job) {
            count.answered++;
            gone(job, engine.now);
          },
          lost(job) {
            count.lost++;
            gone(job, engine.now);
          },
        },
        metrics: () => ({}),
      }),
    };
    const run = new MeasuredRun(scenario, { replication: 1, banks, measures: [...measures, census] });
    run.simulation.start();
    run.runToEnd();
    const still = there.size;
    for (const job of [...there.keys()]) gone(job, scenario.horizon);
    expect(count.came).toBeGreaterThan(1000);
    expect(count.answered).toBeGreaterThan(count.came / 2);
    expect(count.answered + count.lost + still).toBe(count.came);
    const inside = run.metrics(0)['queue.jobs_in_system'] as number;
    expect(inside * scenario.horizon).toBeCloseTo(count.seconds, 3);
    const { ledger } = run.simulation.world;
    expect(() => ledger.close()).not.toThrow();
    // Parties that their table has no room for at the start make every step slower: it would then have to grow.
    const { room, store } = run.simulation.world;
    for (const name of [
      'operators',
      'nodes',
      'validators',
      'executors',
      'delegators',
      'clients',
      'accounts',
    ] as const) {
      const { capacity, stride } = store.tables.get(name)!;
      expect(capacity / stride, name).toBe(Math.max(1, room[name]));
    }
  });
});
