/** What do finished results hold, and how are their charts and pages made again? */
import type { Comparison } from '../results/comparison.ts';
import type { Result } from '../results/result.ts';

/** The result of one scenario, from its files. Throws ResultsError where there is none. */
export async function readResult(directory: string): Promise<Result> {
  return (await import('../results/read.ts')).readResult(directory);
}

/** A comparison, from its files. Throws ResultsError where there is none. */
export async function readComparison(directory: string): Promise<Comparison> {
  return (await import('../results/comparison.ts')).readComparison(directory).comparison;
}

/**
 * Makes charts and page of a result or a comparison again, from its files, and a PDF of every chart beside it; of an experiment, whose
 * page is made by what ran it, the PDFs alone. Returns the path of the page (of a sweep's, where an experiment has several).
 * Throws ResultsError where the directory holds none of them, or somebody else is writing there.
 */
export async function report(directory: string): Promise<string> {
  const { join } = await import('node:path');
  const { addPdfs } = await import('../report/pdfs.ts');
  const { foldersWithPages } = await import('../experiment/store/pages.ts');
  const folders = foldersWithPages(directory);
  if (folders.length === 0) {
    const page = await pageAgain(directory);
    await addPdfs(directory);
    return page;
  }
  const { lock } = await import('../experiment/store/lock.ts');
  const { REPORT_FILE } = await import('../results/files.ts');
  const unlock = await lock(directory);
  try {
    for (const folder of folders) await addPdfs(folder);
  } finally {
    await unlock();
  }
  return join(folders[0]!, REPORT_FILE);
}

async function pageAgain(directory: string): Promise<string> {
  const { isComparison, readComparison } = await import('../results/comparison.ts');
  if (isComparison(directory)) {
    const { publishComparison } = await import('../report/comparison.ts');
    const { comparison, manifest, kept } = readComparison(directory);
    return publishComparison(directory, comparison, manifest, kept);
  }
  const { keptFiles, readResult } = await import('../results/read.ts');
  const { publish } = await import('../report/publish.ts');
  const result = readResult(directory);
  return publish(directory, result, keptFiles(directory, result.manifest));
}

/** Throws ResultsError unless `report` can be made of the directory. */
export async function readable(directory: string): Promise<void> {
  const { foldersWithPages } = await import('../experiment/store/pages.ts');
  if (foldersWithPages(directory).length > 0) return;
  const { isComparison } = await import('../results/comparison.ts');
  if (isComparison(directory)) await readComparison(directory);
  else await readResult(directory);
}
