/** Where in a directory are pages of an experiment: its sweep's, its sensitivity analysis's, its tuning's? */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILE } from '../../results/files.ts';
import { SENSITIVITY_FOLDER } from '../../results/sensitivity.ts';
import { EXPERIMENT_FORMAT } from '../sweep/sweepFiles.ts';
import { TUNE_FOLDER } from '../tune/files.ts';
import { RUNS } from './store.ts';

/** Folders with a manifest of one; none where the directory holds no runs of an experiment, or something else's manifest. */
export function foldersWithPages(directory: string): string[] {
  if (!existsSync(join(directory, RUNS)) || manifestIn(directory) === 'other') return [];
  const folders = [directory, join(directory, SENSITIVITY_FOLDER), join(directory, TUNE_FOLDER)];
  return folders.filter((folder) => manifestIn(folder) === 'experiment');
}

/** Whose manifest is in the folder? */
function manifestIn(folder: string): 'experiment' | 'other' | 'none' {
  const manifest = join(folder, MANIFEST_FILE);
  if (!existsSync(manifest)) return 'none';
  try {
    return JSON.parse(readFileSync(manifest, 'utf8')).format === EXPERIMENT_FORMAT ? 'experiment' : 'other';
  } catch {
    return 'other';
  }
}
