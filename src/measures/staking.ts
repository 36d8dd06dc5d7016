/**
 * Who validates, what does it yield, and what does it cost to fail? Seats and who leaves them, yields, slashes by offence,
 * blocks missed, halts, and whose stake it is against who votes with it. Told of scenarios with rules of staking.
 */
import { OFFENCES } from '../network/facts.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { hhi, nakamoto } from '../stats/concentration.ts';
import type { Attached, Measure } from './measure.ts';
import { ratio, share } from './measure.ts';
import type { MetricInfo, MetricKind } from './record.ts';
import { cells, perWindow, type Windows } from './windows.ts';

const YEAR = 31_557_600;
/** Offences of validators. */
const PUNISHED = ['double-sign', 'downtime'] as const;
const THIRD = 1 / 3;

const WHOLE = 'the whole run';
const OWNERS =
  'at the horizon; owners: operators with the bonds of their validators, and each delegator; controllers: operators with the power of their validators in the set';

function info(name: string, unit: string, summary: string, convention = WHOLE, kind: MetricKind = 'total'): MetricInfo {
  return {
    name,
    unit,
    kind,
    summary,
    convention: `${convention}; only of scenarios with rules of staking, discipline or delegation`,
  };
}

const infos: MetricInfo[] = [
  info('staking.set_size', 'validators', 'validators in the set', 'mean over time'),
  info('staking.entries', 'validators', 'seats taken after the start', 'back from jail counts'),
  info('staking.exits', 'validators', 'seats lost: to more stake, to jail, by leaving'),
  info('staking.churn_per_year', 'share/y', 'seats lost per seat and year', 'ratio of totals'),
  info(
    'staking.validator_apr',
    'share/y',
    'yearly income of validators over their own bonds',
    'income with commission, less what delegators get, over the mean of the bonds at the ends of windows; simple interest; slashes not deducted',
  ),
  info(
    'staking.delegator_apr',
    'share/y',
    'yearly income of delegators over what is delegated',
    'over the mean of the delegated stake at the ends of windows; simple interest; slashes not deducted',
  ),
  ...PUNISHED.flatMap((offence) => [
    info(`staking.slashes.${offence}`, 'slashes', `times that validators were slashed for ${offence}`, WHOLE),
    info(`staking.slashed.${offence}`, 'token', `stake taken for ${offence}`, 'own, delegated and on its way out'),
  ]),
  info(
    'staking.missed_share',
    'share',
    'signatures missing under blocks',
    'validators in the set that were away, over all in the set, at every time that a block was due',
  ),
  info('staking.double_signed', 'signatures', 'second signatures at one height', 'found out or not'),
  info(
    'staking.unsafe_heights',
    'blocks',
    'heights at which more than a third of the power signed twice',
    'two blocks could have become final',
  ),
  info('chain.halted_seconds', 's', 'time without blocks for want of power online', 'halts x block time'),
  info('staking.queued', 'token', 'stake on its way out or to another validator', 'at the horizon'),
  info('staking.moves', 'moves', 'times that delegators moved their stake'),
  info(
    'staking.adversary.<name>.validators',
    'validators',
    'validators that it ever holds',
    'of adversaries that hold validators',
  ),
  info(
    'staking.adversary.<name>.blocks',
    'blocks',
    'blocks that its validators proposed',
    'the whole run, whether it was acting or not',
  ),
  info('staking.adversary.<name>.slashed', 'token', 'stake taken of its validators', 'own and delegated'),
  info(
    'staking.owned_controlled_distance',
    'share',
    'stake that another than its owner votes with',
    `total variation distance of the two distributions, ${OWNERS}`,
  ),
  ...(['owned', 'controlled'] as const).flatMap((kind) => [
    info(`staking.${kind}.hhi`, 'points', `Herfindahl-Hirschman index of stake as ${kind}`, OWNERS),
    info(
      `staking.${kind}.nakamoto_33`,
      'holders',
      `fewest holders with together more than a third of the stake as ${kind}`,
      OWNERS,
    ),
  ]),
];

function attach(run: Simulation, windows: Windows): Attached {
  const { world, scenario, chain, attendance } = run;
  const { ledger, tables, validatorSet, bonds } = world;
  const { validators, delegators, operators } = tables;
  const { incentives, adversaries } = scenario;
  const told = [incentives.staking, incentives.discipline, incentives.delegation].some(({ rule }) => rule !== 'none');
  if (!told) return { metrics: () => ({}) };
  const unit = Number(`1e${scenario.token.decimals}`);
  /** Sums over the ends of windows: [0] bonds of validators, [1] what is delegated. */
  const sums = cells(run, 'staking/sums', 2);
  const sizes = perWindow(run, windows, 'staking/size');
  const nakamotos = perWindow(run, windows, 'staking/nakamoto');
  const tokens = (units: number | bigint) => Number(units) / unit;

  /** Stake by whose it is: operators in their order, then delegators. */
  function owned(): Float64Array {
    const held = new Float64Array(operators.table.size + delegators.table.size);
    for (let v = 0; v < validators.table.size; v++)
      held[validators.operator.data[v]] += ledger.balance(validators.bond.data[v]);
    for (let d = 0; d < delegators.table.size; d++) held[operators.table.size + d] += delegators.stake.data[d];
    return held;
  }

  /** Stake by who votes with it, in the same places. */
  function controlled(): Float64Array {
    const held = new Float64Array(operators.table.size + delegators.table.size);
    for (let v = 0; v < validators.table.size; v++) held[validators.operator.data[v]] += validatorSet.power(v);
    return held;
  }

  const total = (held: Float64Array) => held.reduce((a, b) => a + b, 0);
  const concerned = (held: Float64Array) => held.filter((x) => x > 0);

  return {
    window(w) {
      for (let v = 0; v < validators.table.size; v++) {
        sums.data[0] += ledger.balance(validators.bond.data[v]);
        sums.data[1] += ledger.balance(validators.delegation.data[v]);
      }
      sizes.data[w] = validatorSet.size();
      const voting = controlled();
      nakamotos.data[w] = total(voting) > 0 ? nakamoto(concerned(voting), THIRD) : Number.NaN;
    },
    metrics() {
      const { entries, exits, seatSeconds } = validatorSet.turnover;
      const years = scenario.horizon / YEAR;
      const ends = windows.count;
      const flow = (from: Parameters<typeof ledger.total>[0], to: Parameters<typeof ledger.total>[1]) =>
        tokens(ledger.total(from, to));
      const byValidators =
        flow(null, 'validator') - flow('validator', 'delegator') + flow('emission-pot', 'validator-bond');
      const byDelegators = flow(null, 'delegator');
      let missed = 0;
      let twice = 0;
      for (let v = 0; v < validators.table.size; v++) {
        missed += validators.missed.data[v];
        twice += attendance.twice.data[v];
      }
      const own = owned();
      const voting = controlled();
      const some = total(own) > 0 && total(voting) > 0;
      let distance = 0;
      for (let i = 0; i < own.length; i++) distance += Math.abs(own[i] / total(own) - voting[i] / total(voting)) / 2;
      const metrics: ReturnType<Attached['metrics']> = {
        'staking.set_size': seatSeconds / scenario.horizon,
        'staking.entries': entries,
        'staking.exits': exits,
        'staking.churn_per_year': ratio(exits, seatSeconds / YEAR),
        'staking.validator_apr': ratio(byValidators, (tokens(sums.data[0]) / ends) * years),
        'staking.delegator_apr': ratio(byDelegators, (tokens(sums.data[1]) / ends) * years),
        ...Object.fromEntries(
          PUNISHED.flatMap((offence) => [
            [`staking.slashes.${offence}`, bonds.punished.data[OFFENCES.indexOf(offence)]],
            [`staking.slashed.${offence}`, tokens(bonds.amounts.data[OFFENCES.indexOf(offence)])],
          ]),
        ),
        'staking.missed_share': share(missed, chain.asked),
        'staking.double_signed': twice,
        'staking.unsafe_heights': attendance.unsafe,
        'chain.halted_seconds': chain.halted * scenario.chain.block_time,
        'staking.queued': tokens(bonds.queued),
        'staking.moves': bonds.moves,
        'staking.owned_controlled_distance': some ? distance : null,
        'staking.owned.hhi': some ? hhi(concerned(own)) : null,
        'staking.owned.nakamoto_33': some ? nakamoto(concerned(own), THIRD) : null,
        'staking.controlled.hhi': some ? hhi(concerned(voting)) : null,
        'staking.controlled.nakamoto_33': some ? nakamoto(concerned(voting), THIRD) : null,
      };
      adversaries.forEach(({ name }, index) => {
        const of = { validators: 0, blocks: 0, slashed: 0 };
        for (let v = 0; v < validators.table.size; v++) {
          if (validators.adversary.data[v] !== index) continue;
          of.validators++;
          of.blocks += validators.blocks.data[v];
          of.slashed += tokens(validators.slashed.data[v]);
        }
        if (of.validators === 0) return;
        for (const [what, amount] of Object.entries(of)) metrics[`staking.adversary.${name}.${what}`] = amount;
      });
      return metrics;
    },
    series() {
      const path = (values: Float64Array) =>
        Array.from(values.subarray(0, windows.count), (x) => (Number.isNaN(x) ? null : x));
      return { 'staking.set_size': path(sizes.data), 'staking.controlled.nakamoto_33': path(nakamotos.data) };
    },
  };
}

export const staking: Measure = { infos, attach };
