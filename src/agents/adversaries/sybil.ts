/** What if many identities are one operator? */
import * as z from 'zod';
import { share } from '../../language/share.ts';
import { AUDIT } from '../../network/tables.ts';
import { decide } from '../chance.ts';
import { defineAdversary, ECHO, HONEST } from '../contract.ts';

export const sybil = defineAdversary({
  name: 'sybil',
  summary: 'one operator behind many identities: looks decentralized, may audit itself, and may cheat',
  schema: z.strictObject({
    probability: share({ description: 'chance that it cheats on a job; 0: it only hides' }).default(0),
    with: z.string().default('made-up-shared').describe('behaviour of its cheats'),
  }),
  gains:
    'a share of jobs, audits and rewards that follows the number of identities where these are chosen per identity',
  costs: 'a bond and a set-up per identity',
  beatenBy: 'choice by stake with exponent 1; minimum stake per identity; measures per operator',
  source: 'Douceur, "The Sybil attack", IPTPS 2002; neutrality of weights: validation catalogue C04',
  behaviours: (params) => [params.with],
  prepare: (_params, view) => view.unite(),
  bind(params, view) {
    const cheats = decide(view, 'cheat', params.probability);
    const behaviour = view.behaviour(params.with);
    const { tasks } = view.tables;
    return {
      shared: true,
      execute(job, task) {
        if (tasks.role.data[task] === AUDIT)
          return view.holds(tasks.node.data[tasks.checks.data[task]]) ? ECHO : HONEST;
        return cheats(job) ? behaviour : HONEST;
      },
    };
  },
});
