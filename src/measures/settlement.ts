/** Do payments and proofs get to their chains? What waits for its relay, what fails on the way, and which proofs outlive their data. */
import { UNPROVED } from '../network/facts.ts';
import type { Relay } from '../network/relay.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { Attached, Measure } from './measure.ts';
import { ratio, share } from './measure.ts';
import type { MetricInfo } from './record.ts';
import { cells, perWindow, type Windows } from './windows.ts';

function info(name: string, unit: string, summary: string, convention: string): MetricInfo {
  return { name, unit, kind: 'total', summary, convention };
}

const RELAYED = 'the whole run; there where the scenario has the relay';
const PAID = 'the whole run; there where the scenario has a chain.payment';

/** What is told of each relay's queue. */
function waitInfos(relay: string, what: string, where: string): MetricInfo[] {
  return [
    info(`${relay}.wait_mean_seconds`, 's', `a ${what} waits so long for a worker`, `mean over those taken; ${where}`),
    info(`${relay}.wait_max_seconds`, 's', `longest wait of a ${what} for a worker`, `of those taken; ${where}`),
    info(
      `${relay}.waiting`,
      `${what}s`,
      `${what}s that wait for a worker`,
      'at the horizon; in series: at the end of each window',
    ),
  ];
}

const infos: MetricInfo[] = [
  info(
    'proof.failed_share',
    'share',
    'proofs that failed, of those that are decided',
    'reverted and lost over these and the proofs that became final; there where settlement is individual or by a relay',
  ),
  info('proof.reverted', 'answers', 'answers that the chain refused for their age: gas is spent', 'the whole run'),
  info('proof.lost', 'answers', 'answers whose relay gave up: they will never be proved', 'the whole run'),
  info(
    'proof.pending',
    'answers',
    'answers to be proved that are neither final nor failed',
    'at the horizon: in an open batch, at the relay, or on the chain',
  ),
  info(
    'proof.lapsed_share',
    'share',
    'final proofs that nobody can verify again: their data are no longer kept',
    'at the horizon; data are kept to the end of the chain.storage.epochs-th storage epoch, that in which the proof became final included; there where the scenario has a chain.storage',
  ),
  ...waitInfos('settlement', 'transaction', RELAYED),
  info('settlement.dropped', 'transactions', 'given up by the relay', RELAYED),
  info('payment_chain.settled', 'payments', 'payments that became final', PAID),
  info(
    'payment_chain.time_mean_seconds',
    's',
    'answer to finality of its payment',
    `mean over final payments; ${PAID}`,
  ),
  ...waitInfos('payment_chain', 'payment', PAID),
  info('payment_chain.failed', 'payments', 'given up, or found without cover: the loss of the node', PAID),
  info('payment_chain.unpaid', 'token', 'fees of failed payments', PAID),
  info('payment_chain.pending', 'payments', 'sent and neither final nor failed', 'at the horizon'),
  info('payment_chain.gas', 'token', 'paid for the gas of payments, to outside the network', PAID),
  info('payment_chain.blocks', 'blocks', 'blocks of the payment chain', 'counted where its mode is on'),
];

const [PROVED, DUE] = [UNPROVED.length, UNPROVED.length + 1];

function attach(run: Simulation, windows: Windows): Attached {
  const { world, scenario, chains, payments } = run;
  const { engine, ledger } = world;
  const { jobs } = world.tables;
  const { storage, payment, relay } = scenario.chain;
  const stages = [scenario, ...scenario.changes.map((change) => change.scenario)];
  const rules = new Set(stages.flatMap((stage) => stage.flows.map((flow) => flow.settlement.rule)));
  const mayFail = rules.has('individual') || relay !== undefined;
  /** Answers by what became of their proofs, and last those that are to be proved. */
  const fates = cells(run, 'settlement/fates', UNPROVED.length + 2);
  const byEpoch = storage ? cells(run, 'settlement/epochs', Math.floor(scenario.horizon / storage.epoch) + 1) : null;
  const relayPath = perWindow(run, windows, 'settlement/relay');
  const paymentPath = perWindow(run, windows, 'settlement/payments');
  const unit = Number(`1e${scenario.token.decimals}`);

  function lapsed(now: number): number {
    if (!storage || !byEpoch) return 0;
    const last = Math.min(Math.floor(now / storage.epoch) - storage.epochs, byEpoch.data.length - 1);
    let sum = 0;
    for (let e = 0; e <= last; e++) sum += byEpoch.data[e];
    return sum;
  }
  const waits = (name: string, { waiting, history: { taken, waited, longest } }: Relay) => ({
    [`${name}.wait_mean_seconds`]: ratio(waited, taken),
    [`${name}.wait_max_seconds`]: taken > 0 ? longest : null,
    [`${name}.waiting`]: waiting,
  });
  const path = (values: Float64Array) => Array.from(values.subarray(0, windows.count));

  return {
    observer:
      mayFail || storage
        ? {
            accepted(job) {
              const { rule } = run.inForce.flows[jobs.flow.data[job]].settlement;
              if (rule !== 'none' && rule !== 'private') fates.data[DUE] += jobs.weight.data[job];
            },
            proved(_flow, _answered, weight) {
              fates.data[PROVED] += weight;
              if (byEpoch && storage) byEpoch.data[Math.floor(engine.now / storage.epoch)] += weight;
            },
            unproved(_flow, weight, cause) {
              fates.data[cause] += weight;
            },
          }
        : {},
    window(w) {
      relayPath.data[w] = chains.relays.proof.waiting;
      paymentPath.data[w] = chains.relays.payment.waiting;
    },
    metrics() {
      const { data } = fates;
      const failed = data[UNPROVED.indexOf('reverted')] + data[UNPROVED.indexOf('lost')];
      const { settled, time, failed: unsettled, unpaid } = payments.history;
      const sent = chains.relays.payment.waiting + chains.relays.payment.history.taken;
      return {
        ...(mayFail
          ? {
              'proof.failed_share': share(failed, failed + data[PROVED]),
              'proof.reverted': data[UNPROVED.indexOf('reverted')],
              'proof.lost': data[UNPROVED.indexOf('lost')],
              'proof.pending': data[DUE] - failed - data[PROVED],
            }
          : {}),
        ...(storage ? { 'proof.lapsed_share': share(lapsed(scenario.horizon), data[PROVED]) } : {}),
        ...(relay
          ? { ...waits('settlement', chains.relays.proof), 'settlement.dropped': chains.relays.proof.history.dropped }
          : {}),
        ...(payment
          ? {
              'payment_chain.settled': settled,
              'payment_chain.time_mean_seconds': ratio(time, settled),
              ...waits('payment_chain', chains.relays.payment),
              'payment_chain.failed': unsettled,
              'payment_chain.unpaid': unpaid / unit,
              'payment_chain.pending': sent - settled - unsettled,
              'payment_chain.gas': Number(ledger.total(null, null, 'payment gas')) / unit,
              'payment_chain.blocks': chains.paymentBlocks,
            }
          : {}),
      };
    },
    series() {
      return {
        ...(relay ? { 'settlement.waiting': path(relayPath.data) } : {}),
        ...(payment ? { 'payment_chain.waiting': path(paymentPath.data) } : {}),
      };
    },
  };
}

export const settlement: Measure = { infos, attach };
