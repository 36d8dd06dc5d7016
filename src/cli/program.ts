/** Which commands are there? Each is a thin file; heavy rooms are imported inside its handler only. */
import yargs, { type Argv } from 'yargs';
import { verisimVersion } from '../results/version.ts';
import { calibrate } from './commands/calibrate.ts';
import { check } from './commands/check.ts';
import { cluster } from './commands/cluster.ts';
import { compare } from './commands/compare.ts';
import { explain } from './commands/explain.ts';
import { init } from './commands/init.ts';
import { list } from './commands/list.ts';
import { query } from './commands/query.ts';
import { report } from './commands/report.ts';
import { run } from './commands/run.ts';
import { schema } from './commands/schema.ts';
import { sensitivity } from './commands/sensitivity.ts';
import { sweep } from './commands/sweep.ts';
import { tune } from './commands/tune.ts';
import { validate } from './commands/validate.ts';
import { worker } from './commands/worker.ts';
import { exitCodeOf, UsageError } from './exit.ts';

/** Parses the arguments and runs the command; sets the process's exit code. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    await program(args).parseAsync();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function program(args: readonly string[]): Argv {
  return yargs([...args])
    .scriptName('verisim')
    .usage('Simulate the economy of decentralized, verifiable AI networks.\n\n$0 <command>')
    .parserConfiguration({ 'dot-notation': false, 'parse-positional-numbers': false })
    .command(run)
    .command(validate)
    .command(sweep)
    .command(compare)
    .command(tune)
    .command(sensitivity)
    .command(list)
    .command(explain)
    .command(init)
    .command(schema)
    .command(report)
    .command(query)
    .command(calibrate)
    .command(check)
    .command(worker)
    .command(cluster)
    .completion('completion', 'print a completion script for bash or zsh')
    .demandCommand(1, 'which command?')
    .strict()
    .recommendCommands()
    .version(verisimVersion())
    .help()
    .wrap(Math.min(100, process.stderr.columns ?? 100))
    .exitProcess(false)
    .fail((message, error) => {
      throw (
        error ??
        new UsageError(`${message}
verisim --help lists the commands and their options.`)
      );
    });
}
