/** Who counts tokens, and are there any? Nodes with prefill and decode serve only jobs whose tokens are known. */
import type { CsvTable } from '../language/csvTable.ts';
import type { Report } from './problems.ts';
import type { RuleChoice } from './scenario.ts';
import type { PartialScenario } from './sections.ts';
import type { Group } from './serving.ts';
import { serversOf } from './stages.ts';

/** Does a flow's trace say both what a job sends and what it gets? */
export function tokensInTrace({ arrivals }: { arrivals: RuleChoice }): boolean {
  if (arrivals.rule !== 'trace') return false;
  const columns = (arrivals.params.file as CsvTable | undefined)?.columns;
  return columns?.tokens_in !== undefined && columns.tokens_out !== undefined;
}

/** Does a queue discipline count tokens? */
export function countsTokens({ params }: RuleChoice): boolean {
  return params.prefill !== undefined;
}

export function checkTokens({ flows, nodes, models }: PartialScenario, report: Report): void {
  if (!nodes || nodes.includes(undefined)) return;
  const counting = nodes.map((group) => countsTokens(group!.queue));
  if (!counting.includes(true)) return;
  for (const [f, flow] of (flows ?? []).entries()) {
    const model = models?.find((one) => one?.name === flow?.model);
    if (!flow || !model) continue;
    const { groups, stages } = serversOf(nodes as Group[], model, flow.stages);
    const at = counting.findIndex((counts, g) => counts && (groups === null || groups[g] === 1));
    if (at >= 0 && !flow.tokens && !tokensInTrace(flow))
      report({
        path: ['flows', f],
        message: `has no tokens, which the queue of node group ${nodes[at]!.group} counts`,
        expected: 'tokens: {in: ..., out: ...}, or a trace with both',
      });
    for (const [s, { stage, groups: own }] of stages.entries()) {
      const where = counting.findIndex((counts, g) => counts && (own === null || own[g] === 1));
      const onward = stage.next ? Object.values(stage.next).some((p) => p > 0) : s < stages.length - 1;
      if (onward && where >= 0)
        report({
          path: ['flows', f, 'stages', s],
          message: `may be on the way to another stage, and the queue of node group ${nodes[where]!.group} counts the tokens of answers`,
          expected: 'nodes of groups without prefill and decode',
        });
    }
  }
}
