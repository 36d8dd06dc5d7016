/** Do images, enclaves and what attacks them fit together? */
import { didYouMean, oneOf } from '../language/suggestion.ts';
import type { Registries } from './choice.ts';
import type { Report } from './problems.ts';
import type { PartialScenario } from './sections.ts';

export function checkEnclaves(
  { verification, nodes, chain, adversaries }: PartialScenario,
  registries: Registries,
  report: Report,
): void {
  if (!verification) return;
  const registry = verification.enclaves;
  const path = ['verification', 'enclaves'];
  const names = registry?.images.map(({ name }) => name) ?? [];
  const unknown = (at: PropertyKey[], name: string): void => {
    if (!names.includes(name))
      report({
        path: at,
        message: `is "${name}", which is no image${didYouMean(name, names)}`,
        expected: oneOf(names),
      });
  };

  for (const [i, group] of (nodes ?? []).entries()) {
    if (group?.image === undefined) continue;
    if (!registry)
      report({
        path: ['nodes', i, 'image'],
        message: `is "${group.image}", but there is no registry of images`,
        expected: 'verification.enclaves with this image, or no image',
      });
    else unknown(['nodes', i, 'image'], group.image);
    if (!group.tee)
      report({
        path: ['nodes', i, 'image'],
        message: 'is given, but its nodes have no enclave',
        expected: 'tee: true',
      });
  }
  for (const [i, adversary] of (adversaries ?? []).entries()) {
    if (!adversary) continue;
    const { rule } = adversary.attack;
    if (registries.adversaries[rule]?.outside)
      for (const field of ['share', 'count', 'group'] as const)
        if (adversary[field] !== undefined)
          report({
            path: ['adversaries', i, field],
            message: `is given, but ${rule} strikes from outside and holds no nodes`,
            expected: 'an attack that does, or nothing',
          });
  }
  if (!registry) return;
  if (registry.heartbeat > registry.expiry)
    report({
      path: [...path, 'heartbeat'],
      message: `is ${registry.heartbeat} s, longer than its expiry`,
      expected: `at most ${registry.expiry} s, or every node would be lost between two heartbeats`,
    });
  if (chain && chain.mode !== 'off' && registry.gas > chain.gas_limit)
    report({
      path: [...path, 'gas'],
      message: `is ${registry.gas}, more than a block has`,
      expected: `at most chain.gas_limit, ${chain.gas_limit}`,
    });
  registry.images.forEach(({ name, successor }, i) => {
    const first = names.indexOf(name);
    if (first < i)
      report({
        path: [...path, 'images', i, 'name'],
        message: `is "${name}", which images[${first}] is called already`,
        expected: 'a name of its own',
      });
    if (successor === undefined) return;
    unknown([...path, 'images', i, 'successor'], successor);
    if (successor === name)
      report({ path: [...path, 'images', i, 'successor'], message: 'is the image itself', expected: 'another image' });
  });
}
