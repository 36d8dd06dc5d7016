/** `verisim list`: every building block with one line on each. */
import type { CommandModule } from 'yargs';
import type { Block } from '../catalogue.ts';
import { EXIT, finish } from '../exit.ts';
import { JSON_OUTPUT } from '../options.ts';

const WHAT = ['rules', 'adversaries', 'strategies', 'metrics', 'scenarios', 'checks'] as const;

interface ListArguments {
  what: (typeof WHAT)[number];
  json: boolean;
}

export const list: CommandModule<object, ListArguments> = {
  command: 'list <what>',
  describe: 'every building block: rules, adversaries, strategies, metrics, scenarios, checks',
  builder: (yargs) =>
    yargs
      .positional('what', { choices: WHAT, demandOption: true, describe: 'kind of building block' })
      .option('json', JSON_OUTPUT),
  handler: (args) => finish(() => listAll(args)),
};

async function listAll({ what, json }: ListArguments): Promise<number> {
  const catalogue = await import('../catalogue.ts');
  const { columns, print, printJson, styles } = await import('../terminal.ts');
  const sources: Record<ListArguments['what'], () => Block[] | Promise<Block[]>> = {
    rules: catalogue.ruleBlocks,
    adversaries: catalogue.adversaryBlocks,
    strategies: catalogue.strategyBlocks,
    metrics: catalogue.metricBlocks,
    scenarios: catalogue.scenarioBlocks,
    checks: catalogue.checkBlocks,
  };
  const blocks = await sources[what]();
  if (json) {
    printJson(blocks);
    return EXIT.done;
  }
  const { bold } = styles(process.stdout);
  const lines = columns(blocks.map((block) => [`  ${block.name}`, lastFact(block), block.summary]));
  let slot: string | undefined;
  blocks.forEach((block, i) => {
    if (block.slot !== slot) print(bold(block.slot ?? ''));
    slot = block.slot;
    print(lines[i]!);
  });
  return EXIT.done;
}

/** What a reader wants beside the name: a metric's unit. */
const lastFact = (block: Block): string => (block.kind === 'metric' ? block.facts.unit! : '');
