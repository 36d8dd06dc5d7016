/** Do regions, outages and what nodes can hold fit together? Every name is known, every job has somebody who can serve it. */
import { didYouMean, oneOf } from '../language/suggestion.ts';
import type { Report } from './problems.ts';
import type { PartialScenario } from './sections.ts';
import { hasRoom, offers } from './serving.ts';
import { nodeAt, type TreeNode } from './tree.ts';

/** Shares are written with few decimals: so near to 1 is 1. */
const NEAR = 1e-6;

export function checkPlaces(tree: TreeNode, scenario: PartialScenario, report: Report): void {
  matrix(scenario, report);
  inhabitants(scenario, report);
  clients(tree, scenario, report);
  outages(scenario, report);
  footprints(scenario, report);
  servers(scenario, report);
}

function matrix({ regions }: PartialScenario, report: Report): void {
  if (!regions) return;
  const n = regions.names.length;
  regions.names.forEach((name, i) => {
    const first = regions.names.indexOf(name);
    if (first < i)
      report({
        path: ['regions', 'names', i],
        message: `is "${name}", which regions.names[${first}] is called already`,
        expected: 'a name of its own',
      });
  });
  if (regions.latency.length !== n)
    report({
      path: ['regions', 'latency'],
      message: `has ${regions.latency.length} rows, and there are ${n} regions`,
      expected: `${n} rows of ${n} travel times`,
      atKey: true,
    });
  regions.latency.forEach((row, i) => {
    if (row.length !== n)
      report({
        path: ['regions', 'latency', i],
        message: `has ${row.length} travel times, and there are ${n} regions`,
        expected: `${n} travel times, one to each region`,
      });
  });
}

type Named = 'region' | 'provider';

/** Where the nodes of a group are, or who hosts them: as the group says, else its operators. */
function placeOf({ nodes, operators }: PartialScenario, i: number, what: Named): string | undefined {
  const group = nodes?.[i];
  return group?.[what] ?? operators?.find((one) => one?.group === group?.operator)?.[what];
}

/** A region must be one of those that the matrix knows, and with flows by region every node has one. */
function inhabitants(scenario: PartialScenario, report: Report): void {
  const { regions, nodes, flows } = scenario;
  if (!regions) return;
  for (const section of ['operators', 'nodes', 'validators'] as const)
    for (const [i, group] of (scenario[section] ?? []).entries())
      if (group?.region !== undefined && !regions.names.includes(group.region))
        report(unknown([section, i, 'region'], group.region, regions.names));
  if (!flows?.some((flow) => flow?.regions) || !scenario.operators || scenario.operators.includes(undefined)) return;
  for (const [i, group] of (nodes ?? []).entries())
    if (group && placeOf(scenario, i, 'region') === undefined)
      report({
        path: ['nodes', i],
        message: 'have no region, which travel from clients in regions asks for',
        expected: `region: ${oneOf(regions.names)}`,
      });
}

const unknown = (path: PropertyKey[], name: string, known: string[]) => ({
  path,
  message: `is "${name}", which is no region${didYouMean(name, known)}`,
  expected: oneOf(known),
});

function clients(tree: TreeNode, { regions, flows }: PartialScenario, report: Report): void {
  for (const [i, flow] of (flows ?? []).entries()) {
    if (!flow?.regions) continue;
    const path = ['flows', i, 'regions'];
    const shares = Object.entries(flow.regions);
    if (!regions) {
      if (!nodeAt(tree, ['regions']))
        report({ path, message: 'is given, but there are no regions', expected: 'the section regions' });
      continue;
    }
    for (const [name] of shares)
      if (!regions.names.includes(name)) report({ ...unknown([...path, name], name, regions.names), atKey: true });
    const sum = shares.reduce((all, [, share]) => all + share, 0);
    if (Math.abs(sum - 1) > NEAR)
      report({ path, message: `sum to ${sum}`, expected: 'shares that sum to 1', atKey: true });
    else {
      const counts = apportioned(
        shares.map(([, share]) => share),
        flow.clients,
      );
      const empty = shares.find(([, share], s) => share > 0 && counts[s] === 0);
      if (empty)
        report({
          path: ['flows', i, 'clients'],
          message: `is ${flow.clients}, of whom none would be in ${empty[0]}`,
          expected: 'as many clients as its shares by region ask for',
        });
    }
    if (flow.latency.kind !== 'constant' || flow.latency.value !== 0)
      report({
        path: ['flows', i, 'latency'],
        message: 'is given beside regions, whose latency says it',
        expected: 'one of them',
      });
  }
}

/** How many of `count` each share gets, in order: as many as whole clients reach past the middle of. */
export function apportioned(shares: readonly number[], count: number): number[] {
  let before = 0;
  let sum = 0;
  return shares.map((share) => {
    sum += share;
    const upTo = Math.min(count, Math.round(sum * count));
    const own = upTo - before;
    before = upTo;
    return own;
  });
}

const TARGETS = ['nodes', 'group', 'region', 'provider', 'upstream'] as const;

function outages(scenario: PartialScenario, report: Report): void {
  const { nodes, flows, horizon, operators } = scenario;
  for (const [i, outage] of (scenario.outages ?? []).entries()) {
    if (!outage) continue;
    const given = TARGETS.filter((target) => outage[target] !== undefined);
    if (given.length !== 1)
      report({
        path: ['outages', i],
        message: given.length === 0 ? 'does not say what fails' : `says what fails twice (${given.join(', ')})`,
        expected: `one of ${TARGETS.join(', ')}`,
      });
    if ((outage.at === undefined) === (outage.every === undefined))
      report({
        path: ['outages', i],
        message: outage.at === undefined ? 'does not say when' : 'says when twice (at, every)',
        expected: 'one of at, every',
      });
    if (outage.at !== undefined && horizon !== undefined && outage.at >= horizon)
      report({
        path: ['outages', i, 'at'],
        message: `is ${outage.at} s`,
        expected: `before the horizon, ${horizon} s`,
      });
    if (nodes && operators && !nodes.includes(undefined) && !operators.includes(undefined))
      for (const target of given) {
        const known = nodes.flatMap((group, g) => {
          const name =
            target === 'region' || target === 'provider'
              ? placeOf(scenario, g, target)
              : target === 'upstream'
                ? group!.upstream
                : group!.group;
          return name === undefined ? [] : [name];
        });
        const name = outage[target] as string;
        if (!known.includes(name))
          report({
            path: ['outages', i, target],
            message: `is "${name}", which is no ${target === 'nodes' ? 'group' : target} of any nodes${didYouMean(name, known)}`,
            expected: known.length > 0 ? oneOf([...new Set(known)]) : `nodes with ${target}`,
          });
      }
    const patient = outage.silent ? (flows ?? []).findIndex((flow) => flow && !flow.timeout) : -1;
    if (patient >= 0)
      report({
        path: ['outages', i, 'silent'],
        message: `is true, and flows[${patient}] would wait for ever: it has no timeout`,
        expected: 'a timeout of every flow, or silent: false',
      });
  }
}

/** What models need must be somewhere, and nodes with room for some must know how fast they come. */
function footprints({ models, nodes }: PartialScenario, report: Report): void {
  if (!models || !nodes || nodes.includes(undefined)) return;
  for (const [i, group] of nodes.entries())
    for (const [k, name] of (group!.models ?? []).entries())
      if (!models.some((model) => model === undefined || model.name === name))
        report({
          path: ['nodes', i, 'models', k],
          message: `is "${name}", which is no model${didYouMean(
            name,
            models.map((model) => model!.name),
          )}`,
          expected: oneOf(models.map((model) => model!.name)),
        });
  for (const [i, model] of models.entries()) {
    if (!model) continue;
    for (const field of ['load', 'fetch'] as const)
      if (model[field] && model.memory === undefined)
        report({
          path: ['models', i, field],
          message: 'is given without memory',
          expected: 'the memory that it takes',
        });
    if (model.memory === undefined) continue;
    if (nodes.length > 0 && !nodes.some((group) => hasRoom(group!, model)))
      report({
        path: ['models', i, 'memory'],
        message: `is ${model.memory} GB, and model ${model.name} fits into no node: ${nodes
          .map((group) => `${group!.group} has ${group!.memory} GB`)
          .join(', ')}`,
        expected: 'a group of nodes with room for it',
      });
    const slow = nodes.findIndex(
      (group) => group!.memory !== undefined && group!.bandwidth === undefined && offers(group!, model),
    );
    if (model.load === undefined && slow >= 0)
      report({
        path: ['nodes', slow],
        message: `have memory for models, and nobody says how long ${model.name} takes to load`,
        expected: `bandwidth, or load of model ${model.name}`,
      });
  }
}

/** Every flow has nodes that can serve it. */
function servers({ flows, models, nodes }: PartialScenario, report: Report): void {
  if (!models || !nodes || nodes.length === 0 || nodes.includes(undefined)) return;
  for (const [i, flow] of (flows ?? []).entries()) {
    const model = models.find((one) => one?.name === flow?.model);
    if (!flow || !model || nodes.some((group) => offers(group!, model))) continue;
    // That it fits nowhere is said of the model.
    if (!nodes.some((group) => hasRoom(group!, model))) continue;
    report({
      path: ['flows', i],
      message: `has no node that can serve it: none offers model ${model.name}${model.memory === undefined ? '' : ' and has room for it'}`,
      expected: `a group of nodes with models: [..., ${model.name}]`,
    });
  }
}
