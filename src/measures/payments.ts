/** Do clients pay? Fees due and never paid, why not, and what signing and approving it takes. */
import { paymentColumns, UNPAID } from '../network/payments.ts';
import type { Flow } from '../scenario/schema.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { Attached, Measure } from './measure.ts';
import { ratio, share } from './measure.ts';
import type { MetricInfo } from './record.ts';

const OVER = 'over the flows that state how their clients pay; told only where one does';

function info(name: string, unit: string, summary: string): MetricInfo {
  return { name, unit, kind: 'total', summary, convention: OVER };
}

const CAUSES: Record<(typeof UNPAID)[number], string> = {
  default: 'because the client did not pay',
  wallet: 'because the wallet had less than the fee',
  allowance: 'because the client had allowed less to be taken',
  cap: "above the cap of a session's signature",
};

const infos: MetricInfo[] = [
  info('payments.due', 'token', 'fees of the answers that clients were given'),
  info('payments.unpaid', 'token', 'of these never paid: the loss of the nodes; no token moved'),
  info('payments.unpaid_share', 'share', 'fees never paid over fees due'),
  info('payments.unpaid_jobs_share', 'share', 'answers not paid in full over answers'),
  ...UNPAID.map((cause) => info(`payments.unpaid.${cause}`, 'token', `fees never paid ${CAUSES[cause]}`)),
  info('payments.unpaid_worst_node', 'token', 'the most that one node was not paid'),
  info('payments.unfunded', 'jobs', 'jobs not sent because their client had not the money'),
  info('payments.signatures_per_job', 'signatures/job', 'signatures of sessions per answer, one with each new session'),
  info('payments.approvals', 'approvals', 'times that clients approved an allowance'),
  info('payments.credit_usd', 'USD', 'credits that clients have bought from a relay and not used at the horizon'),
];

const HELD = 'of fees that wait for a proof or a verdict; told only where they do';
infos.push(
  {
    ...info('payments.refunded', 'token', 'fees given back for answers found wrong or never proved'),
    convention: HELD,
  },
  { ...info('payments.held', 'token', 'fees of answers that are still in escrow at the horizon'), convention: HELD },
);

const pays = (flow: Flow): boolean => flow.payment !== undefined;

function attach(run: Simulation): Attached {
  const { scenario } = run;
  const { tables } = run.world;
  const { clients, nodes } = tables;
  const plans = [scenario, ...scenario.changes.map((change) => change.scenario)];
  const paying = scenario.flows.map((_, f) => plans.some(({ flows }) => pays(flows[f])));
  if (!paying.includes(true)) return { metrics: () => ({}) };
  const columns = paymentColumns(tables);
  const unit = Number(`1e${scenario.token.decimals}`);
  const sum = (of: { data: Float64Array }) => {
    let total = 0;
    for (let c = 0; c < clients.table.size; c++) if (paying[clients.flow.data[c]]) total += of.data[c];
    return total;
  };
  return {
    metrics() {
      const due = sum(columns.due) / unit;
      const byCause = columns.unpaid.map((column) => sum(column) / unit);
      const unpaid = byCause.reduce((a, b) => a + b, 0);
      const answers = sum(clients.jobs);
      let worst = 0;
      for (let node = 0; node < nodes.table.size; node++) worst = Math.max(worst, columns.lost.data[node]);
      return {
        'payments.due': due,
        'payments.unpaid': unpaid,
        'payments.unpaid_share': ratio(unpaid, due),
        'payments.unpaid_jobs_share': share(sum(columns.unpaidJobs), answers),
        ...Object.fromEntries(UNPAID.map((cause, i) => [`payments.unpaid.${cause}`, byCause[i]])),
        'payments.unpaid_worst_node': worst / unit,
        'payments.unfunded': sum(columns.unfunded),
        'payments.signatures_per_job': ratio(sum(columns.signatures), answers),
        'payments.approvals': sum(columns.approvals),
        'payments.credit_usd': sum(columns.credit),
        ...(run.releases && {
          'payments.refunded': run.releases.history.refunded / unit,
          'payments.held': run.releases.history.held / unit,
        }),
      };
    },
  };
}

export const payments: Measure = { infos, attach };
