/** Which models can a node hold, and what does it take to bring one there? Memory, loading, and APIs that nodes pass requests on to. */
import * as z from 'zod';
import { distribution } from '../../language/distribution.ts';
import { number } from '../../language/number.ts';
import { reference } from './common.ts';

/** Of a model. */
export const footprint = {
  memory: number({ unit: 'GB', positive: true, description: 'Memory that it takes at a node.' }).optional(),
  load: distribution({
    unit: 'duration',
    clock: 'job',
    description:
      'How long a node needs to load it, once its first byte is there. Default: its memory over the bandwidth of the node.',
  }).optional(),
  fetch: distribution({
    unit: 'duration',
    clock: 'job',
    description: 'How long the model hub takes until its first byte is at the node. Default: 0.',
  }).optional(),
};

/** Of a group of nodes. */
export const hosting = {
  models: z
    .array(reference('A model.'))
    .describe('Models that they serve; [] for nodes that only serve stages on the way. Default: all.')
    .optional(),
  memory: number({
    unit: 'GB',
    positive: true,
    description:
      'Room for models at each node. One that is not there is loaded first, and the least recently used ones make room. Default: all models are always there.',
  }).optional(),
  bandwidth: number({ unit: 'GB/s', positive: true, description: 'Speed at which a node loads models.' }).optional(),
  upstream: z.string().min(1).describe('API that these nodes pass requests on to: its outages are theirs.').optional(),
};
