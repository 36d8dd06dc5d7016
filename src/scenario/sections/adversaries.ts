/** Who does not play by the rules? Attacks, and the share of nodes that carries them out. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { share } from '../../language/share.ts';
import { choice, type Registries } from '../choice.ts';
import { name, reference } from './common.ts';

export const adversary = ({ adversaries }: Registries) =>
  z
    .strictObject({
      name: name('Name of the adversary.'),
      attack: choice(adversaries, { what: 'an attack', description: 'What it does.' }),
      group: reference('Node group that it acts in. Default: all nodes.').optional(),
      share: share({ description: "Share of the group's nodes that it holds. Give this or count." }).optional(),
      count: z.int().min(1).describe('Number of nodes that it holds. Give this or share.').optional(),
      from: duration({ clock: 'economy', description: 'When it begins.' }).prefault(0),
      until: duration({ clock: 'economy', description: 'When it stops. Default: never.' }).optional(),
    })
    .describe('Nodes that attack.');
