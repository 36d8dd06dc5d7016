/** Can the parties hold what they are to hold at the start? Against the supply, the minimum stake, and what is countable. */
import type { DistributionSpec } from '../engine/samplers/spec.ts';
import { WordError } from '../language/word.ts';
import { type Denomination, denominationOf, unitsOf, wholeUnits } from './amounts.ts';
import type { Report } from './problems.ts';
import type { PartialScenario } from './sections.ts';
import type { TreeNode } from './tree.ts';

const STAKED = ['nodes', 'validators', 'delegators'] as const;

/** Reports stakes below the minimum, stakes of 2^53 base units, and more at genesis than the supply. */
export function holdings(tree: TreeNode, scenario: PartialScenario, report: Report): void {
  const denomination = denominationOf(tree);
  minimumStake(scenario, report);
  countable(scenario, denomination, report);
  supply(scenario, denomination, report);
}

function minimumStake({ incentives, nodes }: PartialScenario, report: Report): void {
  const least = incentives?.minimum_stake.amount ?? 0;
  if (least === 0) return;
  for (const [i, group] of (nodes ?? []).entries())
    if (group?.stake.kind === 'constant' && group.stake.value < least)
      report({
        path: ['nodes', i, 'stake'],
        message: `is ${group.stake.value} tokens`,
        expected: `at least the minimum stake, ${least} tokens`,
      });
}

/** Accounts count up to 2^53 - 1 base units. A constant was checked where it was written; of the others, their level. */
function countable(scenario: PartialScenario, { decimals }: Denomination, report: Report): void {
  const most = Number.MAX_SAFE_INTEGER / Number(`1e${decimals}`);
  for (const section of STAKED)
    for (const [i, group] of (scenario[section] ?? []).entries()) {
      if (!group || group.stake.kind === 'constant') continue;
      const level = levelOf(group.stake);
      if (level > most)
        report({
          path: [section, i, 'stake'],
          message: `is of the order of ${level} tokens, which is 2^53 base units or more`,
          expected: `at most ${Math.floor(most)} tokens; fewer token decimals make room`,
        });
    }
}

/** A value that the distribution reaches or averages. */
function levelOf(spec: DistributionSpec): number {
  if ('mean' in spec) return spec.mean;
  return spec.kind === 'uniform' ? spec.high : least(spec);
}

/** The least value that can be drawn. */
function least(spec: DistributionSpec): number {
  if (spec.kind === 'constant') return spec.value;
  if (spec.kind === 'uniform') return spec.low;
  if (spec.kind === 'empirical') return Array.from(spec.values).reduce((a, b) => Math.min(a, b));
  if (spec.kind === 'pareto' && 'min' in spec) return spec.min;
  if (spec.kind === 'pareto') return (spec.mean * (spec.alpha - 1)) / spec.alpha;
  return 0;
}

/** What the parties certainly hold at the start must be there. What they may draw above that, the run checks. */
function supply(scenario: PartialScenario, denomination: Denomination, report: Report): void {
  const { token, operators } = scenario;
  if (!token?.supply) return;
  try {
    const there = unitsOf(token.supply, denomination);
    let held = 0n;
    for (const section of STAKED)
      for (const group of scenario[section] ?? [])
        if (group) held += BigInt(group.count) * BigInt(wholeUnits(least(group.stake), denomination.decimals));
    for (const group of operators ?? [])
      if (group) held += BigInt(group.count) * BigInt(unitsOf(group.wealth, denomination));
    if (held > BigInt(there))
      report({
        path: ['token', 'supply'],
        message: `is ${token.supply.text}, less than what the parties hold at the start`,
        expected: `at least ${Number(held) / Number(`1e${denomination.decimals}`)} tokens, the stakes and the wealth of all`,
      });
  } catch (fault) {
    // An amount that is no whole number of units is reported where it is written.
    if (!(fault instanceof WordError)) throw fault;
  }
}
