/** How fast is one core with fees, batches, blocks, reputation and audits on, and does memory grow with jobs? */
import { join } from 'node:path';
import { race, typescript } from './contestant.ts';
import { type Cell, printTable } from './table.ts';

const FILE = join(import.meta.dirname, '../../scenarios/bench/core.yaml');

/** The same load a node at any number of nodes; about `jobs` jobs. */
function settings(nodes: number, jobs: number): string[] {
  const perFlow = 0.4 * nodes;
  const horizon = jobs / (2 * perFlow);
  return [
    `nodes.bench.count=${nodes}`,
    `flows.vanilla.arrivals.poisson.rate=${perFlow}/s`,
    `flows.audited.arrivals.poisson.rate=${perFlow}/s`,
    `horizon=${horizon}s`,
    `epoch=${horizon / 5}s`,
  ];
}

export function core(): void {
  const rows: Cell[][] = [];
  const contestant = (nodes: number, jobs: number) =>
    typescript('scenarioContestant.ts', FILE, ...settings(nodes, jobs));
  const speed = race({ small: contestant(1000, 2e6), large: contestant(100_000, 2e6) }, 3);
  const memory = race({ small: contestant(1000, 8e6), large: contestant(100_000, 8e6) }, 1);
  for (const [name, size] of [
    ['1,000 nodes', 'small'],
    ['100,000 nodes', 'large'],
  ] as const)
    rows.push([
      name,
      speed[size].rate ?? null,
      speed[size].ns ?? null,
      speed[size].events ?? null,
      speed[size].megabytes ?? null,
      memory[size].megabytes ?? null,
    ]);
  printTable(
    'scenarios/bench/core.yaml, one core, all measures on; peak memory after 2 and after 8 million jobs',
    ['', 'jobs/CPU s', 'ns/event', 'events/job', 'MB, 2 M jobs', 'MB, 8 M jobs'],
    rows,
  );
}
