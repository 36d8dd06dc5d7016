/** Is a settlement that cannot get onto its chain refused where it is written? */
import { describe, expect, it } from 'vitest';
import { flow, scenario, type Written } from '../support/scenario.ts';
import { complaints } from './support.ts';

const OWN = { mode: 'on', block_time: '2s', gas_limit: 1000 };
const PAID = { ...OWN, payment: { block_time: '1s', gas_limit: 500, gas: 10 } };
const settled = (settlement: unknown) => [flow({ settlement })];

const WRONG: [what: string, written: Written, said: string][] = [
  [
    'a batch that needs more gas than a block has',
    { chain: OWN, flows: settled({ batch: { gas: 1001 } }) },
    '$.flows[0].settlement.batch.gas: is 1001, more than a block has, expected at most chain.gas_limit, 1000',
  ],
  [
    'the default gas of a batch in a small block',
    { chain: OWN, flows: settled('batch') },
    '$.flows[0].settlement.batch.gas: is 9000000, more than a block has, expected at most chain.gas_limit, 1000',
  ],
  [
    'a transaction of PIPE that needs more',
    { chain: OWN, flows: settled({ pipe: { gas: 1001 } }) },
    '$.flows[0].settlement.pipe.gas: is 1001, more than a block has, expected at most chain.gas_limit, 1000',
  ],
  [
    'more gas than a block of the other chain has',
    { chain: PAID, flows: settled({ individual: { gas: 501, chain: 'payment' } }) },
    '$.flows[0].settlement.individual.gas: is 501, more than a block has, expected at most chain.payment.gas_limit, 500',
  ],
  [
    'two ideas of one batch',
    {
      chain: OWN,
      flows: [1, 2].map((items) =>
        flow({ name: `f${items}`, settlement: { batch: { items, gas: 1, across: 'network' } } }),
      ),
    },
    '$.flows[1].settlement: differs from that of flows[0], with which it shares a batch, expected the same parameters, or across: flow',
  ],
  [
    'a payment that needs more gas than a block has',
    { chain: { ...OWN, payment: { gas: 501, gas_limit: 500 } } },
    '$.chain.payment.gas: is 501, more than a block has, expected at most chain.payment.gas_limit, 500',
  ],
  [
    'an age limit shorter than the block time',
    { chain: OWN, flows: settled({ individual: { gas: 1, max_age: '1999ms' } }) },
    '$.flows[0].settlement.individual.max_age: is 1.999 s: most answers would be too old for the next block, expected at least chain.block_time, 2 s',
  ],
  [
    'a chain that is not there',
    { chain: OWN, flows: settled({ individual: { gas: 1, chain: 'payment' } }) },
    '$.flows[0].settlement.individual.chain: is "payment", and there is no chain.payment, expected "proof", or a chain.payment',
  ],
  [
    'a chain that nobody knows',
    { chain: PAID, flows: settled({ batch: { gas: 1, chain: 'payments' } }) },
    '$.flows[0].settlement.batch.chain: is "payments"; did you mean "payment"?, expected one of proof, payment',
  ],
  [
    'a highest fee where single blocks are not simulated',
    { chain: { ...OWN, mode: 'aggregate', relay: { max_fee: '1 OPG' } } },
    '$.chain.relay.max_fee: is given, and mode is aggregate: which block takes a transaction is known once it is sent, expected mode: on',
  ],
  [
    'a time-out of receipts where single blocks are not simulated',
    { chain: { ...OWN, payment: { mode: 'aggregate', relay: { receipt: '9s' } } } },
    '$.chain.payment.relay.receipt: is given, and mode is aggregate: which block takes a transaction is known once it is sent, expected mode: on',
  ],
  [
    'a payment chain that comes in mid-run',
    { chain: OWN, changes: [{ at: '20s', set: { 'chain.payment.gas': 3 } }] },
    '$.changes[0].set["chain.payment.gas"]: may not change during a run, expected another field of chain (only gas_price and gas_limit, its own or those of payment)',
  ],
];

const RIGHT: [what: string, written: Written][] = [
  ['as much gas as a block has', { chain: OWN, flows: settled({ batch: { gas: 1000 } }) }],
  ['any gas without a chain', { flows: settled({ batch: { gas: 1e12 } }) }],
  ['an age limit of one block', { chain: OWN, flows: settled({ individual: { gas: 1, max_age: '2s' } }) }],
  [
    'a shorter one on a faster chain',
    { chain: PAID, flows: settled({ individual: { gas: 1, max_age: '1s', chain: 'payment' } }) },
  ],
  [
    'a change of the price of gas',
    { chain: PAID, changes: [{ at: '20s', set: { 'chain.payment.gas_price': '1 OPG' } }] },
  ],
];

describe('refused with its place', () => {
  it.each(WRONG)('%s', async (_, written, said) => {
    const lines = await complaints(scenario(written));
    expect(lines.map((line) => line.replace(/^.*?: (?=\$)/, ''))).toEqual([said]);
  });
});

describe('taken', () => {
  it.each(RIGHT)('%s', async (_, written) => {
    expect(await complaints(scenario(written))).toEqual([]);
  });

  it('with amounts of gas in base units, and defaults that are a serial worker', async () => {
    const { chain } = await scenario({
      token: { decimals: 6 },
      chain: {
        gas_price: '0.000002 OPG',
        relay: {},
        payment: { gas_price: '0.5 OPG', relay: { max_fee: '2 OPG' } },
        storage: {},
      },
    });
    expect([chain.gas_price, chain.gas_paid_by]).toEqual([2, 'treasury']);
    expect(chain.relay).toEqual({ workers: 1, upload: 0, tries: 5, retry: 10, outages: [] });
    expect([chain.payment!.gas_price, chain.payment!.relay.max_fee, chain.payment!.gas_paid_by]).toEqual([
      500_000,
      2_000_000,
      'facilitator',
    ]);
    expect(chain.storage).toEqual({ epoch: 14 * 86_400, epochs: 10 });
  });

  it('with a time-out of 120 s for clients of PIPE, unless their flow has one', async () => {
    const timeouts = async (more: Written) => (await scenario({ flows: [flow(more)] })).flows[0]!.timeout;
    expect(await timeouts({ settlement: 'pipe' })).toEqual({ kind: 'constant', value: 120 });
    expect(await timeouts({ settlement: { pipe: { wait: '30s' } } })).toEqual({ kind: 'constant', value: 30 });
    expect(await timeouts({ settlement: 'pipe', timeout: '7s' })).toEqual({ kind: 'constant', value: 7 });
    expect(await timeouts({ settlement: 'private' })).toBeUndefined();
  });
});
