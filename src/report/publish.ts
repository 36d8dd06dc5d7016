/** How does a result become a directory that a researcher opens? Data, charts, report, written as a whole. */
import { join } from 'node:path';
import { chartFiles } from '../charts/drawn.ts';
import { renderCharts } from '../charts/index.ts';
import { dataFiles, type Files, REPORT_FILE } from '../results/files.ts';
import type { Result } from '../results/result.ts';
import { writeResult } from '../results/write.ts';
import { reportPage } from './page.ts';

/** Charts and report of a result: the same bytes whether it comes from a run or was read back. */
export async function presentation(result: Result): Promise<Files> {
  const charts = await renderCharts(result);
  return new Map([...chartFiles(charts), [REPORT_FILE, reportPage(result, charts)]]);
}

/**
 * Writes `directory`, `extra` files included; returns the path of the report. Until everything is made, an earlier
 * result there stays untouched. Throws ResultsError when the directory holds something else.
 */
export async function publish(directory: string, result: Result, extra: Files = new Map()): Promise<string> {
  const files: Files = new Map([...dataFiles(result), ...extra, ...(await presentation(result))]);
  await writeResult(directory, result.manifest, files);
  return join(directory, REPORT_FILE);
}
