/** `verisim list`: every building block with one line on each. */
import type { CommandModule } from 'yargs';
import { KINDS, type Kind } from '../../api/building.ts';
import type { Block } from '../../api/catalogue.ts';
import { EXIT, finish } from '../exit.ts';
import { JSON_OUTPUT } from '../options.ts';

interface ListArguments {
  what: Kind;
  json: boolean;
}

export const list: CommandModule<object, ListArguments> = {
  command: 'list <what>',
  describe: 'every building block: rules, adversaries, strategies, metrics, scenarios, checks',
  builder: (yargs) =>
    yargs
      .positional('what', { choices: KINDS, demandOption: true, describe: 'kind of building block' })
      .option('json', JSON_OUTPUT),
  handler: (args) => finish(() => listAll(args)),
};

async function listAll({ what, json }: ListArguments): Promise<number> {
  const api = await import('../../api/building.ts');
  const { columns, print, printJson, styles } = await import('../terminal.ts');
  const blocks = await api.list(what);
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
