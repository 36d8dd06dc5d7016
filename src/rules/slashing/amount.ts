/** What does a conviction cost? The same number of tokens each time, a bounty for who found it, and time in jail. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { money } from '../../language/money.ts';
import { OFFENCES } from '../../network/facts.ts';
import { EXITED } from '../../network/tables.ts';
import { challengers } from '../challengers.ts';
import { defineRule } from '../contract.ts';

export const amount = defineRule({
  slot: 'slashing',
  name: 'amount',
  summary:
    'takes a number of tokens per conviction, as far as the bond goes, pays a bounty to the auditors who found it, and jails the node',
  schema: z.strictObject({
    amount: money({ assets: ['token'], description: 'tokens taken of the bond, at most what is there' }),
    refund: money({
      assets: ['token'],
      description: 'tokens of it for the client of the job: a reward that is lost',
    }).prefault(0),
    bounty: money({
      assets: ['token'],
      description:
        'tokens for the auditors who found the answer wrong, in equal parts: of what is left, and what that does not cover from the treasury',
    }).prefault(0),
    to: z.enum(['treasury', 'burn']).default('burn').describe('where the rest of what is taken goes'),
    jail: duration({ clock: 'economy', min: 0, description: 'how long the node is out of service' }).default(0),
    offences: z.array(z.enum(OFFENCES)).default(['invalid-result', 'invalid-proof']).describe('what is punished'),
  }),
  formula:
    'min(amount, bond): refund first, bounty next, the rest to treasury or burn; a node whose bond falls below the minimum stake is expelled',
  source:
    'proof of sampling: a caught cheat loses its reward and a stake S (arXiv 2405.00295); rewards of checkers: Felten, "The cheater checking problem" (Offchain Labs)',
  bind({ amount: most, refund, bounty, to, jail, offences }, b) {
    const { tables, ledger, life, engine, terms } = b;
    const { tasks, nodes, jobs, clients } = tables;
    const reason = ledger.reason('slash');
    const rewarded = ledger.reason('bounty');
    const units = { most: b.units(most), refund: b.units(refund), bounty: b.units(bounty) };
    const found = challengers(b);
    const punished = OFFENCES.map((offence) => offences.includes(offence));

    return {
      convicted(task, offence, challenger) {
        const node = tasks.node.data[task];
        if (!punished[offence] || node < 0 || nodes.status.data[node] === EXITED) return;
        const bond = nodes.bond.data[node];
        const taken = Math.min(units.most, ledger.balance(bond));
        const back = Math.min(units.refund, taken);
        ledger.move(bond, clients.wallet.data[jobs.client.data[tasks.job.data[task]]], back, reason);
        let left = taken - back;
        if (units.bounty > 0) {
          const wallets = found(task, challenger);
          const due = wallets.length > 0 ? units.bounty : 0;
          const equal = new Float64Array(wallets.length).fill(1);
          const own = Math.min(due, left);
          ledger.split(bond, own, wallets, equal, wallets.length, rewarded);
          ledger.split(b.pots.treasury, due - own, wallets, equal, wallets.length, rewarded);
          left -= own;
        }
        if (to === 'burn') ledger.destroy(bond, left, reason);
        else ledger.move(bond, b.pots.treasury, left, reason);
        nodes.slashed.data[node] += taken;
        if (taken > 0) b.emit('slashed', node, taken);
        if (ledger.balance(bond) < terms.minimumStake) life.expel(node);
        else if (jail > 0) life.jail(node, engine.now + jail);
      },
    };
  },
});
