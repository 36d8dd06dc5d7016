/** Does one part of a scenario rule out for ever what another part asks for? Then the run would only show that nothing happens. */
import { partsOf } from '../rules/modes.ts';
import type { Report } from './problems.ts';
import type { RuleChoice } from './scenario.ts';
import type { PartialScenario } from './sections.ts';
import { type Group, hasRoom } from './serving.ts';
import { serversOf } from './stages.ts';

export function contradictions(scenario: PartialScenario, report: Report): void {
  sealed(scenario, report);
  attestations(scenario, report);
  included(scenario, report);
}

/** The method of a flow and those of its mixed parts. */
function methodsOf(verification: RuleChoice): RuleChoice[] {
  return [verification, ...partsOf(verification).map(({ method }) => method as RuleChoice)];
}

/** Jobs that ask for an enclave need one that serves their model and whose image is approved, now or once. */
function sealed({ flows, nodes, models, verification, adversaries }: PartialScenario, report: Report): void {
  if (!nodes || nodes.includes(undefined) || !nodes.some((group) => group!.tee)) return;
  const images = verification?.enclaves?.images ?? [];
  // A revocation that ends gives its image back the approval.
  const restored = (adversaries ?? []).flatMap((one) =>
    one?.attack.rule === 'image-revocation' && one.until !== undefined ? [one.attack.params.image] : [],
  );
  const listable = (name: string | undefined): boolean => {
    if (name === undefined || restored.includes(name)) return true;
    const image = images.find((one) => one.name === name);
    return image === undefined || image.approved;
  };
  for (const [f, flow] of (flows ?? []).entries()) {
    const model = models?.find((one) => one?.name === flow?.model);
    if (!flow || !model || !methodsOf(flow.verification).some(({ rule }) => rule === 'tee')) continue;
    const path = ['flows', f, 'verification'];
    const { groups } = serversOf(nodes as Group[], model, flow.stages);
    const enclaves = nodes.filter((group) => group!.tee);
    const serving = nodes.filter((group, g) => group!.tee && (groups === null || groups[g] === 1));
    if (serving.length === 0) {
      const tight = enclaves.filter((group) => !hasRoom(group!, model));
      const rooms = tight.map((group) => `${group!.group} has ${group!.memory} GB`).join(', ');
      report({
        path,
        message: `asks for an enclave, and none serves model ${model.name}${tight.length > 0 ? `, which takes ${model.memory} GB: ${rooms}` : ''}`,
        expected: 'a group of nodes with tee: true that offers the model and has room for it',
      });
    } else if (!serving.some((group) => listable(group!.image)))
      report({
        path,
        message: `asks for an enclave, and no image of those that serve it is approved (${[...new Set(serving.map((group) => group!.image))].join(', ')})`,
        expected: 'verification.enclaves with an approved image that they run',
      });
  }
}

/** An attestation must reach a block before it is too old. */
function attestations({ chain, verification }: PartialScenario, report: Report): void {
  const registry = verification?.enclaves;
  if (!registry || !chain || chain.mode === 'off') return;
  const least = chain.block_time + chain.finality;
  if (registry.attestation_age < least)
    report({
      path: ['verification', 'enclaves', 'attestation_age'],
      message: `is ${registry.attestation_age} s: most attestations would be too old once they are final`,
      expected: `at least chain.block_time and chain.finality, ${least} s`,
    });
}

/** Who waits for less than a block leaves before its answer can come. */
function included({ chain, flows }: PartialScenario, report: Report): void {
  if (!chain || chain.mode === 'off') return;
  for (const [f, flow] of (flows ?? []).entries()) {
    const wait = flow?.settlement.rule === 'pipe' ? (flow.settlement.params.wait as number) : Number.POSITIVE_INFINITY;
    if (wait < chain.block_time)
      report({
        path: ['flows', f, 'settlement', 'pipe', 'wait'],
        message: `is ${wait} s: most clients would leave before a block has their answer`,
        expected: `at least chain.block_time, ${chain.block_time} s`,
      });
  }
}
