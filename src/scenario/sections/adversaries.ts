/** Who does not play by the rules? Attacks, and the share of nodes or validators that carries them out. */
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
      group: reference(
        'Group that it acts in: of nodes, or of validators where the attack is theirs. Default: all of them.',
      ).optional(),
      share: share({ description: 'Share of the group that it holds. Give this or count.' }).optional(),
      count: z.int().min(1).describe('How many nodes or validators it holds. Give this or share.').optional(),
      from: duration({ clock: 'economy', description: 'When it begins.' }).prefault(0),
      until: duration({ clock: 'economy', description: 'When it stops. Default: never.' }).optional(),
    })
    .describe('Nodes or validators that attack.');
