/** What does a conviction cost? A fraction of the bond, and time in jail. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { share } from '../../language/share.ts';
import { OFFENCES } from '../../network/facts.ts';
import { mulDiv, PARTS } from '../../network/mulDiv.ts';
import { EXITED } from '../../network/tables.ts';
import type { Binder } from '../binder.ts';
import { challengers } from '../challengers.ts';
import { defineRule } from '../contract.ts';
import { type Concerned, dealer, waterfall } from '../waterfall.ts';

const shares = z
  .strictObject({
    victim: share({ description: 'to the client of the job' }).default(0),
    challenger: share({ description: 'to those who proved it wrong; burned where nobody did' }).default(0),
    treasury: share({ description: 'to the treasury' }).default(0),
    burn: share({ description: 'burned' }).default(1),
  })
  .refine((to) => Math.abs(to.victim + to.challenger + to.treasury + to.burn - 1) < 1e-9, {
    error: 'the shares must sum to 1',
  })
  .describe('shares of what was taken');

/** Telescoping floors: what is rounded off one part goes to the next that has a share, and nothing is left over. */
function byShares(to: z.output<typeof shares>, b: Binder): (account: number, amount: number, of: Concerned) => void {
  const { ledger } = b;
  const reason = ledger.reason('slash');
  const toVictim = Math.round(to.victim * PARTS);
  const toChallenger = Math.min(Math.round(to.challenger * PARTS), PARTS - toVictim);
  const toTreasury = Math.min(Math.round(to.treasury * PARTS), PARTS - toVictim - toChallenger);
  return (account, amount, { victim = [], challenger = [] }) => {
    const first = mulDiv(amount, toVictim, PARTS);
    const second = mulDiv(amount, toVictim + toChallenger, PARTS);
    const third = mulDiv(amount, toVictim + toChallenger + toTreasury, PARTS);
    ledger.split(account, first, victim, [1], 1, reason);
    const count = challenger.length;
    const given = ledger.split(account, second - first, challenger, new Float64Array(count).fill(1), count, reason);
    ledger.move(account, b.pots.treasury, third - second, reason);
    ledger.destroy(account, amount - first - given - (third - second), reason);
  };
}

export const fraction = defineRule({
  slot: 'slashing',
  name: 'fraction',
  summary: 'takes a fraction of the bond per conviction, at most once per node and window, and jails the node',
  schema: z.strictObject({
    fraction: share({ description: 'share of the bond taken' }).default(0.05),
    jail: duration({ clock: 'economy', min: 0, description: 'how long the node is out of service' }).default(600),
    window: duration({ clock: 'economy', min: 0, description: 'one slash per node in this time' }).default(0),
    offences: z.array(z.enum(OFFENCES)).default(['invalid-result', 'invalid-proof']).describe('what is punished'),
    to: z
      .union([shares, waterfall(['victim', 'challenger', 'treasury', 'burn'])])
      .describe('who gets it: shares of the whole, or a list of steps')
      .prefault({}),
  }),
  formula:
    'floor(bond x fraction), split by `to`: shares of the whole, or a list of steps, each a share of what is left; a node whose bond falls below the minimum stake is expelled',
  source:
    'Cosmos SDK x/slashing: 5 % double sign, 1 % downtime, jail 600 s; applied to inference offences by assumption',
  bind({ fraction: part, jail, window, offences, to }, b) {
    const { tables, ledger, life, engine, terms } = b;
    const { tasks, nodes, jobs, clients } = tables;
    const last = b.column(nodes.table, 'last', 'f64', -1);
    const taken = Math.round(part * PARTS);
    const deal = Array.isArray(to) ? dealer(to, b) : byShares(to, b);
    const rewarded = Array.isArray(to) ? to.some((step) => step.to === 'challenger') : to.challenger > 0;
    const found = rewarded ? challengers(b) : () => [];
    const punished = OFFENCES.map((offence) => offences.includes(offence));
    return {
      convicted(task, offence, challenger) {
        const node = tasks.node.data[task];
        if (!punished[offence] || node < 0 || nodes.status.data[node] === EXITED) return;
        const now = engine.now;
        if (window > 0 && last.data[node] >= 0 && now - last.data[node] < window) return;
        last.data[node] = now;
        const bond = nodes.bond.data[node];
        const amount = mulDiv(ledger.balance(bond), taken, PARTS);
        if (amount > 0) {
          const victim = clients.wallet.data[jobs.client.data[tasks.job.data[task]]];
          deal(bond, amount, { victim: [victim], challenger: found(task, challenger) });
          nodes.slashed.data[node] += amount;
          b.emit('slashed', node, amount);
        }
        if (ledger.balance(bond) < terms.minimumStake) life.expel(node);
        else if (jail > 0) life.jail(node, now + jail);
      },
    };
  },
});
