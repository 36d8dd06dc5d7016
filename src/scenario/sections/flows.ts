/** Where do jobs come from, where do they go, and how are they verified and settled? */
import * as z from 'zod';
import { distribution } from '../../language/distribution.ts';
import { duration } from '../../language/duration.ts';
import { choice, type Registries } from '../choice.ts';
import { name, reference } from './common.ts';

export const flow = ({ rules }: Registries) =>
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
      settlement: choice(rules.settlement ?? {}, {
        what: 'a settlement rule',
        none: true,
        description: 'How results reach the chain; "none" settles nothing there.',
      }).prefault('none'),
      latency: distribution({
        unit: 'duration',
        clock: 'job',
        description: 'One-way travel time between client and node.',
      }).prefault(0),
      value: distribution({ unit: 'usd', description: 'Harm to the client in USD if the answer is wrong.' }).prefault(
        0,
      ),
      willingness: distribution({
        unit: 'usd',
        description: 'Most that a client pays for a job in USD; it declines above. Default: it always accepts.',
      }).optional(),
      objective: duration({
        clock: 'job',
        positive: true,
        description: 'An answer within this time counts as goodput.',
      }).optional(),
      retries: z
        .int()
        .min(0)
        .max(1000)
        .describe('How often a request to a node that is gone is sent again to another.')
        .default(0),
    })
    .describe('A flow of jobs from clients.');
