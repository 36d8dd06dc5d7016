/** What changes in mid-run? Values by path, from a moment on: checked exactly as the scenario itself is. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';

export const change = z
  .strictObject({
    at: duration({ clock: 'economy', positive: true, description: 'When the change takes effect.' }),
    set: z
      .record(z.string(), z.unknown().describe('The new value.'))
      .describe(
        'New values by path, as for --set: {incentives.price: {token: 2 OPG}}. Only behaviour may change, not who takes part.',
      ),
  })
  .describe('A change of rules or parameters during the run.');
