/** How many jobs a second go through the whole scenario path when nothing but the queue is asked for? */
import { python, race, typescript } from './contestant.ts';
import { printTable, ratio, times } from './table.ts';

const CUSTOMERS = 100_000;

export function mm1(): void {
  const { verisim, simpy } = race(
    {
      verisim: typescript('scenarioContestant.ts', 'mm1'),
      simpy: python('SimPy', 'mm1.py', CUSTOMERS) ?? python('simpy', 'mm1.py', CUSTOMERS),
    },
    3,
  );
  printTable(
    'M/M/1 at load 0.8, scenario file to record, all measures on (theory: mean wait 4)',
    ['', 'jobs/CPU s', 'quietest 5 %', 'mean wait', 'ns/event', 'events/job'],
    [
      [
        'Verisim',
        verisim.rate ?? null,
        verisim.quietest ?? null,
        verisim.wait ?? null,
        verisim.ns ?? null,
        verisim.events ?? null,
      ],
      ['SimPy', simpy.rate ?? null, null, simpy.wait ?? null, null, null],
      ['ratio', times(ratio(verisim.rate ?? null, simpy.rate ?? null)), null, null, null, null],
    ],
  );
}
