/** What does the run get? Sections that fit together, with money in base units and every default in its place. */
import type { DistributionSpec } from '../engine/samplers/spec.ts';
import { isCsvTable } from '../language/csvTable.ts';
import { scaled } from '../language/distribution.ts';
import type { Problem } from '../language/errors.ts';
import { isMap } from '../language/word.ts';
import { PARTS } from '../network/mulDiv.ts';
import { allocationOf } from './allocation.ts';
import { denominationOf, unitsOf, wholeUnits, withUnits } from './amounts.ts';
import { resolveChain, resolveTimeout } from './chains.ts';
import type { FeeSplit, Scenario } from './scenario.ts';
import type { ParsedScenario } from './schema.ts';
import type { TreeNode } from './tree.ts';

/** The scenario without its changes. Amounts that cannot be exact are reported. */
export function resolveScenario(tree: TreeNode, parsed: ParsedScenario, problems: Problem[]): Scenario {
  const denomination = denominationOf(tree);
  const exact = <T>(value: T, path: PropertyKey[]): T => withUnits(value, tree, path, problems);
  const stakes = <Group extends { stake: DistributionSpec }>(groups: Group[]): Group[] =>
    groups.map((group) => ({
      ...group,
      stake: scaled(group.stake, (tokens) => wholeUnits(tokens, denomination.decimals)),
    }));
  const { extends: _, changes: __, epoch, seed, token, chain, operators, incentives, ...rest } = parsed;
  const { question, ...sections } = rest;
  const { supply, allocation: ___, ...tokenFields } = token;
  const allocation = allocationOf(token, tree);
  const scenario: Scenario = {
    ...sections,
    ...(question === undefined ? {} : { question }),
    seed: String(seed),
    epoch: epoch ?? parsed.horizon,
    token: {
      ...tokenFields,
      ...(supply ? { supply: unitsOf(supply, denomination) } : {}),
      ...(allocation ? { allocation } : {}),
    },
    chain: resolveChain(chain, Number(`1e${denomination.decimals}`)),
    models: parsed.models.map((model, i) => exact({ ...model, size: model.size ?? 'measured' }, ['models', i])),
    operators: operators.map((group, i) => ({
      ...exact({ ...group, wealth: 0 }, ['operators', i]),
      wealth: unitsOf(group.wealth, denomination),
    })),
    nodes: stakes(parsed.nodes).map((group, i) => exact(group, ['nodes', i])),
    validators: stakes(parsed.validators),
    delegators: stakes(parsed.delegators).map((group, i) => exact(group, ['delegators', i])),
    flows: parsed.flows.map((flow, i) => resolveTimeout(exact(flow, ['flows', i]))),
    incentives: {
      ...exact({ ...incentives, minimum_stake: 0 }, ['incentives']),
      minimum_stake: unitsOf(incentives.minimum_stake, denomination),
      fees: Object.fromEntries(
        Object.entries(incentives.fees).map(([to, share]) => [to, Math.round(share * PARTS)]),
      ) as unknown as FeeSplit,
    },
    adversaries: parsed.adversaries.map((attack, i) => exact(attack, ['adversaries', i])),
    changes: [],
  };
  // Optional fields that are absent leave no key, so that equal scenarios have equal bytes in a manifest.
  return withoutAbsent(Object.fromEntries(ORDER.map((key) => [key, scenario[key]])) as unknown as Scenario);
}

/** Order of the keys in a manifest: that of a scenario file. */
const ORDER = Object.keys({
  name: true,
  question: true,
  seed: true,
  horizon: true,
  epoch: true,
  replications: true,
  scale: true,
  token: true,
  chain: true,
  regions: true,
  outages: true,
  models: true,
  operators: true,
  nodes: true,
  validators: true,
  delegators: true,
  flows: true,
  verification: true,
  incentives: true,
  adversaries: true,
  inference: true,
  changes: true,
  measures: true,
} satisfies Record<keyof Required<Scenario>, true>) as (keyof Scenario)[];

function withoutAbsent<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutAbsent) as T;
  if (!isMap(value) || isCsvTable(value)) return value;
  const present = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(present.map(([key, item]) => [key, withoutAbsent(item)])) as T;
}
