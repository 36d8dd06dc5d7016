/** Where do jobs with stages begin, and where do they go? Probabilities between stages, and whether they fit together. */
import { didYouMean, oneOf } from '../language/suggestion.ts';
import type { Report } from './problems.ts';
import type { PartialScenario } from './sections.ts';
import { either, type Group, servingGroups, stageGroups, type Wanted } from './serving.ts';

/** Probabilities are written with few decimals: so near to 1 is 1. */
const NEAR = 1e-6;

interface Stage {
  name: string;
  enter?: number | undefined;
  next?: Record<string, number> | undefined;
  fee_share?: number | undefined;
}

/** Shares of jobs that begin at each stage. */
export function entries(stages: readonly Stage[]): number[] {
  const said = stages.some(({ enter }) => enter !== undefined);
  return stages.map(({ enter }, i) => (said ? (enter ?? 0) : Number(i === 0)));
}

/** Probabilities of going from one stage to each; what a row lacks to 1 is the end. A row within 10^-6 of 1 sums to 1. */
export function transitions(stages: readonly Stage[]): number[][] {
  return stages.map(({ next }, i) => {
    const row = stages.map(({ name }, j) => (next ? (next[name] ?? 0) : Number(j === i + 1)));
    const sum = row.reduce((a, b) => a + b, 0);
    return Math.abs(sum - 1) <= NEAR ? row.map((p) => p / sum) : row;
  });
}

/** Can an execution of the stage be the last one? */
export function ends(row: readonly number[]): boolean {
  return 1 - row.reduce((a, b) => a + b, 0) > NEAR;
}

/** The groups that can serve a flow, and each of its stages: 1 each; null when all can. */
export function serversOf<S extends Stage & { nodes?: readonly string[] | undefined }>(
  nodes: readonly Group[],
  model: Wanted,
  stages: readonly S[] | undefined,
): { groups: Uint8Array | null; stages: { stage: S; last: boolean; groups: Uint8Array | null }[] } {
  if (!stages) return { groups: servingGroups(nodes, model), stages: [] };
  const rows = transitions(stages);
  const each = stages.map((stage, i) => {
    const last = ends(rows[i]!);
    return { stage, last, groups: stageGroups(nodes, model, stage, last) };
  });
  return { groups: either(each.filter(({ last }) => last).map(({ groups }) => groups)), stages: each };
}

export function checkStages(scenario: PartialScenario, report: Report): void {
  const { flows, nodes, models } = scenario;
  for (const [f, flow] of (flows ?? []).entries()) {
    const stages = flow?.stages;
    if (!flow || !stages) continue;
    const path = ['flows', f, 'stages'];
    pay(scenario, f, report);
    const names = stages.map(({ name }) => name);
    let whole = true;
    const fault: Report = (finding) => {
      whole = false;
      report(finding);
    };
    stages.forEach(({ name, next, nodes: groups }, i) => {
      const first = names.indexOf(name);
      if (first < i)
        fault({
          path: [...path, i, 'name'],
          message: `is "${name}", which stages[${first}] is called already`,
          expected: 'a name of its own',
        });
      for (const to of Object.keys(next ?? {}))
        if (!names.includes(to))
          fault({
            path: [...path, i, 'next', to],
            message: `is "${to}", which is no stage${didYouMean(to, names)}`,
            expected: oneOf(names),
            atKey: true,
          });
      const sum = Object.values(next ?? {}).reduce((a, b) => a + b, 0);
      if (sum > 1 + NEAR)
        fault({ path: [...path, i, 'next'], message: `sum to ${sum}`, expected: 'at most 1', atKey: true });
      if (nodes && !nodes.includes(undefined)) {
        const known = nodes.map((group) => group!.group);
        for (const [k, group] of (groups ?? []).entries())
          if (!known.includes(group))
            fault({
              path: [...path, i, 'nodes', k],
              message: `is "${group}", which is no node group${didYouMean(group, known)}`,
              expected: oneOf(known),
            });
      }
    });
    const begin = entries(stages).reduce((a, b) => a + b, 0);
    if (Math.abs(begin - 1) > NEAR)
      fault({
        path,
        message: `begin with shares that sum to ${begin}`,
        expected: 'enter of all stages: 1',
        atKey: true,
      });
    if (!whole) continue;
    const rows = transitions(stages);
    for (const i of trapped(rows))
      report({
        path: [...path, i],
        message: 'is never left: no way leads from it to an end',
        expected: 'next with less than 1 at a stage that follows it',
      });
    const model = models?.find((one) => one?.name === flow.model);
    if (!model || !nodes || nodes.includes(undefined)) continue;
    for (const [i, { groups }] of serversOf(nodes as Group[], model, stages).stages.entries())
      if (groups && !groups.includes(1))
        report({
          path: [...path, i],
          message: `has no node that can serve it: its groups do not offer model ${model.name}, or have no room for it`,
          expected: 'other nodes, or an end at another stage',
        });
  }
}

/** Shares of the fee that can be paid: to stages that are not the last one, at the answer, out of one fee. */
function pay({ flows, chain }: PartialScenario, f: number, report: Report): void {
  const flow = flows?.[f];
  const stages = flow?.stages ?? [];
  const rows = transitions(stages);
  stages.forEach(({ fee_share: share }, i) => {
    if (!share) return;
    const path = ['flows', f, 'stages', i, 'fee_share'];
    if (rows[i]!.every((p) => p === 0))
      report({
        path,
        message: `is ${share}, but no stage follows: this execution is the answer, whose node has the node's share of the fee`,
        expected: 'a share of a stage on the way',
      });
    if (chain?.payment && flow?.settlement.rule !== 'none')
      report({
        path,
        message: `is ${share}, but fees move on chain.payment, in a transaction for the node that answered alone`,
        expected: 'no shares of stages, or no payment chain',
      });
  });
  // Where jobs go from stage to stage in order, each is executed once.
  const inOrder = stages.every(({ enter, next }) => enter === undefined && next === undefined);
  const sum = stages.reduce((all, { fee_share }) => all + (fee_share ?? 0), 0);
  if (inOrder && sum > 1 + NEAR)
    report({
      path: ['flows', f, 'stages'],
      message: `take shares of the fee that sum to ${sum}`,
      expected: 'fee_share of all stages: at most 1',
      atKey: true,
    });
}

/** Stages from which no end can be reached. */
function trapped(rows: readonly (readonly number[])[]): number[] {
  const leaves = rows.map(ends);
  for (let again = true; again; ) {
    again = false;
    rows.forEach((row, i) => {
      if (leaves[i] || !row.some((p, j) => p > 0 && leaves[j])) return;
      leaves[i] = true;
      again = true;
    });
  }
  return leaves.flatMap((way, i) => (way ? [] : [i]));
}
