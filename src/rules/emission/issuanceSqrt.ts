/** How much is issued? As much as the square root of what is staked says: Ethereum's proof of stake. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { defineRule } from '../contract.ts';

/** Ethereum counts in Gwei, 10^-9 of the token. */
const NATIVE_DECIMALS = 9;
const INCREMENT = 1_000_000_000n;

/** floor(sqrt(n)) by Newton's method from above. */
function integerSqrt(n: bigint): bigint {
  if (n < 2n) return n;
  let x = n;
  let y = (x + 1n) / 2n;
  while (y < x) {
    x = y;
    y = (x + n / x) / 2n;
  }
  return x;
}

export const issuanceSqrt = defineRule({
  slot: 'emission',
  name: 'issuance-sqrt',
  summary: 'issuance proportional to the square root of what is bonded to validators, all of them doing their duty',
  schema: z.strictObject({
    factor: z.int().min(1).max(1_000_000).default(64).describe('BASE_REWARD_FACTOR'),
    every: duration({ clock: 'economy', positive: true, description: "length of the protocol's own epoch" }).prefault(
      '384s',
    ),
  }),
  formula:
    'per protocol epoch floor(factor x 10^9 / isqrt(stake in Gwei)) Gwei for each whole token staked, in integers; due(k) = that x protocol epochs that end in epoch k',
  source:
    'ethereum/consensus-specs, specs/altair/beacon-chain.md: get_base_reward_per_increment; stake per validator counted in whole tokens',
  bind({ factor, every }, b) {
    const { chain } = b;
    const { epoch, decimals } = b.terms;
    const { table } = b.tables.validators;
    const toNative = BigInt(`1${'0'.repeat(Math.max(0, NATIVE_DECIMALS - decimals))}`);
    const fromNative = BigInt(`1${'0'.repeat(Math.max(0, decimals - NATIVE_DECIMALS))}`);
    return {
      due(k) {
        let increments = 0n;
        for (let v = 0; v < table.size; v++) increments += (BigInt(chain.power(v)) * toNative) / fromNative / INCREMENT;
        if (increments === 0n) return 0;
        const perIncrement = (INCREMENT * BigInt(factor)) / integerSqrt(increments * INCREMENT);
        const ended = Math.floor(((k + 1) * epoch) / every) - Math.floor((k * epoch) / every);
        const native = perIncrement * increments * BigInt(ended);
        // Fewer decimals than Gwei: the fraction of a base unit is carried on by whoever issues.
        return decimals >= NATIVE_DECIMALS ? Number(native * fromNative) : Number(native) / Number(toNative);
      },
    };
  },
});
