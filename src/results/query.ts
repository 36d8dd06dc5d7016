/**
 * What do results say to a question in SQL? Views over the files of all directories of results, read where they lie by DuckDB, an
 * optional package: a column `result` says which directory a row is from.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILE } from './files.ts';
import type { Summary } from './result.ts';

/** A question that cannot be answered: wrong SQL, no results, no DuckDB. */
export class QueryError extends Error {
  override name = 'QueryError';
}

/** A cell: numbers beyond 2^53 are text, lists and structures are JSON. */
export type Cell = string | number | boolean | null;

export interface Answer {
  columns: string[];
  /** Portions of rows, as they come. */
  rows: AsyncIterable<Cell[][]>;
  close(): void;
}

/** Views, and the file of each directory that they read. */
const FILES: Record<string, { file: string; options?: string }> = {
  points: { file: 'points.csv' },
  timeseries: { file: 'timeseries.csv' },
  entities: { file: 'entities.csv' },
  // Exact amounts may be beyond what a double holds.
  ledger: { file: 'ledger.csv', options: "types = {'amount': 'HUGEINT'}" },
  offences: { file: 'offences.csv' },
  distances: { file: 'distances.csv' },
  jobs: { file: 'jobs.parquet' },
};

/** Names of all views, for those who ask. */
export const VIEWS = ['runs', 'summary', ...Object.keys(FILES)];

/** Answers one statement over the directories of results in `folder`. Throws QueryError. */
export async function query(folder: string, sql: string): Promise<Answer> {
  const { DuckDBInstance } = await import('@duckdb/node-api').catch((error: unknown) => {
    throw new QueryError(
      `query needs DuckDB, an optional package that cannot be loaded here: npm install @duckdb/node-api (${(error as Error).message})`,
    );
  });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  const views = viewsOf(folder);
  try {
    // What comes with the package is enough: nothing is fetched.
    await connection.run('SET autoinstall_known_extensions = false');
    for (const view of Object.values(views)) await connection.run(view);
    const result = await connection.stream(sql);
    const told = (value: unknown): Cell => {
      if (value === null || value === undefined) return null;
      if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
      if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
      if (value instanceof Date) return value.toISOString();
      return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part));
    };
    async function* rows(): AsyncGenerator<Cell[][]> {
      try {
        for await (const portion of result.yieldRowsJs()) yield portion.map((row) => row.map(told));
      } catch (error) {
        throw wrong(error, folder, views);
      }
    }
    return { columns: result.deduplicatedColumnNames(), rows: rows(), close };
  } catch (error) {
    close();
    throw wrong(error, folder, views);
  }
}

function wrong(error: unknown, folder: string, views: Readonly<Record<string, string>>): QueryError {
  const { message } = error as Error;
  const known = Object.keys(views);
  const missing = VIEWS.find(
    (view) => !known.includes(view) && message.includes(`Table with name ${view} does not exist`),
  );
  if (missing !== undefined)
    return new QueryError(`${folder} has nothing for the view ${missing}; it has ${listed(known)}`, { cause: error });
  return new QueryError(`${message}\n${folder} has ${listed(known)}`, { cause: error });
}

const listed = (views: readonly string[]): string =>
  views.length === 0 ? 'no results: no directory with a manifest.json' : `the views ${views.join(', ')}`;

/** A statement that makes each view for which there are files. Throws QueryError where there is no such folder. */
function viewsOf(folder: string): Record<string, string> {
  if (!existsSync(folder)) throw new QueryError(`${folder} is not there: no results to query`);
  const directories = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
    // A sweep that runs still has no manifest, but runs.
    .filter((name) => [MANIFEST_FILE, 'runs'].some((file) => existsSync(join(folder, name, file))));
  const views: Record<string, string> = {};
  const parts = directories.flatMap((name) => {
    const runs = join(folder, name, 'runs');
    return existsSync(runs)
      ? readdirSync(runs)
          .filter((file) => file.endsWith('.parquet'))
          .map((file) => join(runs, file))
      : [];
  });
  if (parts.length > 0)
    // A run that failed and was done again stands there twice: the one that went well counts.
    views.runs = `CREATE VIEW runs AS SELECT parse_path(filename)[-3] AS result, COLUMNS(c -> NOT contains(c, '#') AND c <> 'filename')
      FROM read_parquet(${list(parts)}, union_by_name = true, filename = true)
      QUALIFY row_number() OVER (PARTITION BY result, point, replication ORDER BY error NULLS FIRST) = 1`;
  for (const [view, { file, options }] of Object.entries(FILES)) {
    const files = directories.map((name) => join(folder, name, file)).filter((path) => existsSync(path));
    if (files.length > 0) views[view] = `CREATE VIEW ${view} AS ${selectFiles(files, options)}`;
  }
  const summaries = directories.map((name) => join(folder, name, 'summary.csv')).filter((path) => existsSync(path));
  const metrics = directories.flatMap((name) => metricRows(join(folder, name), name));
  const halves = [
    ...(summaries.length > 0 ? [selectFiles(summaries)] : []),
    ...(metrics.length > 0
      ? [`SELECT * FROM (VALUES ${metrics.join(', ')}) AS s(result, metric, unit, mean, sd, ci95_lo, ci95_hi, n)`]
      : []),
  ];
  if (halves.length > 0) views.summary = `CREATE VIEW summary AS ${halves.join(' UNION ALL BY NAME ')}`;
  return views;
}

function selectFiles(files: readonly string[], options?: string): string {
  const parquet = files[0]!.endsWith('.parquet');
  const read = parquet
    ? `read_parquet(${list(files)}, union_by_name = true, filename = true)`
    : `read_csv(${list(files)}, header = true, union_by_name = true, filename = true${options === undefined ? '' : `, ${options}`})`;
  return `SELECT parse_path(filename)[-2] AS result, * EXCLUDE (filename) FROM ${read}`;
}

/** summary.json of a scenario's result, a row a metric. */
function metricRows(directory: string, name: string): string[] {
  const file = join(directory, 'summary.json');
  if (!existsSync(file)) return [];
  const { metrics } = JSON.parse(readFileSync(file, 'utf8')) as Summary;
  const number = (value: number | null | undefined): string => (value == null ? 'NULL::DOUBLE' : `${value}::DOUBLE`);
  return Object.entries(metrics).map(
    ([metric, { unit, mean, sd, ci95, n }]) =>
      `(${quoted(name)}, ${quoted(metric)}, ${quoted(unit)}, ${number(mean)}, ${number(sd)}, ${number(ci95?.[0])}, ${number(ci95?.[1])}, ${n})`,
  );
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const list = (files: readonly string[]): string =>
  `[${files.map((file) => quoted(file.replaceAll('\\', '/'))).join(', ')}]`;
