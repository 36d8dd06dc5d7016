/** What is a token worth? Always the same. */
import * as z from 'zod';
import { number } from '../../language/number.ts';
import { shorthand } from '../../language/shorthand.ts';
import { defineRule } from '../contract.ts';

export const constant = defineRule({
  slot: 'market',
  name: 'constant',
  summary: 'the token has one price throughout',
  schema: shorthand(
    'price',
    z.strictObject({
      price: number({ positive: true, unit: 'USD per token', description: 'price of a token' }).default(0.1),
    }),
  ),
  formula: 'P(t) = price',
  source: 'assumption of the scenario',
  bind: ({ price }, b) => ({ start: () => b.market.open(price) }),
});
