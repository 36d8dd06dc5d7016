/** Do price, payment and fees of a scenario fit each other? What no section can know alone. */
import type { Report } from './problems.ts';
import type { PartialScenario } from './sections.ts';

export function checkDemand(scenario: PartialScenario, report: Report): void {
  auctions(scenario, report);
  formulas(scenario, report);
  proxies(scenario, report);
  demands(scenario, report);
  strategies(scenario, report);
  releases(scenario, report);
}

/** A fee that waits for a proof needs one. */
function releases({ flows }: PartialScenario, report: Report): void {
  for (const [i, flow] of (flows ?? []).entries())
    if (
      flow?.payment?.rule === 'escrow' &&
      flow.payment.params.release === 'proof' &&
      (flow.settlement.rule === 'none' || flow.settlement.rule === 'private')
    )
      report({
        path: ['flows', i, 'payment', 'escrow', 'release'],
        message: `is proof, but the flow's settlement is ${flow.settlement.rule}: no proof of it ever comes`,
        expected: 'answer or verdict, or a settlement that proves answers on the chain',
      });
}

/** Under another price rule the winner would not be paid what the auction found. */
function auctions({ flows, incentives }: PartialScenario, report: Report): void {
  if (!incentives || incentives.price.rule === 'ask') return;
  for (const [i, flow] of (flows ?? []).entries())
    if (flow?.routing.rule === 'auction')
      report({
        path: ['flows', i, 'routing'],
        message: `is auction, but incentives.price is ${incentives.price.rule}`,
        expected: 'the price rule ask, which pays what the auction found',
      });
}

/** A formula refines an ask. */
function formulas({ nodes }: PartialScenario, report: Report): void {
  for (const [i, group] of (nodes ?? []).entries())
    if (group?.ask_formula !== undefined && group.ask === undefined)
      report({
        path: ['nodes', i, 'ask_formula'],
        message: 'is given without ask',
        expected: 'ask, what the variable of that name stands for',
      });
}

/** A provider's list price must be stated in USD by every model that a proxy may be asked for. */
function proxies({ nodes, models, flows }: PartialScenario, report: Report): void {
  for (const [i, group] of (nodes ?? []).entries()) {
    if (group?.upstream_cost !== 'list') continue;
    for (const flow of flows ?? []) {
      const model = models?.find((one) => one?.name === flow?.model);
      if (!model || model.price?.asset === 'usd') continue;
      report({
        path: ['nodes', i, 'upstream_cost'],
        message: `is list, but model ${model.name} of flow ${flow!.name} has no price in USD`,
        expected: 'a price of the model in USD, or USD per execution here',
      });
      break;
    }
  }
}

/** Two answers to one question. */
function demands({ flows }: PartialScenario, report: Report): void {
  for (const [i, flow] of (flows ?? []).entries())
    if (flow?.elasticity && flow.willingness)
      report({
        path: ['flows', i, 'elasticity'],
        message: 'is given beside willingness',
        expected: 'one of them: an elasticity is a distribution of willingness',
      });
}

/** Whoever undercuts must know what everybody asks. */
function strategies({ operators, nodes }: PartialScenario, report: Report): void {
  if (!nodes || nodes.every((group) => group === undefined || group.ask !== undefined)) return;
  for (const [i, group] of (operators ?? []).entries())
    if (group?.strategy.rule === 'undercut')
      report({
        path: ['operators', i, 'strategy'],
        message: 'is undercut, but not every group of nodes states an ask',
        expected: 'an ask of every group of nodes',
      });
}
