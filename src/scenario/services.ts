/** Can the chosen rules and attacks work in this network? Each says itself what it needs: nodes, validators, enclaves, prices. */
import { sampler } from '../engine/samplers/sampler.ts';
import type { Circumstances } from '../rules/contract.ts';
import type { Registries } from './choice.ts';
import type { Report } from './problems.ts';
import type { RuleChoice } from './scenario.ts';
import type { PartialScenario } from './sections.ts';
import type { Group } from './serving.ts';
import { serversOf } from './stages.ts';

/** Slots of a flow and of the incentives: where a rule is chosen, and among which rules. */
const OF_FLOW = ['arrivals', 'routing', 'verification', 'settlement'] as const;
const OF_NETWORK = [
  'emission',
  'division',
  'slashing',
  'reputation',
  'staking',
  'discipline',
  'delegation',
  'admission',
] as const;

/** Reports every rule that cannot work with the parties that there are; nothing where those could not be parsed. */
export function services(scenario: PartialScenario, { rules, adversaries: attacks }: Registries, report: Report): void {
  const { nodes, validators, delegators, models, flows, incentives, chain, horizon, adversaries } = scenario;
  if (!nodes || !validators || !delegators || !models) return;
  if ([nodes, validators, delegators, models].some((list) => list.includes(undefined as never))) return;
  const sum = (groups: ({ count: number } | undefined)[]) => groups.reduce((all, group) => all + group!.count, 0);
  const network: Circumstances = {
    nodes: sum(nodes),
    enclaves: sum(nodes.filter((group) => group?.tee)),
    validators: sum(validators),
    delegators: sum(delegators),
    horizon: horizon ?? Number.POSITIVE_INFINITY,
    ...(chain ? { chain: { ...chain, gas_price: chain.gas_price.amount } } : {}),
    listPriced: true,
    placed: true,
    work: null,
    images: scenario.verification?.enclaves?.images.map((image) => image.name) ?? [],
    gasLimit: chain && chain.mode !== 'off' ? chain.gas_limit : null,
    asks: nodes.every((group) => group?.ask !== undefined),
  };
  const check = (slot: string, choice: RuleChoice, about: Circumstances, path: PropertyKey[]) => {
    const why = rules[slot]?.[choice.rule]?.check?.(choice.params, about);
    if (why) report({ path, message: `is ${choice.rule}, ${why}` });
  };
  for (const [f, flow] of (flows ?? []).entries()) {
    if (!flow) continue;
    const model = models.find((one) => one?.name === flow.model);
    const groups = model && serversOf(nodes as Group[], model, flow.stages).groups;
    const serving = nodes.filter((_, i) => !groups || groups[i] === 1);
    const size = model?.size;
    const about = {
      ...network,
      nodes: sum(serving),
      enclaves: sum(serving.filter((group) => group!.tee)),
      listPriced: model === undefined || model.price !== undefined,
      placed: flow.regions !== undefined,
      work: size === undefined || size === 'measured' ? null : sampler(size).mean,
    };
    // That there are no nodes at all is said once, of the flows.
    if (about.nodes > 0) for (const slot of OF_FLOW) check(slot, flow[slot], about, ['flows', f, slot]);
    if (flow.payment) check('payment', flow.payment, about, ['flows', f, 'payment']);
    if (incentives) check('pricing', incentives.price, about, ['incentives', 'price']);
  }
  for (const [i, adversary] of (adversaries ?? []).entries()) {
    if (!adversary) continue;
    const { rule, params } = adversary.attack;
    const block = attacks[rule];
    const groups = nodes.filter((one) => adversary.group === undefined || one?.group === adversary.group);
    const images = block?.outside ? network.images : groups.flatMap((one) => one?.image ?? []);
    const why = block?.check?.(params, { ...network, images });
    if (why) report({ path: ['adversaries', i, 'attack'], message: `is ${rule}, ${why}` });
  }
  if (incentives) for (const slot of OF_NETWORK) check(slot, incentives[slot], network, ['incentives', slot]);
}
