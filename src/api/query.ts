/** What do results say to a question in SQL? DuckDB, an optional package, reads the files of all results where they lie. */
import type { Answer, Cell } from '../results/query.ts';

export interface QueryOptions {
  /** Directory that holds a directory per result; default `results`. */
  out?: string | undefined;
}

/**
 * All rows of the answer to one statement over the views runs, points, summary, timeseries, entities, ledger, offences, distances and
 * jobs, as far as there are files for them: values by the name of their column. Numbers beyond 2^53 are text, lists and structures JSON.
 * Throws QueryError for wrong SQL, where there are no results, and where DuckDB is not installed.
 */
export async function query(sql: string, options: QueryOptions = {}): Promise<Record<string, Cell>[]> {
  const answer = await queryPortions(sql, options);
  try {
    const all: Record<string, Cell>[] = [];
    for await (const portion of answer.rows)
      for (const row of portion) all.push(Object.fromEntries(answer.columns.map((name, i) => [name, row[i]!])));
    return all;
  } finally {
    answer.close();
  }
}

/** The same a portion at a time, for answers that are not to be held as a whole; whoever asks calls `close`. Throws as `query` does. */
export async function queryPortions(sql: string, { out = 'results' }: QueryOptions = {}): Promise<Answer> {
  return (await import('../results/query.ts')).query(out, sql);
}
