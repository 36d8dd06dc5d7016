/** Which models are served? What one job of each costs to compute, and what it is billed at. */
import * as z from 'zod';
import { distribution } from '../../language/distribution.ts';
import { file } from '../../language/file.ts';
import { money } from '../../language/money.ts';
import { declareTags, tagsAt } from '../../language/schemaTree.ts';
import { share } from '../../language/share.ts';
import { name } from './common.ts';
import { footprint } from './hosting.ts';

const work = distribution({ unit: 'duration', clock: 'job', description: 'Work of a job: seconds at speed 1.' });

/** A distribution, or the word `measured`. */
const size = z
  .union([z.literal('measured'), work])
  .describe('Work of a job in seconds at speed 1: a distribution, or "measured" (from the profile of its behaviour).');
declareTags(size, { ...tagsAt(work)!, bare: z.union([z.literal('measured'), tagsAt(work)!.bare!]) });

export const model = z
  .strictObject({
    name: name('Name by which flows ask for it.'),
    publisher: z.string().min(1).describe('Who published it and earns its royalty.').optional(),
    size: size.optional(),
    behaviour: file({
      endings: ['.onnx'],
      folderWith: ['model.json', 'profile.json'],
      description: 'An .onnx file, or a folder with a profile.json: what honest and cheating executions really answer.',
    }).optional(),
    price: money({ description: 'Billed list price of one job, in USD or tokens.' }).optional(),
    royalty: share({ description: "Share of each job's fee that goes to the publisher." }).optional(),
    download: z
      .strictObject({
        fee: money({ description: 'What storage is paid when a node fetches the model, in USD or tokens.' }),
        paid_by: z.enum(['node', 'publisher']).describe('Who pays it.').default('node'),
      })
      .describe('Each node fetches the model from the model hub once, for its first job of it. Default: for nothing.')
      .optional(),
    disagreement: share({
      description:
        'Probability that two honest executions of a job disagree beyond the threshold; for models without behaviour.',
    }).default(0),
    ...footprint,
  })
  .describe('A model that the network serves.');
