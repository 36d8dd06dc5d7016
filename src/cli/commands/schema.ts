/** `verisim schema`: the JSON Schema of scenario files, for editors. */
import type { CommandModule } from 'yargs';
import { EXIT, finish } from '../exit.ts';

export const schema: CommandModule = {
  command: 'schema',
  describe: 'print the JSON Schema of scenario files, for editors',
  handler: () =>
    finish(async () => {
      const { scenarioJsonSchema } = await import('../../scenario/index.ts');
      const { printJson } = await import('../terminal.ts');
      printJson(scenarioJsonSchema());
      return EXIT.done;
    }),
};
