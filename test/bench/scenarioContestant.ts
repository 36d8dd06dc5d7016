/**
 * One replication of a scenario through the whole path, all measures on. Arguments: a scenario file or `mm1`, then
 * path=value settings. Prints jobs per CPU second of the run, ns per event, and the memory that it holds at the end.
 */
import { dirname } from 'node:path';
import type { inlineMore as InlineMore } from '../../src/engine/inlining.ts';
import type { prepareProfiles as Prepare } from '../../src/experiment/replications/profiles.ts';
import type { MeasuredRun as Run } from '../../src/measures/run.ts';
import type { loadScenario as Load, parseScenario as Parse } from '../../src/scenario/index.ts';
import { compiled, cpuSeconds, Slices } from './contestant.ts';

/** One server, load 0.8, no fee, no verification. */
const MM1 = `
name: mm1
question: How fast is the plainest queue?
seed: 1
horizon: 2500000s
models:
  - {name: toy, size: {exponential: {mean: 1s}}}
nodes:
  - {group: server, count: 1}
flows:
  - {name: customers, model: toy, arrivals: {poisson: {rate: 0.8/s}}, routing: uniform, verification: none}
`;

// As the command does.
(await compiled<{ inlineMore: typeof InlineMore }>('engine/inlining.js')).inlineMore();

const [file, ...set] = process.argv.slice(2);
const { loadScenario, parseScenario } = await compiled<{ loadScenario: typeof Load; parseScenario: typeof Parse }>(
  'scenario/index.js',
);
const { MeasuredRun } = await compiled<{ MeasuredRun: typeof Run }>('measures/run.js');
const { prepareProfiles } = await compiled<{ prepareProfiles: typeof Prepare }>('experiment/replications/profiles.js');
const scenario = file === 'mm1' ? await parseScenario(MM1, { set }) : await loadScenario(file!, { set });
const { banks } = await prepareProfiles(scenario, { directory: dirname(file!) });

const start = cpuSeconds();
const run = new MeasuredRun(scenario, { replication: 1, banks });
run.simulation.start();
// Long enough for blocks, batches and collections of garbage to fall into every slice.
const SLICE = 50_000;
const slices = new Slices(SLICE);
for (let going = true; going; )
  slices.time(() => {
    going = !run.advance(SLICE);
  });
run.simulation.finish();
const record = run.record();
const seconds = cpuSeconds() - start;

// What the run holds, garbage aside; the peak of the process would tell the collector's mood.
globalThis.gc?.();
const { heapUsed, arrayBuffers } = process.memoryUsage();
const jobs = record.entities.reduce((sum, { role, jobs }) => sum + (role === 'node' ? jobs : 0), 0);
process.stdout.write(
  `${JSON.stringify({
    rate: jobs / seconds,
    quietest: jobs / record.events / slices.quietest,
    jobs,
    ns: (seconds / record.events) * 1e9,
    events: record.events / jobs,
    wait: record.metrics['wait.mean_seconds'] ?? null,
    megabytes: (heapUsed + arrayBuffers) / 1e6,
    windows: run.windows.count,
  })}\n`,
);
