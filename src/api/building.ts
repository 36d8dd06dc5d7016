/** Which building blocks are there, and what is each? */
import type { Block } from './catalogue.ts';

export const KINDS = ['rules', 'adversaries', 'strategies', 'metrics', 'scenarios', 'checks'] as const;
export type Kind = (typeof KINDS)[number];

/** Every building block of a kind. */
export async function list(what: Kind): Promise<Block[]> {
  const catalogue = await import('./catalogue.ts');
  const sources: Record<Kind, () => Block[] | Promise<Block[]>> = {
    rules: catalogue.ruleBlocks,
    adversaries: catalogue.adversaryBlocks,
    strategies: catalogue.strategyBlocks,
    metrics: catalogue.metricBlocks,
    scenarios: catalogue.scenarioBlocks,
    checks: catalogue.checkBlocks,
  };
  return sources[what]();
}

/** Every block of a name, `slot/name` for one of a rule that several slots have. Throws UsageError where there is none. */
export async function explain(name: string): Promise<Block[]> {
  const { didYouMean } = await import('../language/suggestion.ts');
  const { UsageError } = await import('./error.ts');
  const all = (await Promise.all(KINDS.map(list))).flat();
  const [slot, inner] = name.includes('/') ? name.split('/') : [undefined, name];
  const found = all.filter((block) => block.name === inner && (slot === undefined || block.slot === slot));
  if (found.length === 0)
    throw new UsageError(`nothing is named ${name}${didYouMean(inner!, new Set(all.map((block) => block.name)))}`);
  return found;
}
