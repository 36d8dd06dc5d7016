/** Can what is settled get onto its chain? Gas, ages and names against the chains that there are, and amounts of gas in base units. */
import type * as z from 'zod';
import type { ChainsParameters } from '../network/chains.ts';
import type { RelayParameters } from '../network/relay.ts';
import type { Report } from './problems.ts';
import type { Flow } from './scenario.ts';
import type { chain as section } from './sections/chain.ts';
import type { PartialScenario } from './sections.ts';

type ParsedChain = z.output<typeof section>;

/** The chain with gas prices in base units per unit of gas; `unit`: base units per token. */
export function resolveChain({ gas_price, relay, payment, ...chain }: ParsedChain, unit: number): ChainsParameters {
  const relayed = ({ max_fee, ...rest }: NonNullable<typeof relay>): RelayParameters => ({
    ...rest,
    ...(max_fee ? { max_fee: max_fee.amount * unit } : {}),
  });
  return {
    ...chain,
    gas_price: gas_price.amount * unit,
    ...(relay ? { relay: relayed(relay) } : {}),
    ...(payment
      ? { payment: { ...payment, gas_price: payment.gas_price.amount * unit, relay: relayed(payment.relay) } }
      : {}),
  };
}

/** Clients of PIPE wait as long as the rule says, where their flow does not. */
export function resolveTimeout(flow: Flow): Flow {
  if (flow.settlement.rule !== 'pipe' || flow.timeout) return flow;
  return { ...flow, timeout: { kind: 'constant', value: flow.settlement.params.wait as number } };
}

/** Flows that share a batch cannot each have their own idea of it. */
function checkBatches(flows: PartialScenario['flows'], report: Report): void {
  let first = -1;
  for (const [i, flow] of (flows ?? []).entries()) {
    const settlement = flow?.settlement;
    if (settlement?.rule !== 'batch' || settlement.params.across !== 'network') continue;
    if (first < 0) first = i;
    else if (JSON.stringify(settlement.params) !== JSON.stringify(flows?.[first]?.settlement.params))
      report({
        path: ['flows', i, 'settlement'],
        message: `differs from that of flows[${first}], with which it shares a batch`,
        expected: 'the same parameters, or across: flow',
      });
  }
}

export function checkChains({ chain, flows }: PartialScenario, report: Report): void {
  if (!chain) return;
  const { payment } = chain;
  checkBatches(flows, report);
  for (const [i, flow] of (flows ?? []).entries()) {
    const settlement = flow?.settlement;
    if (!settlement) continue;
    const path = ['flows', i, 'settlement', settlement.rule];
    const { gas, max_age, chain: named } = settlement.params;
    if (named === 'payment' && !payment) {
      report({
        path: [...path, 'chain'],
        message: 'is "payment", and there is no chain.payment',
        expected: '"proof", or a chain.payment',
      });
      continue;
    }
    const [its, where] = named === 'payment' && payment ? [payment, 'chain.payment'] : [chain, 'chain'];
    if (its.mode === 'off') continue;
    // A transaction that needs more gas than a block has would wait for ever.
    if (typeof gas === 'number' && gas > its.gas_limit)
      report({
        path: [...path, 'gas'],
        message: `is ${gas}, more than a block has`,
        expected: `at most ${where}.gas_limit, ${its.gas_limit}`,
      });
    if (typeof max_age === 'number' && max_age < its.block_time)
      report({
        path: [...path, 'max_age'],
        message: `is ${max_age} s: most answers would be too old for the next block`,
        expected: `at least ${where}.block_time, ${its.block_time} s`,
      });
  }
  if (payment && payment.mode !== 'off' && payment.gas > payment.gas_limit)
    report({
      path: ['chain', 'payment', 'gas'],
      message: `is ${payment.gas}, more than a block has`,
      expected: `at most chain.payment.gas_limit, ${payment.gas_limit}`,
    });
  for (const [path, mode, relay] of [
    [['chain', 'relay'], chain.mode, chain.relay],
    [['chain', 'payment', 'relay'], payment?.mode, payment?.relay],
  ] as const)
    for (const field of ['receipt', 'max_fee'] as const)
      if (mode === 'aggregate' && relay?.[field] !== undefined)
        report({
          path: [...path, field],
          message: 'is given, and mode is aggregate: which block takes a transaction is known once it is sent',
          expected: 'mode: on',
        });
}
