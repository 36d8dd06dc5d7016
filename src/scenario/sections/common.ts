/** Which fields do several sections share? Names, counts, places: each described once. */
import * as z from 'zod';
import { distribution } from '../../language/distribution.ts';

/** Lower-case words joined by hyphens: safe in file names, charts and `--set` paths. */
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** A name by which other sections and `--set` refer to a thing. */
export const name = (description: string) =>
  z
    .string()
    .regex(NAME)
    .meta({ description, expected: 'lower-case letters, digits and hyphens, such as "eth-volatility"' });

/** A reference to a thing by its name; whether it exists is checked once everything is read. */
export const reference = (description: string) => z.string().min(1).describe(description);

export const count = (what: string) => z.int().min(1).max(10_000_000).describe(`How many ${what} the group has.`);

export const region = z
  .string()
  .min(1)
  .describe('Region they are in: concentration is reported per region.')
  .optional();

export const provider = z
  .string()
  .min(1)
  .describe('Hosting provider: concentration is reported per provider, and its outages strike together.')
  .optional();

/** When members come and go; whoever comes late brings its stake then. */
export const stay = (what: string) => ({
  joins: distribution({
    unit: 'duration',
    clock: 'economy',
    description: `When each ${what} comes, with its stake. Default: it is there from the start.`,
  }).optional(),
  leaves: distribution({
    unit: 'duration',
    clock: 'economy',
    description: `How long after coming each ${what} leaves. Default: it stays.`,
  }).optional(),
});

export const ownership = (what: string) =>
  z
    .string()
    .min(1)
    .describe(
      `Who owns them: "each" (every ${what} has its own operator), "one" (one operator owns the group), or the name of an operators group, whose members own them in turn.`,
    )
    .default('each');
