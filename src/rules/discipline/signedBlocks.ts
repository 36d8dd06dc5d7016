/** What does a validator lose that misses too many blocks, or signs two at one height? */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { share } from '../../language/share.ts';
import { OFFENCES } from '../../network/facts.ts';
import { PARTS } from '../../network/mulDiv.ts';
import { defineRule } from '../contract.ts';
import { dealer, waterfall } from '../waterfall.ts';

const DOWNTIME = OFFENCES.indexOf('downtime');
const DOUBLE_SIGN = OFFENCES.indexOf('double-sign');

const downtime = z.strictObject({
  fraction: share({ description: 'share of the stake taken' }).default(0.01),
  jail: duration({ clock: 'economy', min: 0, description: 'out of the set for so long' }).default(600),
});

const doubleSign = z.strictObject({
  fraction: share({ description: 'share of the stake taken' }).default(0.05),
  evidence: duration({ clock: 'economy', min: 0, description: 'from the deed until it is proven' }).default(0),
});

export const signedBlocks = defineRule({
  slot: 'discipline',
  name: 'signed-blocks',
  summary:
    'who misses too many of its last blocks is slashed and jailed; who signs two at one height is slashed and out for good',
  schema: z.strictObject({
    window: z.int().min(1).max(100_000).default(100).describe('blocks that are looked back on'),
    min_signed: share({ description: 'least share of them that must be signed' }).default(0.5),
    downtime: downtime.prefault({}),
    double_sign: doubleSign.prefault({}),
    spacing: duration({
      clock: 'economy',
      min: 0,
      description: 'one slash per validator and offence in this time; 0: every one',
    }).default(0),
    delegators_share: z.boolean().default(true).describe('whether delegated stake is taken like the bond'),
    to: waterfall(['reporter', 'treasury', 'burn']).prefault([{ to: 'burn' }]),
  }),
  formula:
    'downtime: more than window - round(min_signed window) of the last `window` blocks missed, at the earliest `window` blocks after the seat; takes fraction x stake at the deed, of later withdrawals too',
  source:
    'Cosmos SDK x/slashing: SignedBlocksWindow 100, MinSignedPerWindow 0.5, DowntimeJailDuration 600 s, SlashFractionDoubleSign 1/20, SlashFractionDowntime 1/100; HandleValidatorSignature; x/evidence: tombstone',
  check({ window, downtime: { jail } }, { validators, chain, horizon }) {
    if (validators === 0) return 'but there are no validators';
    if (chain && chain.mode !== 'on')
      return `but chain.mode is ${chain.mode}: who signed which block is known only where blocks are simulated one by one`;
    if (chain && window * chain.block_time >= horizon)
      return `but a window of ${window} blocks lasts ${window * chain.block_time} s, the run ${horizon} s`;
    return jail <= horizon ? null : `but its jail of ${jail} s is longer than the run of ${horizon} s`;
  },
  bind({ window, min_signed, downtime: down, double_sign, spacing, delegators_share, to }, b) {
    const { tables, chain, engine, validatorSet, bonds } = b;
    const { table, wallet } = tables.validators;
    const deal = dealer(to, b);
    const allowed = window - Math.round(min_signed * window);
    // Another window begins with nothing seen.
    const bits = b.cells(`missed/${window}`, 'u8', Math.max(1, table.size * window));
    /** Place in its window of the next block. */
    const seen = b.column(table, `seen/${window}`, 'f64');
    const missed = b.column(table, `missed/${window}`, 'f64');
    const start = b.column(table, 'start', 'f64');
    const last = OFFENCES.map((offence) => b.column(table, `last/${offence}`, 'f64', -1));
    const banned = b.column(table, 'banned', 'u8');
    /** A proof on its way: 1, and what was at stake at the deed. */
    const pending = b.column(table, 'pending', 'u8');
    const own = b.column(table, 'own', 'f64');
    const delegated = b.column(table, 'delegated', 'f64');
    const entry = b.column(table, 'entry', 'f64');
    const proposer = b.cells('proposer', 'i32', 1, -1);
    const proof = b.event('proof', (v) => prove(v), { priority: 30 });

    function punish(v: number, offence: number, fraction: number, reporter: number): void {
      const { now } = engine;
      const before = last[offence].data[v];
      if (spacing > 0 && before >= 0 && now - before < spacing) return;
      last[offence].data[v] = now;
      const had =
        offence === DOUBLE_SIGN
          ? { own: own.data[v], delegated: delegated.data[v], entry: entry.data[v] }
          : bonds.exposure(v);
      const amount = bonds.slash(v, offence, Math.round(fraction * PARTS), had, delegators_share);
      deal(bonds.taken, amount, { reporter: reporter < 0 ? [] : [reporter] });
    }

    function prove(v: number): void {
      pending.data[v] = 0;
      if (banned.data[v] === 1) return;
      banned.data[v] = 1;
      const from = proposer.data[0];
      punish(v, DOUBLE_SIGN, double_sign.fraction, from >= 0 && from !== v ? wallet.data[from] : -1);
      bonds.leave(v);
    }

    b.on('seated', (v) => {
      start.data[v] = chain.height;
    });
    b.on('block', (from, height) => {
      proposer.data[0] = from;
      let idle = false;
      for (let v = 0; v < table.size; v++) {
        if (!validatorSet.isIn(v)) continue;
        const turn = seen.data[v];
        seen.data[v] = turn + 1 === window ? 0 : turn + 1;
        const place = v * window + turn;
        const miss = chain.signed(v) ? 0 : 1;
        missed.data[v] += miss - bits.data[place];
        bits.data[place] = miss;
        idle ||= missed.data[v] > allowed;
      }
      if (!idle) return;
      for (let v = 0; v < table.size; v++) {
        if (!validatorSet.isIn(v) || missed.data[v] <= allowed || height <= start.data[v] + window) continue;
        seen.data[v] = 0;
        missed.data[v] = 0;
        bits.data.fill(0, v * window, (v + 1) * window);
        punish(v, DOWNTIME, down.fraction, -1);
        validatorSet.jail(v, engine.now + down.jail);
      }
    });
    return {
      offended(v, offence) {
        if (offence !== DOUBLE_SIGN || banned.data[v] === 1 || pending.data[v] === 1) return;
        const had = bonds.exposure(v);
        pending.data[v] = 1;
        own.data[v] = had.own;
        delegated.data[v] = had.delegated;
        entry.data[v] = had.entry;
        if (double_sign.evidence === 0) prove(v);
        else engine.after(double_sign.evidence, proof, v);
      },
    };
  },
});
