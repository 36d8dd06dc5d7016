/** What does a results directory hold? Reads it back, so that a report can be made again without a run. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROFILES } from './directory.ts';
import { ResultsError } from './error.ts';
import { type Files, MANIFEST_FILE, parseData } from './files.ts';
import { JOBS_FILE } from './jobs.ts';
import { type Manifest, RESULTS_FORMAT } from './manifest.ts';
import type { Result } from './result.ts';

/** Throws ResultsError when `directory` is no result of this format or a file of it is missing or broken. */
export function readResult(directory: string): Result {
  const manifestFile = join(directory, MANIFEST_FILE);
  if (!existsSync(manifestFile)) throw new ResultsError(`${directory} is not a results directory: no ${MANIFEST_FILE}`);
  const text = (path: string): string => {
    try {
      return readFileSync(join(directory, path), 'utf8');
    } catch (error) {
      throw new ResultsError(`${directory}: ${(error as Error).message}`, { cause: error });
    }
  };
  let manifest: Manifest;
  try {
    manifest = JSON.parse(text(MANIFEST_FILE)) as Manifest;
  } catch (error) {
    throw new ResultsError(`${manifestFile}: ${(error as Error).message}`, { cause: error });
  }
  if (manifest.format !== RESULTS_FORMAT)
    throw new ResultsError(`${manifestFile}: format ${manifest.format}; this version reads ${RESULTS_FORMAT}`);
  return { manifest, ...parseData(text) };
}

/**
 * Files that belong to a result and cannot be made from its data, as far as they are still there: the profiles measured for it, and
 * its jobs one by one.
 */
export function keptFiles(directory: string, manifest: Manifest): Files {
  const own = manifest.files.filter(({ path }) => path === JOBS_FILE || path.startsWith(`${PROFILES}/`));
  const kept = own.filter(({ path }) => existsSync(join(directory, path)));
  return new Map(kept.map(({ path }) => [path, readFileSync(join(directory, path))]));
}
