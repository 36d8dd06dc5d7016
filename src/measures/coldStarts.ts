/** What does it cost that a node cannot hold every model? Executions that waited for theirs to be loaded. */
import type { Simulation } from '../simulation/simulation.ts';
import type { Attached, Measure } from './measure.ts';
import { quotient, ratio, share } from './measure.ts';
import type { MetricInfo } from './record.ts';
import { perWindow, type Windows } from './windows.ts';

const WHERE = 'there only where groups of nodes and models have memory';

const infos: MetricInfo[] = [
  {
    name: 'cold_starts.share',
    unit: 'share',
    kind: 'steady',
    summary: 'executions whose model had to be loaded first',
    convention: `of those of any role that were begun at nodes with limited memory and asked for a model of some size; who waits for another's loading counts as warm; ${WHERE}`,
  },
  {
    name: 'cold_starts.load_mean_seconds',
    unit: 's',
    kind: 'steady',
    summary: 'time from the beginning of a cold start until its model is there',
    convention: `fetch from the model hub and loading; mean over cold starts; ${WHERE}`,
  },
];

function attach(run: Simulation, windows: Windows): Attached {
  const { nodes, models } = run.scenario;
  if (!nodes.some(({ memory }) => memory) || !models.some(({ memory }) => memory)) return { metrics: () => ({}) };
  /** Per window: the tally at its end. */
  const tally = perWindow(run, windows, 'cold-starts/tally', 3);
  const between = (field: number, from: number, to: number) =>
    tally.data[(to - 1) * 3 + field] - (from > 0 ? tally.data[(from - 1) * 3 + field] : 0);

  return {
    window(w) {
      tally.data.set(run.coldStarts?.tally() ?? [0, 0, 0], w * 3);
    },
    metrics: (first) => ({
      'cold_starts.share': share(between(1, first, windows.count), between(0, first, windows.count)),
      'cold_starts.load_mean_seconds': ratio(between(2, first, windows.count), between(1, first, windows.count)),
    }),
    series: () => ({
      'cold_starts.share': Array.from({ length: windows.count }, (_, w) =>
        quotient(between(1, w, w + 1), between(0, w, w + 1)),
      ),
    }),
  };
}

export const coldStarts: Measure = { infos, attach };
