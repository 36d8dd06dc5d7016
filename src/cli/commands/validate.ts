/** `verisim validate`: check scenarios and experiments without running them. */
import type { CommandModule } from 'yargs';
import { EXIT, finish } from '../exit.ts';
import { JSON_OUTPUT, QUIET, withSet } from '../options.ts';

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
  const { loadScenario, placed } = await import('../../scenario/index.ts');
  const { modelMisfits } = await import('../../experiment/models.ts');
  const { unknownAnswers } = await import('../../experiment/questions.ts');
  const { isExperiment, loadExperiment } = await import('../../experiment/file/load.ts');
  const { ScenarioError } = await import('../../language/errors.ts');
  const { print, printJson } = await import('../terminal.ts');
  const reports: { file: string; valid: boolean; problems: unknown[] }[] = [];
  for (const file of files) {
    try {
      if (isExperiment(file)) await loadExperiment(file, { set });
      else {
        const scenario = await loadScenario(file, { set });
        const misfits = [...unknownAnswers(scenario), ...(await modelMisfits(scenario, { load: true }))];
        if (misfits.length > 0) throw placed(file, misfits, { set });
      }
      reports.push({ file, valid: true, problems: [] });
      if (!json && !quiet) print(`${file}: valid`);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      reports.push({ file, valid: false, problems: [...error.problems] });
      if (!json) process.stderr.write(`${error.message}\n`);
    }
  }
  if (json) printJson(reports);
  return reports.every((report) => report.valid) ? EXIT.done : EXIT.badInput;
}
