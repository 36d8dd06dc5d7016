/** How much is issued? More while too little is staked, less while too much is. */
import * as z from 'zod';
import { number } from '../../language/number.ts';
import { share } from '../../language/share.ts';
import { defineRule } from '../contract.ts';

/** Julian year, s. */
const YEAR = 31_557_600;

export const targetBonded = defineRule({
  slot: 'emission',
  name: 'target-bonded',
  summary:
    'yearly inflation that rises while less than a target share of the supply is bonded to validators, and falls above it',
  schema: z.strictObject({
    start: share({ description: 'yearly inflation at time 0' }).default(0.13),
    min: share({ description: 'least yearly inflation' }).default(0.07),
    max: share({ description: 'greatest yearly inflation' }).default(0.2),
    change: number({
      min: 0,
      max: 10,
      description: 'change of the yearly inflation within a year when nothing is bonded',
    }).default(0.13),
    goal: number({ positive: true, max: 1, description: 'share of the supply that should be bonded' }).default(0.67),
  }),
  formula: 'i += (1 - bonded / goal) change epoch / year, within [min, max]; due = i x supply x epoch / year',
  source:
    'cosmos-sdk x/mint: Minter.NextInflationRate and BlockProvision with default parameters; stepped per epoch instead of per block',
  bind({ start, min, max, change, goal }, b) {
    const { ledger, chain } = b;
    const { table } = b.tables.validators;
    const inflation = b.cells('inflation', 'f64', 1, start);
    const years = b.terms.epoch / YEAR;
    return {
      due() {
        const supply = Number(ledger.total('mint', null) - ledger.total(null, 'burn'));
        if (supply === 0) return 0;
        let bonded = 0;
        for (let v = 0; v < table.size; v++) bonded += chain.power(v);
        const moved = inflation.data[0] + (1 - bonded / supply / goal) * change * years;
        inflation.data[0] = Math.min(max, Math.max(min, moved));
        return inflation.data[0] * supply * years;
      },
    };
  },
});
