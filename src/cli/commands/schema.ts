/** `verisim schema`: the JSON Schema of scenario or experiment files, for editors. */
import type { CommandModule } from 'yargs';
import { EXIT, finish } from '../exit.ts';

const OF = ['scenario', 'experiment'] as const;

interface SchemaArguments {
  of: (typeof OF)[number];
}

export const schema: CommandModule<object, SchemaArguments> = {
  command: 'schema [of]',
  describe: 'print the JSON Schema of scenario or experiment files, for editors',
  builder: (yargs) => yargs.positional('of', { choices: OF, default: 'scenario' as const, describe: 'kind of file' }),
  handler: ({ of }) =>
    finish(async () => {
      const api = await import('../../api/scenarios.ts');
      const { printJson } = await import('../terminal.ts');
      printJson(await api.schema(of));
      return EXIT.done;
    }),
};
