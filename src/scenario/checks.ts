/** Do the sections of a scenario fit together? What no section can know alone: names, sums, order of times. */
import type { Problem } from '../language/errors.ts';
import { didYouMean, oneOf } from '../language/suggestion.ts';
import { PARTS } from '../network/mulDiv.ts';
import { checkToken } from './allocation.ts';
import { checkChains } from './chains.ts';
import type { Registries } from './choice.ts';
import { contradictions } from './contradictions.ts';
import { checkDemand } from './demand.ts';
import { checkEnclaves } from './enclaves.ts';
import { holdings } from './holdings.ts';
import { checkLearning } from './learning.ts';
import { holdsOf, memberships } from './memberships.ts';
import { checkModes } from './modes.ts';
import { checkPlaces } from './places.ts';
import { located, type Report } from './problems.ts';
import { percent } from './sections/measures.ts';
import { namesIn, type PartialScenario } from './sections.ts';
import { services } from './services.ts';
import { checkStages } from './stages.ts';
import { checkTokens } from './tokens.ts';
import { nodeAt, plain, type TreeNode } from './tree.ts';

/** Reports everything that does not fit. Sections that could not be parsed are left out. */
export function crossCheck(
  tree: TreeNode,
  scenario: PartialScenario,
  registries: Registries,
  problems: Problem[],
): void {
  const report: Report = (finding) => problems.push(located(tree, finding));
  duplicates(tree, report);
  references(tree, report);
  times(scenario, report);
  fees(scenario, report);
  models(scenario, report);
  adversaries(scenario, registries, report);
  memberships(scenario, registries, report);
  checkEnclaves(scenario, registries, report);
  checkModes(scenario, report);
  participants(tree, scenario, registries, report);
  holdings(tree, scenario, report);
  contradictions(scenario, report);
  services(scenario, registries, report);
  thresholds(scenario, report);
  checkChains(scenario, report);
  checkToken(tree, scenario.token, report);
  attendance(scenario, report);
  queues(scenario, report);
  resending(scenario, report);
  checkPlaces(tree, scenario, report);
  checkStages(scenario, report);
  checkTokens(scenario, report);
  checkDemand(scenario, report);
  checkLearning(scenario, registries, report);
  if (scenario.scale !== undefined && scenario.scale !== 1)
    report({
      path: ['scale'],
      message: `is ${scenario.scale}`,
      expected: '1: weighted jobs are not built yet, so every job is simulated',
    });
}

const LISTS = [
  ['models', 'name'],
  ['operators', 'group'],
  ['nodes', 'group'],
  ['validators', 'group'],
  ['delegators', 'group'],
  ['flows', 'name'],
  ['adversaries', 'name'],
  ['outages', 'name'],
] as const;

function duplicates(tree: TreeNode, report: Report): void {
  for (const [section, field] of LISTS) {
    const seen = new Map<string, number>();
    for (const { name, index } of namesIn(tree, section, field)) {
      const first = seen.get(name);
      if (first === undefined) seen.set(name, index);
      else
        report({
          path: [section, index, field],
          message: `is "${name}", which ${section}[${first}] is called already`,
          expected: 'a name of its own',
        });
    }
  }
}

/** Every name that refers to something must be the name of something. */
function references(tree: TreeNode, report: Report): void {
  const names = (section: string, field: 'name' | 'group'): string[] =>
    namesIn(tree, section, field).map(({ name }) => name);
  const check = (path: PropertyKey[], what: string, known: string[], words: string[] = []): void => {
    const node = nodeAt(tree, path);
    const written = node?.kind === 'scalar' ? node.value : undefined;
    if (typeof written !== 'string' || written === '' || known.includes(written) || words.includes(written)) return;
    const all = [...words, ...known];
    report({ path, message: `is "${written}", which is no ${what}${didYouMean(written, all)}`, expected: oneOf(all) });
  };
  const items = (section: string): number[] => {
    const list = nodeAt(tree, [section]);
    return list?.kind === 'list' ? list.items.map((_, i) => i) : [];
  };
  for (const i of items('flows')) check(['flows', i, 'model'], 'model', names('models', 'name'));
  for (const section of ['nodes', 'validators'])
    for (const i of items(section))
      check([section, i, 'operator'], 'operators group', names('operators', 'group'), ['each', 'one']);
  for (const i of items('adversaries'))
    check(['adversaries', i, 'group'], 'group of nodes or validators', [
      ...names('nodes', 'group'),
      ...names('validators', 'group'),
    ]);
}

function times({ horizon, epoch, changes, adversaries: attacks }: PartialScenario, report: Report): void {
  if (horizon !== undefined && epoch !== undefined && epoch > horizon)
    report({ path: ['epoch'], message: `is ${epoch} s`, expected: `at most the horizon, ${horizon} s` });
  for (const [i, change] of (changes ?? []).entries())
    if (change && horizon !== undefined && change.at >= horizon)
      report({
        path: ['changes', i, 'at'],
        message: `is ${change.at} s`,
        expected: `before the horizon, ${horizon} s`,
      });
  for (const [i, attack] of (attacks ?? []).entries()) {
    if (!attack) continue;
    if (attack.until !== undefined && attack.from >= attack.until)
      report({
        path: ['adversaries', i, 'until'],
        message: `is ${attack.until} s, not after from (${attack.from} s)`,
        expected: 'an end after the beginning',
      });
    if (horizon !== undefined && attack.from >= horizon)
      report({
        path: ['adversaries', i, 'from'],
        message: `is ${attack.from} s`,
        expected: `before the horizon, ${horizon} s`,
      });
  }
}

function fees({ incentives, validators }: PartialScenario, report: Report): void {
  if (!incentives) return;
  let sum = 0;
  for (const [to, share] of Object.entries(incentives.fees)) {
    const parts = Math.round(share * PARTS);
    // A share written with at most nine decimals is within an ulp or so of its parts.
    if (Math.abs(share * PARTS - parts) > 1e-6)
      report({ path: ['incentives', 'fees', to], message: `is ${share}`, expected: 'at most 9 decimals' });
    sum += parts;
  }
  if (incentives.fees.validators > 0 && validators?.length === 0)
    report({
      path: ['incentives', 'fees', 'validators'],
      message: `is ${incentives.fees.validators}, but there are no validators`,
      expected: '0, or at least one group of validators',
    });
  if (sum !== PARTS)
    report({
      path: ['incentives', 'fees'],
      message: `sum to ${sum / PARTS}`,
      expected: 'shares that sum to 1',
      atKey: true,
    });
}

function models({ models: listed }: PartialScenario, report: Report): void {
  for (const [i, model] of (listed ?? []).entries()) {
    if (!model || model.behaviour !== undefined) continue;
    // A model without behaviour is stood in for by whole rows of at most 100,000, some of which disagree.
    const { disagreement } = model;
    if (Math.abs(Math.round(disagreement * 100_000) / 100_000 - disagreement) > disagreement / 1000)
      report({
        path: ['models', i, 'disagreement'],
        message: `is ${disagreement}`,
        expected: '0, or a share from 1e-5 to 1 of at most 5 decimals',
      });
    if (model.size === undefined)
      report({
        path: ['models', i, 'size'],
        message: 'is missing',
        expected: 'a size, or a behaviour whose profile gives it',
      });
    else if (model.size === 'measured')
      report({
        path: ['models', i, 'size'],
        message: 'is "measured", but there is no behaviour',
        expected: 'a behaviour, or a distribution',
      });
  }
}

function adversaries(
  { adversaries: attacks, nodes, validators }: PartialScenario,
  registries: Registries,
  report: Report,
): void {
  const held: { of: string; group: string | undefined; wanted: number }[] = [];
  for (const [i, attack] of (attacks ?? []).entries()) {
    if (!attack || registries.adversaries[attack.attack.rule]?.outside) continue;
    if (attack.share === undefined && attack.count === undefined)
      report({ path: ['adversaries', i], message: 'has neither share nor count', expected: 'one of them' });
    if (attack.share !== undefined && attack.count !== undefined)
      report({ path: ['adversaries', i, 'count'], message: 'is given beside share', expected: 'one of them' });
    const of = holdsOf(registries, attack.attack.rule);
    const all: ({ group: string; count: number } | undefined)[] | undefined = of === 'nodes' ? nodes : validators;
    const groups = (all ?? []).filter((group) => attack.group === undefined || group?.group === attack.group);
    if (!all || groups.length === 0 || groups.includes(undefined)) continue;
    const there = groups.reduce((sum, group) => sum + group!.count, 0);
    const wanted = attack.count ?? Math.round((attack.share ?? 0) * there);
    // An adversary of all nodes before it may, by lot, hold nodes of this one's group: enough must be left in any case.
    const before = held
      .filter((one) => one.of === of)
      .filter(({ group }) => attack.group === undefined || group === undefined || group === attack.group)
      .reduce((sum, one) => sum + one.wanted, 0);
    held.push({ of, group: attack.group, wanted });
    const taken = before + wanted;
    if (wanted <= there && taken > there) {
      const field = attack.count === undefined ? 'share' : 'count';
      report({
        path: ['adversaries', i, field],
        message: `is ${attack[field]}, which may make ${taken} held ${of} with those of the adversaries before it`,
        expected: `at most ${there} in all, the ${of} that there are; adversaries of one group first, those of all ${of} after them`,
      });
    }
    if (attack.count !== undefined && attack.count > there)
      report({
        path: ['adversaries', i, 'count'],
        message: `is ${attack.count}`,
        expected: `at most ${there}, the ${of} that there are`,
      });
  }
}

/** Jobs need somebody to execute them, delegators somebody to delegate to, attacks somebody to attack with. */
function participants(
  tree: TreeNode,
  { flows, nodes, validators, delegators, adversaries: attacks }: PartialScenario,
  registries: Registries,
  report: Report,
): void {
  const need = (
    asking: unknown[] | undefined,
    given: unknown[] | undefined,
    path: string,
    whom: string,
    section: string,
  ): void => {
    if (asking?.length && given?.length === 0) {
      const written = (plain(tree) as Record<string, unknown>)[section] !== undefined;
      report({
        path: [path],
        message: `${whom}, but there are no ${section}${written ? ' (the list is empty)' : ''}`,
        expected: `at least one group of ${section}`,
        atKey: true,
      });
    }
  };
  need(flows, nodes, 'flows', 'send jobs to nodes', 'nodes');
  need(delegators, validators, 'delegators', 'delegate to validators', 'validators');
  for (const [section, given] of [
    ['nodes', nodes],
    ['validators', validators],
  ] as const) {
    const holding = attacks?.filter((attack) => attack && holdsOf(registries, attack.attack.rule) === section);
    need(holding, given, 'adversaries', `hold ${section}`, section);
  }
}

/** Two thresholds of one name would overwrite each other in the results. */
function thresholds({ measures }: PartialScenario, report: Report): void {
  const named = new Map<number, number>();
  for (const [i, threshold] of (measures?.nakamoto ?? []).entries()) {
    const first = named.get(percent(threshold));
    if (first === undefined) named.set(percent(threshold), i);
    else
      report({
        path: ['measures', 'nakamoto', i],
        message: `is ${threshold}, which is ${percent(threshold)} % in whole per cent, as measures.nakamoto[${first}] is`,
        expected: 'thresholds that differ in whole per cent, by which results name them',
      });
  }
}

/** Who is offline for which block is known only where blocks are simulated one by one. */
function attendance({ chain, validators }: PartialScenario, report: Report): void {
  if (chain?.mode !== 'aggregate') return;
  for (const [i, group] of (validators ?? []).entries())
    if (group && group.uptime < 1)
      report({
        path: ['validators', i, 'uptime'],
        message: `is ${group.uptime}, and chain.mode is aggregate`,
        expected: '1, or chain.mode: on',
      });
}

/** A bound counts the tasks in service: below the slots some could never be used. */
function queues({ nodes }: PartialScenario, report: Report): void {
  for (const [i, group] of (nodes ?? []).entries()) {
    const bound = group?.queue.params.bound;
    const used = Math.min(group?.slots ?? 1, Number(group?.queue.params.limit ?? Number.POSITIVE_INFINITY));
    if (group && typeof bound === 'number' && bound < used)
      report({
        path: ['nodes', i, 'queue', group.queue.rule, 'bound'],
        message: `is ${bound}, and counts the executions in service`,
        expected: `at least the slots, ${used}`,
      });
  }
}

/** Sent again at once to the same full queue without end, a job would stop the clock. */
function resending({ flows }: PartialScenario, report: Report): void {
  for (const [i, flow] of (flows ?? []).entries()) {
    if (flow?.retries !== 'unlimited') continue;
    const { delay } = flow.back_off;
    if (delay.kind === 'constant' && delay.value === 0)
      report({
        path: ['flows', i, 'retries'],
        message: 'is unlimited, without any delay',
        expected: 'a back_off with a delay above 0, or a number of retries',
      });
  }
}
