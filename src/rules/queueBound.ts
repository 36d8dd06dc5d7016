/** How many tasks may there be at an executor? The parameter that every service rule has. */
import * as z from 'zod';

export const bound = z
  .int()
  .min(1)
  .optional()
  .describe('most tasks at an executor, those in service included; further ones are refused. Default: no bound');
