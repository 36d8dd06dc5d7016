/** What money is there? The network's token: how it is written, how finely it divides, what it is worth. */
import * as z from 'zod';
import { money } from '../../language/money.ts';
import { number } from '../../language/number.ts';

export const token = z
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
    price: number({ positive: true, unit: 'USD per token', description: 'Market price of a token in USD.' }).default(
      0.1,
    ),
  })
  .describe('The token of the network.');
