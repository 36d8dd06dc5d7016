/** Where is the work of jobs that go from node to node? Executions, time and jobs present, by group of nodes. */
import { ANSWER, STAGE } from '../network/tables.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { Attached, Measure } from './measure.ts';
import { type Ratio, ratio } from './measure.ts';
import type { MetricInfo } from './record.ts';
import { perWindow, type Windows } from './windows.ts';

/** The same number of every group of nodes. */
function ofGroup(what: string, unit: string, summary: string, convention: string): MetricInfo {
  const where = 'of any role and flow; there only where a flow has stages';
  return { name: `stages.group.<name>.${what}`, unit, kind: 'steady', summary, convention: `${convention}; ${where}` };
}

const infos: MetricInfo[] = [
  {
    name: 'stages.per_job',
    unit: 'executions/job',
    kind: 'steady',
    summary: 'executions on the way to an answer, that of the answer included',
    convention: 'those that ended, over accepted jobs, of flows with stages; there only where a flow has stages',
  },
  ofGroup('visits_per_second', '1/s', 'executions at its nodes', 'by their ends'),
  ofGroup(
    'sojourn_mean_seconds',
    's',
    'time from coming to a node to the end of the execution',
    'mean over executions',
  ),
  {
    name: 'stages.fees',
    unit: 'token',
    kind: 'total',
    summary: 'fees paid to nodes for stages on the way to an answer',
    convention: 'the whole run; a part of economy.fees; there only where a stage has a share of the fee',
  },
  ofGroup('present', 'tasks', 'mean number of tasks waiting or in service', 'the product of both, by Little'),
];

function attach(run: Simulation, windows: Windows): Attached {
  const { nodes: groups, flows } = run.scenario;
  if (!flows.some(({ stages }) => stages)) return { metrics: () => ({}) };
  const { tables, engine, ledger } = run.world;
  const paid = flows.some(({ stages }) => stages?.some(({ fee_share }) => fee_share));
  const unit = Number(`1e${run.scenario.token.decimals}`);
  const { jobs, tasks, nodes } = tables;
  const staged = Uint8Array.from(flows, ({ stages }) => (stages ? 1 : 0));
  /** Per window: executions and accepted jobs of flows with stages; per group executions and seconds. */
  const width = 2 + 2 * groups.length;
  const sums = perWindow(run, windows, 'stages/sums', width);
  const total = (field: number, first: number) => {
    let sum = 0;
    for (let w = first; w < windows.count; w++) sum += sums.data[w * width + field];
    return sum;
  };

  return {
    observer: {
      executed(task) {
        const node = tasks.node.data[task];
        if (node < 0) return;
        const row = windows.current * width;
        const s = sums.data;
        const role = tasks.role.data[task];
        if ((role === STAGE || role === ANSWER) && staged[jobs.flow.data[tasks.job.data[task]]] === 1) s[row]++;
        const field = row + 2 + 2 * nodes.group.data[node];
        s[field]++;
        s[field + 1] += engine.now - tasks.submitted.data[task];
      },
      accepted(job) {
        if (staged[jobs.flow.data[job]] === 1) sums.data[windows.current * width + 1]++;
      },
    },
    metrics(first) {
      const seconds = (windows.count - first) * windows.length;
      const metrics: Record<string, number | null | Ratio> = {
        'stages.per_job': ratio(total(0, first), total(1, first)),
        ...(paid && { 'stages.fees': Number(ledger.total(null, null, 'stage fee')) / unit }),
      };
      groups.forEach(({ group }, g) => {
        const visits = total(2 + 2 * g, first);
        const spent = total(3 + 2 * g, first);
        metrics[`stages.group.${group}.visits_per_second`] = visits / seconds;
        metrics[`stages.group.${group}.sojourn_mean_seconds`] = ratio(spent, visits);
        metrics[`stages.group.${group}.present`] = spent / seconds;
      });
      return metrics;
    },
  };
}

export const stages: Measure = { infos, attach };
