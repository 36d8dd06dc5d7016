/** Does the simulator reproduce published results? Rows with their verdicts, or one number of a family at any point. */
import type { Outcome } from '../check/run.ts';

interface CommonOptions {
  /** Master seed; default 1. */
  seed?: string | undefined;
  /** Threads, from 1; default all cores. */
  workers?: number | undefined;
  /** Aborting stops at once, with an AbortError. */
  signal?: AbortSignal | undefined;
  /** `done` of `total` rows, or of the parts of one number as far as they are known, and in words which. */
  onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

export interface CheckOptions extends CommonOptions {
  /** JSON file of rows, in place of those that ship. */
  expected?: string | undefined;
  /** Files that get the evidence when the last row is done: one page, and Markdown with its charts in a folder beside it. */
  html?: string | undefined;
  markdown?: string | undefined;
}

export type MeasureOptions = CommonOptions;

/**
 * Verdicts of the rows of some families (default all), in the order of the rows, each as soon as it and those before it are known.
 * Throws CheckError for families and rows that are none before anything runs, and UsageError where there are no rows at all.
 */
export async function* check(
  ids: readonly string[] = [],
  { seed = '1', workers, signal, onProgress, expected, html, markdown }: CheckOptions = {},
): AsyncGenerator<Outcome> {
  const { caseOf } = await import('../check/names.ts');
  const { checkRow, checkRows } = await import('../check/run.ts');
  const { readRows } = await import('../check/rowFile.ts');
  const { PUBLISHED } = await import('../check/published.ts');
  const { openWorkshop } = await import('../check/workshop.ts');
  const { Evidence } = await import('../check/evidence.ts');
  const { UsageError } = await import('./error.ts');
  const { checkWorkers } = await import('./executor.ts');
  await checkWorkers(workers);
  const wantedIds = new Set(ids);
  for (const id of wantedIds) caseOf(id);
  const file = expected ?? PUBLISHED;
  async function* wanted() {
    for await (const each of readRows(file)) if (wantedIds.size === 0 || wantedIds.has(each.row.id)) yield each;
  }
  // All of the file is looked at before anything runs.
  let total = 0;
  for await (const { row, place } of wanted()) {
    checkRow(row, place);
    total++;
  }
  if (total === 0)
    throw new UsageError(`${file} has no rows${wantedIds.size > 0 ? ` of ${[...wantedIds].join(', ')}` : ''}`);
  onProgress?.('rows', 0, total);
  const evidence = html === undefined && markdown === undefined ? undefined : new Evidence(seed);
  let done = 0;
  const workshop = await openWorkshop({ workers, signal });
  try {
    const outcomes = checkRows(wanted(), {
      ...{ seed, perform: workshop.run, points: 2 * workshop.count },
      onDone({ id, label }) {
        done++;
        onProgress?.(`${done} of ${total} rows, last ${id} ${label}`, done, total);
      },
    });
    for await (const outcome of outcomes) {
      evidence?.add(outcome);
      yield outcome;
    }
  } finally {
    await workshop.close();
  }
  if (evidence === undefined) return;
  const { publishEvidence } = await import('../report/evidence.ts');
  await publishEvidence(evidence, { html, markdown });
}

/**
 * One number of one family at a point of its parameters, in the unit of its label, with its standard error. Throws CheckError for
 * what the family has not.
 */
export async function measure(
  id: string,
  label: string,
  params: Readonly<Record<string, unknown>>,
  { seed = '1', workers, signal, onProgress }: MeasureOptions = {},
): Promise<{ value: number; se: number }> {
  const { caseOf, labelOf, paramsOf } = await import('../check/names.ts');
  const { measureOne } = await import('../check/run.ts');
  const { openWorkshop } = await import('../check/workshop.ts');
  const { checkWorkers } = await import('./executor.ts');
  await checkWorkers(workers);
  const of = caseOf(id);
  if (of) {
    labelOf(of, label);
    paramsOf(of, label, params);
  }
  const workshop = await openWorkshop({ workers, signal });
  let [asked, answered] = [0, 0];
  const perform: typeof workshop.run = async (task) => {
    asked++;
    const result = await workshop.run(task);
    onProgress?.(`${++answered} of ${asked} parts`, answered, asked);
    return result;
  };
  try {
    return await measureOne({ id, label, params: { ...params } }, { seed, perform });
  } finally {
    await workshop.close();
  }
}
