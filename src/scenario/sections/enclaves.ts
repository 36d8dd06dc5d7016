/** Which enclaves may clients trust? A registry of approved images, attestations and heartbeats. */
import * as z from 'zod';
import { distribution } from '../../language/distribution.ts';
import { duration } from '../../language/duration.ts';
import { share } from '../../language/share.ts';
import { GAS_PAYERS } from '../../network/chains.ts';
import { name, reference } from './common.ts';

const image = z
  .strictObject({
    name: name('Name of the image, for node groups and attacks.'),
    approved: z
      .boolean()
      .describe('False: it is revoked or not approved yet, and no node that runs it is listed.')
      .default(true),
    successor: reference(
      'Image that its nodes move to when it is revoked; they register anew there. Default: they stay and wait.',
    ).optional(),
    upgrade: distribution({
      unit: 'duration',
      clock: 'economy',
      description: 'How long after a revocation a node has moved to the successor.',
    }).prefault(0),
  })
  .describe('An image of enclaves: the code that an attestation vouches for.');

const outage = z.strictObject({
  at: duration({ clock: 'economy', description: 'When it begins.' }),
  for: duration({ clock: 'economy', positive: true, description: 'How long it lasts.' }),
});

export const enclaves = z
  .strictObject({
    images: z.array(image).min(1).max(1000).describe('The images that nodes run or may run.'),
    at_start: z
      .enum(['registered', 'registering'])
      .describe(
        'Nodes were registered long ago ("registered"), or send their attestations when the run begins ("registering"); newcomers do so when they come, and nobody while it is down.',
      )
      .default('registered'),
    heartbeat: duration({
      clock: 'job',
      positive: true,
      description: 'From one heartbeat of a node to its next.',
    }).default(900),
    expiry: duration({
      clock: 'job',
      positive: true,
      description: 'A node whose last heartbeat is older is not listed until its next one.',
    }).default(1800),
    loss: share({ below: 1, description: 'Share of heartbeats that do not arrive, each by its own lot.' }).default(0),
    relay_outages: z
      .array(outage)
      .max(10_000)
      .describe('Times at which no heartbeat of anybody arrives: their relay is down.')
      .default([]),
    attestation_age: duration({
      clock: 'job',
      positive: true,
      description: 'An attestation that is older when its transaction is final is refused, and made anew.',
    }).default(300),
    gas: z.int().min(0).describe('Gas of verifying an attestation on the chain.').default(500_000),
    heartbeat_gas: z
      .int()
      .min(0)
      .describe(
        'Gas of a heartbeat that arrives: paid at the end of each epoch at the price of then; heartbeats take no room in blocks.',
      )
      .default(500_000),
    gas_paid_by: z
      .enum(GAS_PAYERS)
      .describe(
        'Who pays for the gas of attestations and heartbeats: the treasury, the facilitator, or each node for its own (what it lacks, the facilitator pays). Default: as chain.gas_paid_by.',
      )
      .optional(),
    reattest: duration({
      clock: 'economy',
      positive: true,
      description: 'From one attestation of a node to its next. Default: it attests at registration only.',
    }).optional(),
  })
  .describe(
    'Registry of enclaves, for the node groups that have an image: which of them are listed, and so get jobs that ask for an enclave.',
  );
