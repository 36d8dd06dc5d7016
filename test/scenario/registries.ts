/** Rules, attacks and strategies of tests: few, with every kind of parameter, and independent of those that ship. */
import * as z from 'zod';
import { duration } from '../../src/language/duration.ts';
import { expression } from '../../src/language/expression.ts';
import { file } from '../../src/language/file.ts';
import type { Hook } from '../../src/language/hook.ts';
import { money } from '../../src/language/money.ts';
import { number } from '../../src/language/number.ts';
import { rate } from '../../src/language/rate.ts';
import { share } from '../../src/language/share.ts';
import { shorthand } from '../../src/language/shorthand.ts';
import type { Block, Registries } from '../../src/scenario/choice.ts';

const audit: Hook = {
  name: 'audit',
  subject: 'job',
  holders: ['j'],
  variables: { value: { source: 'j.value.data[job]', unit: 'USD', summary: 'harm' } },
};

function block(name: string, schema: z.ZodType = z.object({})): [string, Block] {
  return [name, { name, summary: `The ${name} of tests.`, schema }];
}
const blocks = (...all: [string, Block][]): Record<string, Block> => Object.fromEntries(all);

export const registries: Registries = {
  rules: {
    arrivals: blocks(
      block('poisson', z.object({ rate: rate({ clock: 'job', description: 'Jobs per second.' }) })),
      block('trace', z.object({ file: file({ description: 'CSV.' }) })),
    ),
    routing: blocks(
      block('uniform'),
      block('sticky', z.object({ recheck: duration({ clock: 'job', description: 'Between looks.' }).prefault('5m') })),
      block('power-of-d', z.object({ d: z.int().min(1).describe('How many.').default(2) })),
    ),
    service: blocks(block('fifo')),
    verification: blocks(
      block(
        'sampling',
        z.object({
          probability: expression(audit, { min: 0, max: 1, description: 'Of an audit.' }).default(0.05),
          reward: money({ assets: ['token'], description: 'Per audit.' }).prefault(0),
        }),
      ),
    ),
    settlement: blocks(block('individual')),
    pricing: blocks(
      block(
        'token',
        shorthand('amount', z.object({ amount: money({ assets: ['token'], description: 'Per job.' }).prefault(0) })),
      ),
      block(
        'fixed-usd',
        shorthand('amount', z.object({ amount: money({ assets: ['usd'], description: 'Per job.' }) })),
      ),
    ),
    emission: blocks(block('none'), block('linear', z.object({ total: money({ description: 'In all.' }) }))),
    market: blocks(
      block(
        'constant',
        shorthand('price', z.object({ price: number({ positive: true, description: 'USD.' }).default(0.1) })),
      ),
      block('gbm', z.object({ start: number({ positive: true, description: 'USD.' }) })),
    ),
    division: blocks(block('proportional')),
    slashing: blocks(block('fraction', z.object({ fraction: share({ description: 'Of the stake.' }).default(0.05) }))),
    reputation: blocks(block('counters')),
    admission: blocks(block('open')),
  },
  adversaries: blocks(
    block('lazy'),
    block('substitute', z.object({ probability: share({ description: 'Of a cheat.' }).default(1) })),
  ),
  strategies: blocks(block('fixed')),
};
