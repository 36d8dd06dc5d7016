/** Where is everybody, how far is it from one to another, and what fails there? Regions with their latencies, and outages. */
import * as z from 'zod';
import { distribution } from '../../language/distribution.ts';
import { duration } from '../../language/duration.ts';
import { share } from '../../language/share.ts';
import { name, reference } from './common.ts';

export const regions = z
  .strictObject({
    names: z
      .array(
        z
          .string()
          .regex(/^[\w-]+$/)
          .meta({ description: 'Name of a region.', expected: 'letters, digits, _ and -' }),
      )
      .min(1)
      .describe('The regions, in the order of the rows and columns of latency.'),
    latency: z
      .array(
        z
          .array(duration({ clock: 'job', description: 'One-way travel time to the region of the column.' }))
          .describe('From one region to each.'),
      )
      .describe(
        'One-way travel times from the region of the row to that of the column: as many rows and columns as names.',
      ),
    jitter: distribution({
      unit: 'duration',
      clock: 'job',
      description: 'What a single way takes longer than the matrix says.',
    }).prefault(0),
  })
  .describe('Where nodes and clients are, and how far it is from one region to another.');

/** Of a flow. */
export const clientRegions = z
  .record(z.string(), share({ description: "Share of the flow's clients." }))
  .describe(
    'Where its clients are: shares by region, which sum to 1. Travel then takes what regions.latency says, and jitter.',
  )
  .optional();

export const outage = z
  .strictObject({
    name: name('Name of the outage.'),
    nodes: reference(
      'Node group whose nodes fail, each by itself. Give one of nodes, group, region, provider, upstream.',
    ).optional(),
    group: reference('Node group that fails as a whole.').optional(),
    region: reference('Region whose nodes all fail together.').optional(),
    provider: reference('Hosting provider whose nodes all fail together.').optional(),
    upstream: reference('Upstream API whose proxy nodes all fail together.').optional(),
    at: duration({ clock: 'economy', description: 'When it begins, once. Give this or every.' }).optional(),
    every: distribution({
      unit: 'duration',
      clock: 'economy',
      positive: true,
      description:
        'From the start, and from the end of each, to the next; its mean is the mean time to failure (MTBF).',
    }).optional(),
    for: distribution({
      unit: 'duration',
      clock: 'economy',
      positive: true,
      description: 'How long it lasts; its mean is the mean time to repair (MTTR).',
    }),
    silent: z
      .boolean()
      .describe(
        'False: connections fail at once, and clients know. True: there is no answer, and clients wait for their time-out.',
      )
      .default(false),
  })
  .describe('Nodes that do not answer for a while: what they had begun is lost.');
