/** `verisim report`: make charts and report of finished results again, from their files. */
import type { CommandModule } from 'yargs';
import { EXIT, finish } from '../exit.ts';
import { JSON_OUTPUT, QUIET } from '../options.ts';

interface ReportArguments {
  directories: string[];
  json: boolean;
  quiet: boolean;
}

export const report: CommandModule<object, ReportArguments> = {
  command: 'report <directories..>',
  describe: 'make report.html and charts (SVG, PNG, Vega-Lite) again from results',
  builder: (yargs) =>
    yargs
      .positional('directories', { type: 'string', array: true, demandOption: true, describe: 'results/<name>' })
      .option('json', JSON_OUTPUT)
      .option('quiet', QUIET),
  handler: (args) => finish(() => reportAll(args)),
};

async function reportAll({ directories, json, quiet }: ReportArguments): Promise<number> {
  const { keptFiles, readResult } = await import('../../results/read.ts');
  const { publish } = await import('../../report/publish.ts');
  const { print, printJson } = await import('../terminal.ts');
  const results = directories.map((directory) => ({ directory, result: readResult(directory) }));
  const reports: { directory: string; report: string }[] = [];
  for (const { directory, result } of results) {
    const path = await publish(directory, result, keptFiles(directory, result.manifest));
    reports.push({ directory, report: path });
    if (!json && !quiet) print(path);
  }
  if (json) printJson(reports);
  return EXIT.done;
}
