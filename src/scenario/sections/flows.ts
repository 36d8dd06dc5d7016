/** Where do jobs come from, where do they go, and how are they verified and settled? */
import * as z from 'zod';
import { distribution } from '../../language/distribution.ts';
import { duration } from '../../language/duration.ts';
import { money } from '../../language/money.ts';
import { number } from '../../language/number.ts';
import { share } from '../../language/share.ts';
import { PRIORITIES } from '../../network/tables.ts';
import { choice, type Registries } from '../choice.ts';
import { name, reference } from './common.ts';
import { clientRegions } from './places.ts';
import { stages } from './stages.ts';

export const flow = ({ rules, ...others }: Registries) =>
  z
    .strictObject({
      name: name('Name of the flow.'),
      model: reference('Name of the model that its jobs ask for.'),
      clients: z.int().min(1).max(10_000_000).describe('Clients that the flow is made of.').default(1),
      arrivals: choice(rules.arrivals ?? {}, { what: 'an arrival process', description: 'When jobs arrive.' }),
      routing: choice(rules.routing ?? {}, {
        what: 'a routing rule',
        description: 'Which node executes a job.',
      }).prefault('uniform'),
      verification: choice(rules.verification ?? {}, {
        what: 'a verification method',
        none: true,
        description: 'How a wrong answer is found.',
      }).prefault('none'),
      copies: z
        .enum(['shared-size', 'independent'])
        .describe(
          "Work of a job's copies: that of the job (shared-size, the default), or drawn anew for each copy from the model's size (independent), as textbooks on redundancy assume and a real execution again does not do.",
        )
        .optional(),
      settlement: choice(rules.settlement ?? {}, {
        what: 'a settlement rule',
        none: true,
        description: 'How results reach the chain; "none" settles nothing there.',
      }).prefault('none'),
      payment: choice(rules.payment ?? {}, {
        what: 'a way of paying',
        description:
          'How clients pay. Default: each fee is owed from the answer on, and bought at the end of the epoch; nobody fails to pay.',
      }).optional(),
      latency: distribution({
        unit: 'duration',
        clock: 'job',
        description: 'One-way travel time between client and node, of a flow without regions.',
      }).prefault(0),
      regions: clientRegions,
      stages: stages({ rules, ...others }),
      tokens: z
        .strictObject({
          in: distribution({ unit: 'number', description: 'Tokens that a client sends with a job.' }),
          out: distribution({ unit: 'number', description: 'Tokens that it gets.' }),
        })
        .describe(
          'What nodes that count tokens read and write for a job; those of a trace come first. They need not be whole.',
        )
        .optional(),
      value: distribution({ unit: 'usd', description: 'Harm to the client in USD if the answer is wrong.' }).prefault(
        0,
      ),
      willingness: distribution({
        unit: 'usd',
        description: 'Most that a client pays for a job in USD; it declines above. Default: it always accepts.',
      }).optional(),
      elasticity: z
        .strictObject({
          exponent: number({ min: 0, max: 1000, positive: true, description: 'Demand falls as price^-exponent.' }),
          reference: money({
            assets: ['usd'],
            bare: 'usd',
            exact: false,
            positive: true,
            description: 'Price in USD at which demand is the rate of the arrivals / most.',
          }),
          most: number({
            min: 1,
            max: 1e6,
            description: 'Demand at low prices over demand at the reference; the arrivals are that of low prices.',
          }).default(1),
        })
        .describe(
          'How demand reacts to price, in place of willingness: a job is sent with probability min(1, (price / reference)^-exponent / most), by its own luck.',
        )
        .optional(),
      trust: z
        .strictObject({
          loss: share({
            description: 'Share of its trust that a client loses by a wrong answer that is found out.',
          }).default(0.5),
          recovery: duration({
            clock: 'economy',
            positive: true,
            description: 'Time in which lost trust falls to 1/e. Default: it stays lost.',
          }).optional(),
          leaves_below: share({ description: 'A client with less trust sends nothing until it has it again.' }).default(
            0,
          ),
        })
        .describe(
          'Clients send each job with the probability of their trust: 1 at first, less once a wrong answer that they took is found out. Default: they always send.',
        )
        .optional(),
      objective: duration({
        clock: 'job',
        positive: true,
        description: 'An answer within this time counts as goodput.',
      }).optional(),
      priority: z
        .int()
        .min(0)
        .max(PRIORITIES - 1)
        .describe('Rank of its jobs in a priority queue: 0 is served first.')
        .default(0),
      patience: distribution({
        unit: 'duration',
        clock: 'job',
        description: 'A client leaves when nobody has begun its job so long after it came. Default: it waits.',
      }).optional(),
      timeout: distribution({
        unit: 'duration',
        clock: 'job',
        positive: true,
        description:
          'An attempt that has no answer so long after it was sent is called off, and counts as failed. Default: it waits.',
      }).optional(),
      retries: z
        .union([z.literal('unlimited'), z.int().min(0).max(1000)])
        .describe(
          'How often a job is sent again: at once to another node when its node is gone, after back_off when no node can serve it, its queue is full, its node fails or its time-out is over. A number, or "unlimited".',
        )
        .default(0),
      back_off: z
        .strictObject({
          delay: distribution({
            unit: 'duration',
            clock: 'job',
            description: 'How long a client waits before it sends a job again.',
          }).prefault(0),
          factor: number({ min: 1, description: 'Growth of the delay from one time to the next.' }).default(1),
          most: duration({ clock: 'job', positive: true, description: 'The delay grows no further.' }).optional(),
        })
        .describe('Before a job is sent again that found no node or no room, or lost its node or its time-out.')
        .prefault({}),
    })
    .describe('A flow of jobs from clients.');
