/** Who gets the emission? Those who proposed the epoch's blocks: a block reward. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const proposers = defineRule({
  slot: 'division',
  name: 'proposers',
  summary:
    'validators share the emission by the blocks that they proposed in the epoch; what nobody earns goes to the treasury',
  schema: z.strictObject({
    bond: z.boolean().default(false).describe('whether rewards are bonded at once, so that they vote'),
  }),
  formula: 'share_v = blocks_v / sum blocks, paid by telescoping floors',
  source: 'block rewards as in Bitcoin and Ethereum; bonded: compounding proof of stake (Rosu and Saleh 2021)',
  check(_params, { validators, chain }) {
    if (validators === 0) return 'but there are no validators';
    return chain?.mode === 'off' ? 'but chain.mode is off: there are no blocks' : null;
  },
  bind({ bond }, b) {
    const { ledger, tables, validatorSet } = b;
    const { validators } = tables;
    const reason = ledger.reason('emission');
    const before = b.column(validators.table, 'before', 'f64');
    return {
      divide(amount) {
        const n = validators.table.size;
        const weights = new Float64Array(n);
        for (let v = 0; v < n; v++) {
          weights[v] = validators.blocks.data[v] - before.data[v];
          before.data[v] = validators.blocks.data[v];
        }
        if (bond) validatorSet.accrue();
        const to = bond ? validators.bond : validators.wallet;
        const parts = ledger.parts(amount, weights, n);
        let paid = 0;
        for (let v = 0; v < parts.length; v++) {
          ledger.move(b.pots.emission, to.data[v], parts[v], reason);
          if (bond) validators.compounded.data[v] += parts[v];
          paid += parts[v];
        }
        if (bond) validatorSet.reform();
        if (paid < amount) ledger.move(b.pots.emission, b.pots.treasury, amount - paid, reason);
      },
    };
  },
});
