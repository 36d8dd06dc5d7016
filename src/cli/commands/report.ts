/** `verisim report`: make charts and report of finished results again, from their files, and PDFs of the charts. */
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
  describe: 'make report.html and charts again from results, the charts as PDF too',
  builder: (yargs) =>
    yargs
      .positional('directories', { type: 'string', array: true, demandOption: true, describe: 'results/<name>' })
      .option('json', JSON_OUTPUT)
      .option('quiet', QUIET),
  handler: (args) => finish(() => reportAll(args)),
};

async function reportAll({ directories, json, quiet }: ReportArguments): Promise<number> {
  const api = await import('../../api/report.ts');
  const { print, printJson } = await import('../terminal.ts');
  for (const directory of directories) await api.readable(directory);
  const reports: { directory: string; report: string }[] = [];
  for (const directory of directories) {
    const report = await api.report(directory);
    reports.push({ directory, report });
    if (!json && !quiet) print(report);
  }
  if (json) printJson(reports);
  return EXIT.done;
}
