/** Can the chosen rules work in this network? Each says itself what it needs: nodes, validators, enclaves, prices. */
import type { Circumstances } from '../rules/contract.ts';
import type { Registries } from './choice.ts';
import type { Report } from './problems.ts';
import type { RuleChoice } from './scenario.ts';
import type { PartialScenario } from './sections.ts';

/** Slots of a flow and of the incentives: where a rule is chosen, and among which rules. */
const OF_FLOW = ['arrivals', 'routing', 'verification', 'settlement'] as const;
const OF_NETWORK = ['emission', 'division', 'slashing', 'reputation'] as const;

/** Reports every rule that cannot work with the parties that there are; nothing where those could not be parsed. */
export function services(scenario: PartialScenario, { rules }: Registries, report: Report): void {
  const { nodes, validators, models, flows, incentives } = scenario;
  if (!nodes || !validators || !models) return;
  if (nodes.includes(undefined) || validators.includes(undefined) || models.includes(undefined)) return;
  const sum = (groups: ({ count: number } | undefined)[]) => groups.reduce((all, group) => all + group!.count, 0);
  const network: Circumstances = {
    nodes: sum(nodes),
    enclaves: sum(nodes.filter((group) => group?.tee)),
    validators: sum(validators),
    listPriced: true,
    asks: nodes.every((group) => group?.ask !== undefined),
  };
  const check = (slot: string, choice: RuleChoice, about: Circumstances, path: PropertyKey[]) => {
    const why = rules[slot]?.[choice.rule]?.check?.(choice.params, about);
    if (why) report({ path, message: `is ${choice.rule}, ${why}` });
  };
  for (const [f, flow] of (flows ?? []).entries()) {
    if (!flow) continue;
    const model = models.find((one) => one?.name === flow.model);
    const about = { ...network, listPriced: model === undefined || model.price !== undefined };
    // That there are no nodes at all is said once, of the flows.
    if (about.nodes > 0) for (const slot of OF_FLOW) check(slot, flow[slot], about, ['flows', f, slot]);
    if (flow.payment) check('payment', flow.payment, about, ['flows', f, 'payment']);
    if (incentives) check('pricing', incentives.price, about, ['incentives', 'price']);
  }
  if (incentives) for (const slot of OF_NETWORK) check(slot, incentives[slot], network, ['incentives', slot]);
}
