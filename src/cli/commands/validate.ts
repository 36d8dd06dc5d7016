/** `verisim validate`: check scenarios and experiments without running them. */
import type { CommandModule } from 'yargs';
import { EXIT, finish } from '../exit.ts';
import { JSON_OUTPUT, QUIET, withSet } from '../options.ts';
import { print, printJson, progress } from '../terminal.ts';

interface ValidateArguments {
  files: string[];
  set: string[];
  json: boolean;
  quiet: boolean;
}

export const validate: CommandModule<object, ValidateArguments> = {
  command: 'validate <files..>',
  describe: 'check scenarios and experiments without running; every problem with file, line, column and path',
  builder: (yargs) =>
    withSet(
      yargs
        .positional('files', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'scenario and experiment files (YAML)',
        })
        .option('json', JSON_OUTPUT)
        .option('quiet', QUIET),
    ),
  handler: (args) => finish(() => validateAll(args)),
};

async function validateAll({ files, set, json, quiet }: ValidateArguments): Promise<number> {
  const api = await import('../../api/scenarios.ts');
  const reports: object[] = [];
  let valid = true;
  for (const each of files) {
    const bar = progress(each, quiet);
    const { message, ...report } = await api.validate(each, { set, onProgress: bar.show }).finally(bar.end);
    reports.push(report);
    valid &&= report.valid;
    if (json) continue;
    if (!report.valid) process.stderr.write(`${message}\n`);
    else if (!quiet) print(`${each}: valid`);
  }
  if (json) printJson(reports);
  return valid ? EXIT.done : EXIT.badInput;
}
