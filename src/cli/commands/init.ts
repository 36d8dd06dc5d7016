/** `verisim init`: a commented scenario to start from. */
import type { CommandModule } from 'yargs';
import { EXIT, finish } from '../exit.ts';
import { QUIET } from '../options.ts';

interface InitArguments {
  name: string;
  quiet: boolean;
}

export const init: CommandModule<object, InitArguments> = {
  command: 'init <name>',
  describe: 'write a commented starting scenario, <name>.yaml',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', demandOption: true, describe: 'name of the scenario, in kebab case' })
      .option('quiet', QUIET),
  handler: (args) => finish(() => write(args)),
};

async function write({ name, quiet }: InitArguments): Promise<number> {
  const api = await import('../../api/scenarios.ts');
  const file = await api.init(name);
  if (!quiet) process.stderr.write(`${file} is written. Next: verisim run ${file}\n`);
  return EXIT.done;
}
