/** What money is there? The network's token: how it is written, how finely it divides, who has it when, what it is worth. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { money } from '../../language/money.ts';
import { share } from '../../language/share.ts';
import { choice, type Registries } from '../choice.ts';

const bucket = z
  .strictObject({
    name: z.string().min(1).describe('Name of the part, e.g. investors.'),
    share: share({ description: 'Part of the supply, a multiple of 10^-9. This or an amount.' }).optional(),
    amount: money({ assets: ['token'], description: 'Tokens. This or a share.' }).optional(),
    tge: share({ description: 'Part of it that is free at the token generation event.' }).default(0),
    cliff: duration({
      clock: 'economy',
      description: 'From the token generation event until the rest begins to become free.',
    }).prefault('0s'),
    vesting: duration({
      clock: 'economy',
      description: 'From the cliff until the rest is free, evenly; 0 frees all of it at the cliff.',
    }).prefault('0s'),
    to: z
      .enum(['outside', 'treasury', 'foundation', 'emission'])
      .describe(
        'Who gets what becomes free. "emission": nobody; the emission rule pays from this part instead of minting, until it is used up.',
      )
      .default('outside'),
  })
  .describe('A part of the supply at genesis and when it becomes free.');

const oracle = z
  .strictObject({
    refresh: duration({
      clock: 'economy',
      positive: true,
      description: 'Time between two readings of the price.',
    }).prefault('300s'),
    halt_after: duration({
      clock: 'economy',
      positive: true,
      description: 'Age of the last reading beyond which jobs with a price in USD are refused.',
    }).prefault('4h'),
    outages: z
      .array(
        z.strictObject({
          at: duration({ clock: 'economy', description: 'When the source fails.' }),
          for: duration({ clock: 'economy', positive: true, description: 'How long it fails.' }),
        }),
      )
      .describe('When its source of prices fails.')
      .default([]),
  })
  .describe('How the network learns the price of the token. Without an oracle it knows it at every moment.');

export const token = ({ rules }: Registries) =>
  z
    .strictObject({
      symbol: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9]{0,11}$/)
        .refine((symbol) => symbol !== 'USD' && symbol !== 'token', { error: 'is a word with another meaning' })
        .meta({
          description: 'How amounts are written: "2.5 OPG".',
          expected: 'letters and digits such as OPG (not USD)',
        })
        .default('OPG'),
      decimals: z
        .int()
        .min(0)
        .max(12)
        .describe(
          '1 token = 10^decimals base units. Every balance stays below 2^53 units, so fewer decimals allow more tokens.',
        )
        .default(6),
      supply: money({ assets: ['token'], description: 'Tokens at genesis.' }).optional(),
      price: choice(rules.market ?? {}, {
        what: 'a process of the price',
        description: 'Market price of a token in USD: a number, or how it moves.',
        number: 'constant',
      }).prefault('constant'),
      tge: duration({
        clock: 'economy',
        description:
          'Token generation event: when the first tokens of the allocation become free. At the start when absent.',
      }).optional(),
      allocation: z
        .array(bucket)
        .describe('To whom the supply belongs at genesis, and when it becomes free. What is not allocated is free.')
        .optional(),
      oracle: oracle.optional(),
    })
    .describe('The token of the network.');
