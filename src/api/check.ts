/** Does the simulator reproduce published results? Rows with their verdicts, or one number of a family at any point. */
import type { Outcome } from '../check/run.ts';

export interface CheckOptions {
  /** Default 1. */
  seed?: string | undefined;
  /** Threads; default all cores. */
  workers?: number | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Verdicts of the rows of some families (default all), in the order in which they are done. `expected`: a JSON file of such
 * rows, in place of those that ship. Throws CheckError for rows that are none.
 */
export async function* check(
  ids: readonly string[] = [],
  { seed = '1', workers, signal, expected }: CheckOptions & { expected?: string | undefined } = {},
): AsyncGenerator<Outcome> {
  const { caseOf } = await import('../check/names.ts');
  const { checkRow, checkRows } = await import('../check/run.ts');
  const { readRows } = await import('../check/rowFile.ts');
  const { PUBLISHED } = await import('../check/published.ts');
  const { openWorkshop } = await import('../check/workshop.ts');
  const wantedIds = new Set(ids);
  for (const id of wantedIds) caseOf(id);
  async function* wanted() {
    for await (const each of readRows(expected ?? PUBLISHED))
      if (wantedIds.size === 0 || wantedIds.has(each.row.id)) yield each;
  }
  for await (const { row, place } of wanted()) checkRow(row, place);
  const workshop = await openWorkshop({ workers, signal });
  try {
    yield* checkRows(wanted(), { seed, perform: workshop.run, points: 2 * workshop.count });
  } finally {
    await workshop.close();
  }
}

/** One number of one family at a point of its parameters, with its standard error. Throws CheckError for what the family has not. */
export async function measure(
  id: string,
  label: string,
  params: Readonly<Record<string, unknown>>,
  { seed = '1', workers, signal }: CheckOptions = {},
): Promise<{ value: number; se: number }> {
  const { caseOf, labelOf, paramsOf } = await import('../check/names.ts');
  const { measureOne } = await import('../check/run.ts');
  const { openWorkshop } = await import('../check/workshop.ts');
  const of = caseOf(id);
  if (of) {
    labelOf(of, label);
    paramsOf(of, label, params);
  }
  const workshop = await openWorkshop({ workers, signal });
  try {
    return await measureOne({ id, label, params: { ...params } }, { seed, perform: workshop.run });
  } finally {
    await workshop.close();
  }
}
