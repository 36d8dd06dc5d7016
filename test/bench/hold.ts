/** How long does an event take, and is there a cliff when events share an instant? */
import { python, race, typescript } from './contestant.ts';
import { type Cell, printTable, ratio, times } from './table.ts';

const ROUNDS = 3;
/** A SimPy process is an object with a generator: a million of them take minutes to make. */
const SIMPY_LIMIT = 10_000;

export function hold(): void {
  const rows: Cell[][] = [];
  for (const mode of ['continuous', 'tied'])
    for (const pending of [100, 10_000, 1_000_000]) {
      const { engine, objects, heapq, simpy } = race(
        {
          engine: typescript('holdContestant.ts', 'engine', pending, mode),
          objects: typescript('holdContestant.ts', 'objects', pending, mode),
          heapq: python('heapq', 'hold.py', 'heapq', pending, mode),
          simpy:
            pending > SIMPY_LIMIT
              ? undefined
              : (python('SimPy', 'hold.py', 'simpy', pending, mode) ??
                python('simpy', 'hold.py', 'simpy', pending, mode)),
        },
        pending > SIMPY_LIMIT ? 1 : ROUNDS,
      );
      const own = engine.ns ?? null;
      rows.push([
        `${pending.toLocaleString('en')} ${mode}`,
        own,
        engine.quietest ?? null,
        objects.ns ?? null,
        heapq.ns ?? null,
        simpy.ns ?? null,
        times(ratio(objects.ns ?? null, own)),
        times(ratio(heapq.ns ?? null, own)),
        times(ratio(simpy.ns ?? null, own)),
      ]);
    }
  printTable(
    'Hold model: CPU ns per event, dispatch and fingerprint included (ratios of whole runs: how much faster than each)',
    ['pending', 'Verisim', 'quietest 5 %', 'JS objects', 'heapq', 'SimPy', 'JS objects', 'heapq', 'SimPy'],
    rows,
  );
}
