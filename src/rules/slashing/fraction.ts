/** What does a conviction cost? A fraction of the bond, and time in jail. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { share } from '../../language/share.ts';
import { OFFENCES } from '../../network/facts.ts';
import { mulDiv, PARTS } from '../../network/mulDiv.ts';
import { EXITED } from '../../network/tables.ts';
import { defineRule } from '../contract.ts';

const destination = z
  .strictObject({
    victim: share({ description: 'to the client of the job' }).default(0),
    treasury: share({ description: 'to the treasury' }).default(0),
    burn: share({ description: 'burned' }).default(1),
  })
  .refine((to) => Math.abs(to.victim + to.treasury + to.burn - 1) < 1e-9, {
    error: 'the shares must sum to 1',
  });

export const fraction = defineRule({
  slot: 'slashing',
  name: 'fraction',
  summary: 'takes a fraction of the bond per conviction, at most once per node and window, and jails the node',
  schema: z.strictObject({
    fraction: share({ description: 'share of the bond taken' }).default(0.05),
    jail: duration({ clock: 'economy', min: 0, description: 'how long the node is out of service' }).default(600),
    window: duration({ clock: 'economy', min: 0, description: 'one slash per node in this time' }).default(0),
    offences: z.array(z.enum(OFFENCES)).default(['invalid-result', 'invalid-proof']).describe('what is punished'),
    to: destination.prefault({}),
  }),
  formula: 'floor(bond x fraction), split by `to`; a node whose bond falls below the minimum stake is expelled',
  source:
    'Cosmos SDK x/slashing: 5 % double sign, 1 % downtime, jail 600 s; applied to inference offences by assumption',
  bind({ fraction: part, jail, window, offences, to }, b) {
    const { tables, ledger, life, engine, terms } = b;
    const { tasks, nodes, jobs, clients } = tables;
    const last = b.column(nodes.table, 'last', 'f64', -1);
    const reason = ledger.reason('slash');
    const taken = Math.round(part * PARTS);
    const toVictim = Math.round(to.victim * PARTS);
    const toTreasury = Math.min(Math.round(to.treasury * PARTS), PARTS - toVictim);
    const punished = OFFENCES.map((offence) => offences.includes(offence));
    return {
      convicted(task, offence) {
        const node = tasks.node.data[task];
        if (!punished[offence] || node < 0 || nodes.status.data[node] === EXITED) return;
        const now = engine.now;
        if (window > 0 && last.data[node] >= 0 && now - last.data[node] < window) return;
        last.data[node] = now;
        const bond = nodes.bond.data[node];
        const amount = mulDiv(ledger.balance(bond), taken, PARTS);
        if (amount > 0) {
          // Telescoping floors: what is rounded off one part goes to the next that has a share, and nothing is left over.
          const victim = mulDiv(amount, toVictim, PARTS);
          const treasury = mulDiv(amount, toVictim + toTreasury, PARTS) - victim;
          const client = clients.wallet.data[jobs.client.data[tasks.job.data[task]]];
          ledger.move(bond, client, victim, reason);
          ledger.move(bond, b.pots.treasury, treasury, reason);
          ledger.destroy(bond, amount - victim - treasury, reason);
          nodes.slashed.data[node] += amount;
          b.emit('slashed', node, amount);
        }
        if (ledger.balance(bond) < terms.minimumStake) life.expel(node);
        else if (jail > 0) life.jail(node, now + jail);
      },
    };
  },
});
