/** `verisim init`: a commented scenario to start from. */
import type { CommandModule } from 'yargs';
import { EXIT, finish, UsageError } from '../exit.ts';
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
  const { writeFileSync } = await import('node:fs');
  const { join, relative, sep } = await import('node:path');
  const { packageRoot } = await import('../../results/version.ts');
  const { starter } = await import('../starter.ts');
  const plain = name.replace(/\.ya?ml$/, '');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(plain))
    throw new UsageError(`${name}: a name is made of lower-case letters, digits and single hyphens, e.g. my-network`);
  const file = `${plain}.yaml`;
  const schema = relative(process.cwd(), join(packageRoot, 'schema', 'scenario.json'))
    .split(sep)
    .join('/');
  try {
    writeFileSync(file, starter(plain, schema), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new UsageError(`${file} is already there`);
    throw error;
  }
  if (!quiet) process.stderr.write(`${file} is written. Next: verisim run ${file}\n`);
  return EXIT.done;
}
