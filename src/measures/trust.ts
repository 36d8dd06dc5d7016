/** Do clients stay? Wrong answers that they learn of, and the jobs that they then keep to themselves. */

import type { Simulation } from '../simulation/simulation.ts';
import { trustColumns } from '../simulation/trust.ts';
import type { Attached, Measure } from './measure.ts';
import { share } from './measure.ts';
import type { MetricInfo } from './record.ts';

const OVER = 'over the flows that state how trust is lost; told only where one does';

const infos: MetricInfo[] = [
  {
    name: 'trust.discovered',
    unit: 'answers',
    kind: 'total',
    summary: 'answers that clients took and that were later found to be wrong',
    convention: `a conviction of the answer's author for this job, rightly or not; ${OVER}`,
  },
  {
    name: 'trust.withheld_share',
    unit: 'share',
    kind: 'total',
    summary: 'jobs that clients did not send for want of trust, over all that they had',
    convention: `jobs refused for their price are not among them; ${OVER}`,
  },
];

function attach(run: Simulation): Attached {
  const { scenario } = run;
  const { clients, jobs } = run.world.tables;
  const plans = [scenario, ...scenario.changes.map((change) => change.scenario)];
  const trusting = scenario.flows.map((_, f) => plans.some(({ flows }) => flows[f].trust !== undefined));
  if (!trusting.includes(true)) return { metrics: () => ({}) };
  const columns = trustColumns(run.world.tables);
  const offered = clients.table.column('trust/offered', 'f64');
  const sum = (of: { data: Float64Array }) => {
    let total = 0;
    for (let c = 0; c < clients.table.size; c++) if (trusting[clients.flow.data[c]]) total += of.data[c];
    return total;
  };
  return {
    observer: {
      arrived(job) {
        if (trusting[jobs.flow.data[job]]) offered.data[jobs.client.data[job]] += jobs.weight.data[job];
      },
    },
    metrics: () => ({
      'trust.discovered': sum(columns.found),
      'trust.withheld_share': share(sum(columns.withheld), sum(offered)),
    }),
  };
}

export const trust: Measure = { infos, attach };
