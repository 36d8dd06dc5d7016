/** `verisim query`: SQL over results. */
import { once } from 'node:events';
import type { CommandModule } from 'yargs';
import { EXIT, finish } from '../exit.ts';

interface QueryArguments {
  sql: string;
  out: string;
  format: 'table' | 'csv' | 'json';
  csv: boolean;
  json: boolean;
}

/** Rows of a table at most: more is for a file. */
const ROWS = 500;

export const query: CommandModule<object, QueryArguments> = {
  command: 'query <sql>',
  describe: 'SQL over results (DuckDB)',
  builder: (yargs) =>
    yargs
      .positional('sql', {
        type: 'string',
        demandOption: true,
        describe: 'a statement over runs, points, summary, timeseries, entities, ledger, offences, distances, jobs',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        default: 'results',
        describe: 'directory that holds the results',
      })
      .option('format', {
        choices: ['table', 'csv', 'json'] as const,
        default: 'table' as const,
        describe: 'form of the answer',
      })
      .option('csv', { type: 'boolean', default: false, describe: 'the same as --format csv' })
      .option('json', { type: 'boolean', default: false, describe: 'the same as --format json' })
      .example('$0 query "select result, metric, mean from summary where metric like \'fraud.%\'"', '')
      .example('$0 query "from runs join points using (result, point)" --csv > runs.csv', ''),
  handler: (args) => finish(() => ask(args)),
};

async function ask({ sql, out, format, csv, json }: QueryArguments): Promise<number> {
  const { queryPortions } = await import('../../api/query.ts');
  const answer = await queryPortions(sql, { out });
  const write = async (text: string): Promise<void> => {
    if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
  };
  try {
    const { columns: names, rows } = answer;
    if (csv || format === 'csv') {
      const { stringify } = await import('csv-stringify/sync');
      const lines = (all: unknown[][]): string =>
        stringify(all, { record_delimiter: 'unix', cast: { boolean: (value) => String(value) } });
      await write(lines([names]));
      for await (const portion of rows) await write(lines(portion));
    } else if (json || format === 'json') {
      let begun = false;
      for await (const portion of rows)
        for (const row of portion) {
          await write(
            `${begun ? ',\n' : '[\n'}${JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i]])))}`,
          );
          begun = true;
        }
      await write(begun ? '\n]\n' : '[]\n');
    } else {
      const { columns, print, styles } = await import('../terminal.ts');
      const { faint } = styles(process.stdout);
      const cells: string[][] = [];
      const numeric = names.map(() => true);
      let count = 0;
      for await (const portion of rows)
        for (const row of portion) {
          count++;
          if (count > ROWS) continue;
          cells.push(row.map((value) => (value === null ? '' : String(value))));
          for (const [i, value] of row.entries()) if (value !== null && typeof value !== 'number') numeric[i] = false;
        }
      const [head, ...lines] = columns(
        [names, ...cells],
        numeric.flatMap((is, i) => (is ? [i] : [])),
      );
      print(faint(head!));
      for (const line of lines) print(line);
      const more = count > ROWS ? `, of which the first ${ROWS} are shown: --csv has all` : '';
      print(faint(`${count} ${count === 1 ? 'row' : 'rows'}${more}`));
    }
    return EXIT.done;
  } finally {
    answer.close();
  }
}
