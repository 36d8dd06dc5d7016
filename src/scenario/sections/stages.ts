/** What is done for a job before its answer is computed? Stages, each at nodes of its own, from one to the next by chance or in order. */
import * as z from 'zod';
import { distribution } from '../../language/distribution.ts';
import { share } from '../../language/share.ts';
import { choice, type Registries } from '../choice.ts';
import { name, reference } from './common.ts';

export const stages = ({ rules }: Registries) =>
  z
    .array(
      z
        .strictObject({
          name: name('Name of the stage.'),
          nodes: z
            .array(reference('A node group.'))
            .min(1)
            .describe(
              "Groups of nodes that serve it. Default: all; those that serve the flow's model where it can be the last.",
            )
            .optional(),
          size: distribution({
            unit: 'duration',
            clock: 'job',
            description:
              "Its work: seconds at speed 1. Default: that of the job, as the flow's model or trace says it.",
          }).optional(),
          routing: choice(rules.routing ?? {}, {
            what: 'a routing rule',
            description: "Which node executes it. Default: the flow's routing.",
          }).optional(),
          fee_share: share({
            description:
              "Share of the job's fee for the node that executes it, each time that another stage follows: paid as the answer is, before the rest is split; the last node has what the node's share of that comes to. Default: it is paid nothing.",
          }).optional(),
          enter: share({
            description: 'Share of jobs that begin here. Default: all begin at the first stage.',
          }).optional(),
          next: z
            .record(z.string(), share({ description: 'Probability.' }))
            .describe(
              'Stages that follow, with their probabilities; what they lack to 1 is the end: this execution was the answer. Default: the next stage of the list; after the last one the end.',
            )
            .optional(),
        })
        .describe('An execution on the way to the answer.'),
    )
    .min(1)
    .describe(
      'Executions of a job, one after the other, each by a node that its own routing picks; the last one is verified, settled and paid. Default: one.',
    )
    .optional();
