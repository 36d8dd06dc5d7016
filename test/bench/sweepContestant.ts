/**
 * `sweep FILE DIRECTORY`: a sweep with two workers. `half FILE 0|1`: every other point of it through the library, in the main
 * thread. Prints the seconds from the reading of the points to the
 * last number, and the resident memory at its peak.
 */

import type { executors as Executors } from '../../src/experiment/executors/all.ts';
import type { loadExperiment as Load } from '../../src/experiment/file/load.ts';
import type { designPoints as Designed } from '../../src/experiment/sweep/designed.ts';
import type { sweep as Sweep } from '../../src/experiment/sweep/sweep.ts';
import type { Bases as BasesType } from '../../src/experiment/task/point.ts';
import type { runScenario as Run } from '../../src/measures/run.ts';
import type { openVariants as Open } from '../../src/scenario/index.ts';
import { compiled } from './contestant.ts';

const [what, file, last] = process.argv.slice(2) as [string, string, string];
const { loadExperiment } = await compiled<{ loadExperiment: typeof Load }>('experiment/file/load.js');
const experiment = await loadExperiment(file);
let peak = 0;
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 100);
const seconds = await (what === 'sweep' ? wholeSweep() : half());
clearInterval(watch);
peak = Math.max(peak, process.memoryUsage.rss());
process.stdout.write(JSON.stringify({ seconds, megabytes: peak / 1e6 }));

async function wholeSweep(): Promise<number> {
  const { executors } = await compiled<{ executors: typeof Executors }>('experiment/executors/all.js');
  const { sweep } = await compiled<{ sweep: typeof Sweep }>('experiment/sweep/sweep.js');
  const start = performance.now();
  const executor = await executors.local({ directory: last, workers: 2 });
  const { failed, missing } = await sweep(experiment, { directory: last, executor });
  if (failed + missing > 0) throw new Error(`${failed} runs failed, ${missing} are missing`);
  return (performance.now() - start) / 1000;
}

async function half(): Promise<number> {
  const { designPoints } = await compiled<{ designPoints: typeof Designed }>('experiment/sweep/designed.js');
  const { Bases } = await compiled<{ Bases: typeof BasesType }>('experiment/task/point.js');
  const { runScenario } = await compiled<{ runScenario: typeof Run }>('measures/run.js');
  const { openVariants, settingOf } = await compiled<{
    openVariants: typeof Open;
    settingOf: typeof import('../../src/scenario/index.ts').settingOf;
  }>('scenario/index.js');
  const start = performance.now();
  const points = await designPoints(experiment, new Bases({ directory: '.', seed: experiment.seed }));
  for (const [i, { point }] of points.entries()) {
    if (i % 2 !== Number(last)) continue;
    const settings = Object.entries(point.settings).map(([path, value]) => settingOf(path, value, point.base));
    const scenario = await openVariants(point.base).scenario(settings);
    for (let replication = 1; replication <= (experiment.replications as number); replication++)
      runScenario(scenario, { replication, banks: { profiles: {} } });
  }
  return (performance.now() - start) / 1000;
}
