/** Who pays whom, for what, and who is punished? The rules of price, fees, emission, slashing and reputation. */
import * as z from 'zod';
import { money } from '../../language/money.ts';
import { share } from '../../language/share.ts';
import { choice, type Registries } from '../choice.ts';

const part = (to: string) => share({ description: `Share of each fee for ${to}.` }).default(0);

/** Absent where a network has none of them. */
const service = (to: string) => share({ description: `Share of each fee for ${to}.` }).optional();

const fees = z
  .strictObject({
    node: part('the node that executed the job'),
    validators: part('the validators, by stake'),
    publisher: part("the model's publisher"),
    treasury: part('the treasury'),
    burn: part('nobody: it is burnt'),
    facilitator: service('the facilitator, which relays payments and proofs'),
    storage: service('storage and the model hub'),
    data: service('data nodes'),
    relay: service('the relay, which forwards requests'),
  })
  .describe('How each fee is split. The shares sum to 1 and are multiples of 10^-9.');

export const incentives = ({ rules }: Registries) =>
  z
    .strictObject({
      price: choice(rules.pricing ?? {}, {
        what: 'a price rule',
        description: 'What a job costs its client.',
      }).prefault({
        token: { amount: 0 },
      }),
      fees: fees.prefault({ node: 1 }),
      emission: choice(rules.emission ?? {}, {
        what: 'an emission rule',
        none: true,
        description: 'How many new tokens an epoch mints.',
      }).prefault('none'),
      division: choice(rules.division ?? {}, {
        what: 'a division rule',
        description: 'Among whom new tokens are divided.',
      }).prefault('proportional'),
      slashing: choice(rules.slashing ?? {}, {
        what: 'a slashing rule',
        none: true,
        description: 'What an offence costs.',
      }).prefault('none'),
      reputation: choice(rules.reputation ?? {}, {
        what: 'a reputation rule',
        none: true,
        description: 'What is remembered of a node.',
      }).prefault('counters'),
      staking: choice(rules.staking ?? {}, {
        what: 'a staking rule',
        none: true,
        description: 'Who may validate, and how long stake is bound.',
      }).prefault('none'),
      discipline: choice(rules.discipline ?? {}, {
        what: 'a rule of discipline',
        none: true,
        description: 'What validators lose that miss blocks or sign twice.',
      }).prefault('none'),
      delegation: choice(rules.delegation ?? {}, {
        what: 'a delegation rule',
        none: true,
        description: 'Whether and where delegators move their stake.',
      }).prefault('none'),
      admission: choice(rules.admission ?? {}, {
        what: 'an admission rule',
        description: 'Which inference nodes may serve.',
      }).prefault('open'),
      minimum_stake: money({ assets: ['token'], description: 'Least stake of an inference node.' }).prefault(0),
    })
    .describe('The rulebook: who is paid and who is punished.');
