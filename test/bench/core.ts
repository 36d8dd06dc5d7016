/** How fast is one core with fees, batches, blocks, reputation and audits on, and does memory grow with jobs? */
import { join } from 'node:path';
import { race, typescript } from './contestant.ts';
import { type Cell, printTable } from './table.ts';

const FILE = join(import.meta.dirname, '../../scenarios/bench/core.yaml');

/** The same load a node (0.8 in the file) and on the chain at any number of nodes; about `jobs` jobs. */
function settings(nodes: number, jobs: number, load: number): string[] {
  const perFlow = (load / 2) * nodes;
  const horizon = jobs / (2 * perFlow);
  return [
    `nodes.bench.count=${nodes}`,
    `flows.vanilla.arrivals.poisson.rate=${perFlow}/s`,
    `flows.audited.arrivals.poisson.rate=${perFlow}/s`,
    // Blocks grow with the jobs: a full chain would let transactions pile up for ever.
    `chain.gas_limit=${10_000 * nodes}`,
    `horizon=${horizon}s`,
    `epoch=${horizon / 5}s`,
  ];
}

export function core(): void {
  const rows: Cell[][] = [];
  const contestant = (nodes: number, jobs: number, load = 0.8) =>
    typescript('scenarioContestant.ts', FILE, ...settings(nodes, jobs, load));
  // So many that setting a network up, its memory's first use among it, is a small part of the large run as of the small one.
  const speed = race({ small: contestant(1000, 2e6), large: contestant(100_000, 8e6) }, 3);
  // Queues have settled within 2 million jobs at load 0.5, so that what still grows would be a leak.
  const memory = (jobs: number) =>
    race({ small: contestant(1000, jobs, 0.5), large: contestant(100_000, jobs, 0.5) }, 1);
  const early = memory(2e6);
  const late = memory(6e6);
  for (const [name, size] of [
    ['1,000 nodes', 'small'],
    ['100,000 nodes', 'large'],
  ] as const)
    rows.push([
      name,
      speed[size].rate ?? null,
      speed[size].quietest ?? null,
      speed[size].ns ?? null,
      speed[size].events ?? null,
      early[size].megabytes ?? null,
      late[size].megabytes ?? null,
    ]);
  printTable(
    'scenarios/bench/core.yaml, one core, all measures on; memory held after 2 and after 6 million jobs (load 0.5)',
    ['', 'jobs/CPU s', 'quietest 5 %', 'ns/event', 'events/job', 'MB, 2 M jobs', 'MB, 6 M jobs'],
    rows,
  );
}
