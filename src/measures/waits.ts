/** How many jobs wait for a slot, and how long do those of each flow? Where `measures.waits` asks for it. */
import type { Simulation } from '../simulation/simulation.ts';
import type { Attached, Measure } from './measure.ts';
import { type Ratio, ratio, share } from './measure.ts';
import type { MetricInfo } from './record.ts';
import { perWindow, type Windows } from './windows.ts';

const TOLD = 'only with measures.waits';

const infos: MetricInfo[] = [
  {
    name: 'wait.share',
    unit: 'share',
    kind: 'steady',
    summary: 'answers whose execution did not begin at once',
    convention: `of accepted jobs, by the queue of the node whose answer it is; ${TOLD}`,
  },
  {
    name: 'wait.flow.<name>.mean_seconds',
    unit: 's',
    kind: 'steady',
    summary: 'time in the queue of the node whose answer was accepted, of jobs of the flow',
    convention: `mean over its accepted jobs, zeros included; ${TOLD}`,
  },
];

/** Per flow and window. */
const FIELDS = ['accepted', 'waited', 'seconds'] as const;
const [ACCEPTED, WAITED, SECONDS] = FIELDS.keys();

function attach(run: Simulation, windows: Windows): Attached {
  const { flows } = run.scenario;
  if (!run.scenario.measures.waits) return { metrics: () => ({}) };
  const { jobs, tasks } = run.world.tables;
  const width = flows.length * FIELDS.length;
  const sums = perWindow(run, windows, 'waits/sums', width);
  return {
    observer: {
      accepted(job, task) {
        const row = windows.current * width + jobs.flow.data[job] * FIELDS.length;
        const weight = jobs.weight.data[job];
        const seconds = tasks.started.data[task] - tasks.submitted.data[task];
        const s = sums.data;
        s[row + ACCEPTED] += weight;
        if (seconds > 0) s[row + WAITED] += weight;
        s[row + SECONDS] += seconds * weight;
      },
    },
    metrics(first) {
      const total = (flow: number, field: number) => {
        let sum = 0;
        for (let w = first; w < windows.count; w++) sum += sums.data[w * width + flow * FIELDS.length + field];
        return sum;
      };
      const every = (field: number) => flows.reduce((sum, _, flow) => sum + total(flow, field), 0);
      const metrics: Record<string, Ratio> = { 'wait.share': share(every(WAITED), every(ACCEPTED)) };
      flows.forEach(({ name }, flow) => {
        metrics[`wait.flow.${name}.mean_seconds`] = ratio(total(flow, SECONDS), total(flow, ACCEPTED));
      });
      return metrics;
    },
  };
}

export const waits: Measure = { infos, attach };
