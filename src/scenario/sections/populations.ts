/** Who takes part? Groups of operators, nodes, validators and delegators. */
import * as z from 'zod';
import { distribution } from '../../language/distribution.ts';
import { expression } from '../../language/expression.ts';
import { money } from '../../language/money.ts';
import { number } from '../../language/number.ts';
import { share } from '../../language/share.ts';
import { askHook } from '../../rules/hooks.ts';
import { choice, type Registries } from '../choice.ts';
import { count, name, ownership, provider, reference, region, stay } from './common.ts';
import { hosting } from './hosting.ts';

const groupName = name('Name of the group.');

const stakeOf = (who: string) =>
  distribution({
    unit: 'token',
    description: `Stake of each ${who} in tokens: an amount, or a distribution (draws are rounded down).`,
  }).prefault(0);

const slots = z.int().min(1).max(1_000_000).describe('Executions that run at the same time.').default(1);

/** What keeping a machine costs, and what its `work` adds. */
const running = (who: string, work: string) =>
  z
    .strictObject({
      per_hour: money({
        assets: ['usd'],
        bare: 'usd',
        exact: false,
        description: `USD per hour of each ${who}: hire or capital.`,
      }).prefault(0),
      watts: number({ min: 0, unit: 'W', description: `Power of a ${who} with all slots busy (${work}).` }).default(0),
      idle_watts: number({ min: 0, unit: 'W', description: `Power of a ${who} without work.` }).default(0),
      electricity: money({ assets: ['usd'], bare: 'usd', exact: false, description: 'USD per kWh.' }).prefault(0),
    })
    .describe(`What it costs to run a ${who}, in USD: counted against its income, no movement of tokens.`)
    .optional();

const strategyOf = ({ strategies }: Registries, who: string) =>
  choice(strategies, { what: 'a strategy', description: `How ${who} revise what they do.` }).prefault('fixed');

export const operatorGroup = (registries: Registries) =>
  z
    .strictObject({
      group: groupName,
      count: count('operators'),
      region,
      provider,
      wealth: money({ assets: ['token'], description: 'Tokens of each at the start.' }).prefault(0),
      strategy: strategyOf(registries, 'they'),
    })
    .describe(
      'Operators: those who own identities. The protocol never sees them; concentration is measured over them too.',
    );

export const nodeGroup = (registries: Registries) =>
  z
    .strictObject({
      group: groupName,
      count: count('nodes'),
      operator: ownership('node'),
      slots,
      speed: distribution({
        unit: 'number',
        positive: true,
        description: 'Speed of each node; a job takes size / speed.',
      }).prefault(1),
      stake: stakeOf('node'),
      region,
      provider,
      runtime: z
        .string()
        .min(1)
        .describe("Honest class of the model's profile that these nodes run, such as native or wasm.")
        .default('native'),
      queue: choice(registries.rules.service ?? {}, {
        what: 'a queue discipline',
        description: 'In which order waiting jobs are served.',
      }).prefault('fifo'),
      ask: distribution({
        unit: 'usd',
        description:
          'What each node asks for a job in USD, drawn once per node: for the price rule ask and routing by price.',
      }).optional(),
      ask_formula: expression(askHook, {
        min: 0,
        unit: 'USD',
        description: 'What a node asks for this very job in USD, instead of the ask that was drawn for it.',
      }).optional(),
      upstream_cost: z
        .union([
          z.literal('list'),
          money({ assets: ['usd'], bare: 'usd', exact: false, description: 'USD per execution.' }),
        ])
        .describe(
          'Proxies: what the provider behind them charges for an execution, paid from the node\'s income: "list" (the model\'s price), or USD. One that is broken off costs the part that was done.',
        )
        .optional(),
      cost: running('node', 'execution'),
      tee: z.boolean().describe('True when they run in a trusted execution environment.').default(false),
      approved: z.boolean().describe('Whether an authority, where there is one, lets them serve.').default(true),
      ...stay('node'),
      ...hosting,
      image: reference(
        'Image that their enclaves run, one of verification.enclaves.images. Default: they are trusted for ever, without a registry.',
      ).optional(),
    })
    .describe('Inference nodes: they execute jobs.');

export const validatorGroup = () =>
  z
    .strictObject({
      group: groupName,
      count: count('validators'),
      operator: ownership('validator'),
      stake: stakeOf('validator'),
      commission: share({ description: "Share of delegators' rewards that the validator keeps." }).default(0),
      slots,
      speed: number({ positive: true, description: 'Speed at which they re-execute audits.' }).default(1),
      uptime: share({ description: 'Share of time that they are online.' }).default(1),
      outages: z
        .strictObject({
          every: distribution({
            unit: 'duration',
            clock: 'economy',
            positive: true,
            description: 'Time from being back until the next outage of each validator.',
          }),
          for: distribution({
            unit: 'duration',
            clock: 'economy',
            positive: true,
            description: 'How long an outage lasts.',
          }),
        })
        .describe('Outages of single validators, instead of blocks missed one by one (uptime).')
        .optional(),
      cost: running('validator', 'audits and challenges'),
      ...stay('validator'),
      region,
    })
    .describe('Validators: they order blocks, check proofs and re-execute audits.');

export const delegatorGroup = (registries: Registries) =>
  z
    .strictObject({
      group: groupName,
      count: count('delegators'),
      stake: stakeOf('delegator'),
      to: z.enum(['validators']).describe('Whom they delegate to.').default('validators'),
      strategy: strategyOf(registries, 'they'),
    })
    .describe('Delegators: they lend stake to validators.');
