/** How are blocks made, and what goes with the chain? Block time, gas, finality, who proposes; relays, the payment chain, storage. */
import * as z from 'zod';
import { distribution } from '../../language/distribution.ts';
import { duration } from '../../language/duration.ts';
import { money } from '../../language/money.ts';
import { share } from '../../language/share.ts';
import { GAS_PAYERS } from '../../network/chains.ts';

const gasPrice = money({
  assets: ['token'],
  exact: false,
  description:
    'Price of one unit of gas in tokens: a real number. The fee of a transaction is rounded up to base units.',
}).prefault(0);

const finality = duration({ clock: 'job', description: 'From a block until it is final.' }).prefault('0s');

const limited = (description: string) => z.union([z.literal('unlimited'), z.int().min(1)]).describe(description);

const relay = z
  .strictObject({
    workers: limited(
      'Transactions under way at once: each worker waits for the receipt of its own. A number, or "unlimited".',
    ).default(1),
    upload: duration({
      clock: 'job',
      description: 'What a worker needs before it can send: the upload of the data that a transaction refers to.',
    }).prefault(0),
    tries: limited(
      'Attempts over a link that is down before a transaction is given up for good. A number, or "unlimited".',
    ).default(5),
    retry: duration({ clock: 'job', positive: true, description: 'Time between two attempts.' }).prefault('10s'),
    receipt: duration({
      clock: 'job',
      positive: true,
      description: 'A transaction that is in no block so long after it was sent is given up for good. Default: never.',
    }).optional(),
    max_fee: money({
      assets: ['token'],
      exact: false,
      description: 'Most tokens paid for one unit of gas: transactions wait while the price is higher. Default: any.',
    }).optional(),
    outages: z
      .array(
        z.strictObject({
          at: duration({ clock: 'economy', description: 'When the link to the chain fails.' }),
          for: duration({ clock: 'economy', positive: true, description: 'How long it fails.' }),
        }),
      )
      .describe('When nothing can be sent to the chain.')
      .default([]),
    random: z
      .strictObject({
        between: distribution({
          unit: 'duration',
          clock: 'economy',
          positive: true,
          description: 'Time from the end of an outage to the next one.',
        }),
        lasting: distribution({
          unit: 'duration',
          clock: 'economy',
          positive: true,
          description: 'How long an outage lasts.',
        }),
      })
      .describe('Outages of the link at random, beside those listed.')
      .optional(),
  })
  .describe('Who carries transactions to the chain, in order, over a link that may be down.');

const gasPaidBy = (fallback: (typeof GAS_PAYERS)[number]) =>
  z
    .enum(GAS_PAYERS)
    .describe(
      'Who pays for gas: the treasury, the facilitator (both buy at the end of the epoch what they owe), or the nodes whose answers they are, in equal parts; what a node lacks, the facilitator pays.',
    )
    .default(fallback);

const payment = z
  .strictObject({
    mode: z
      .enum(['on', 'aggregate', 'off'])
      .describe('"on" simulates every block, "aggregate" computes in which block a payment falls, "off" has no blocks.')
      .default('on'),
    block_time: duration({ clock: 'job', positive: true, description: 'Time between blocks.' }).prefault('2s'),
    gas_limit: z.int().min(1).describe('Most gas of this network in a block.').default(400_000_000),
    finality,
    gas_price: gasPrice,
    gas: z.int().min(0).describe('Gas of one payment.').default(5_000_000),
    gas_paid_by: gasPaidBy('facilitator'),
    relay: relay.prefault({}),
  })
  .describe(
    'A second chain that others run: fees of all flows that are settled (rule none aside) move when they are final there. Its gas leaves the network. Default: fees move at the answer.',
  );

const storage = z
  .strictObject({
    epoch: duration({ clock: 'economy', positive: true, description: 'Length of an epoch of the storage.' }).prefault(
      '14d',
    ),
    epochs: z.int().min(1).describe('Epochs for which data are kept, that of the upload included.').default(10),
  })
  .describe(
    'For how long the data that proofs refer to are kept: without them nobody can verify again. Default: for ever.',
  );

export const chain = z
  .strictObject({
    mode: z
      .enum(['on', 'aggregate', 'off'])
      .describe('"on" simulates every block, "aggregate" counts blocks per epoch, "off" has no chain.')
      .default('off'),
    block_time: duration({ clock: 'job', positive: true, description: 'Time between blocks.' }).prefault('2s'),
    gas_limit: z.int().min(1).describe('Most gas in a block.').default(10_000_000),
    finality,
    proposer: z
      .enum(['weighted-round-robin', 'lottery'])
      .describe('Who proposes a block: by accumulated stake (CometBFT), or drawn by stake.')
      .default('weighted-round-robin'),
    gas_price: gasPrice,
    quorum: share({ description: 'Share of stake that more than must be online for a block to become final.' }).default(
      2 / 3,
    ),
    gas_paid_by: gasPaidBy('treasury'),
    relay: relay.optional(),
    payment: payment.optional(),
    storage: storage.optional(),
  })
  .describe('The chain that orders settlements.');
