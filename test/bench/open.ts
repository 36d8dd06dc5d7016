/** How fast is a whole network, with mixed modes, disputes, stake, delegation and measured answers, at 1,000 nodes? */
import { join } from 'node:path';
import { race, typescript } from './contestant.ts';
import { printTable } from './table.ts';

const FILE = join(import.meta.dirname, '../../scenarios/opengradient-open.yaml');

/**
 * As many times the nodes, so many times the clients, their jobs and the gas of a block: node and chain are as loaded as in
 * the file, and a batch fills as fast for each client. Validators and delegators stay: a network has seats for 100.
 */
function settings(times: number): string[] {
  return [
    `nodes.gpu.count=${150 * times}`,
    `nodes.enclaves.count=${50 * times}`,
    `flows.chat.clients=${500 * times}`,
    `flows.agents.clients=${500 * times}`,
    `flows.chat.arrivals.poisson.rate=${times}/s`,
    `flows.agents.arrivals.poisson.rate=${0.3 * times}/s`,
    `chain.gas_limit=${10_000_000 * times}`,
    // About two million jobs each: compiling is over after the first tenth.
    `horizon=${20 / times}d`,
  ];
}

export function open(): void {
  const sizes = { '200 nodes': 1, '1,000 nodes': 5 } as const;
  const names = Object.keys(sizes) as (keyof typeof sizes)[];
  const contestant = (name: keyof typeof sizes) => typescript('scenarioContestant.ts', FILE, ...settings(sizes[name]));
  const speed = race({ '200 nodes': contestant('200 nodes'), '1,000 nodes': contestant('1,000 nodes') }, 3);
  printTable(
    'scenarios/opengradient-open.yaml in replay, one core, all measures on; the same load a node and on the chain',
    ['', 'jobs/CPU s', 'quietest 5 %', 'ns/event', 'events/job', 'MB'],
    names.map((name) => {
      const { rate, quietest, ns, events, megabytes } = speed[name];
      return [name, rate ?? null, quietest ?? null, ns ?? null, events ?? null, megabytes ?? null];
    }),
  );
}
