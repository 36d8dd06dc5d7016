/** How are blocks made? Block time, gas, finality, and who proposes. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { money } from '../../language/money.ts';
import { share } from '../../language/share.ts';

export const chain = z
  .strictObject({
    mode: z
      .enum(['on', 'aggregate', 'off'])
      .describe('"on" simulates every block, "aggregate" counts blocks per epoch, "off" has no chain.')
      .default('off'),
    block_time: duration({ clock: 'job', positive: true, description: 'Time between blocks.' }).prefault('2s'),
    gas_limit: z.int().min(1).describe('Most gas in a block.').default(10_000_000),
    finality: duration({ clock: 'job', description: 'From a block until it is final.' }).prefault('0s'),
    proposer: z
      .enum(['weighted-round-robin', 'lottery'])
      .describe('Who proposes a block: by accumulated stake (CometBFT), or drawn by stake.')
      .default('weighted-round-robin'),
    gas_price: money({
      assets: ['token'],
      exact: false,
      description:
        'Price of one unit of gas in tokens: a real number. The fee of a transaction is rounded up to base units.',
    }).prefault(0),
    quorum: share({ description: 'Share of stake that more than must be online for a block to become final.' }).default(
      2 / 3,
    ),
  })
  .describe('The chain that orders settlements.');
