/** How do the pages of an experiment get into its directory, in which runs lie that nobody wants to make again? */
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CHARTS } from '../charts/drawn.ts';
import { EXPERIMENT_FORMAT } from '../experiment/sweep/sweepFiles.ts';
import { TUNE_FOLDER } from '../experiment/tune/files.ts';
import { type Files, MANIFEST_FILE } from '../results/files.ts';
import { SENSITIVITY_FOLDER } from '../results/sensitivity.ts';
import { writeWhole } from '../results/whole.ts';
import { REPORT_FILE } from './publish.ts';

/** Writes the files beside what is there, in place of the charts of before, the manifest last; returns the path of the page. */
export async function publishBeside(directory: string, files: Files, manifest: string): Promise<string> {
  await rm(join(directory, CHARTS), { recursive: true, force: true });
  for (const [path, content] of files) await writeWhole(join(directory, path), content);
  await writeWhole(join(directory, MANIFEST_FILE), manifest);
  return join(directory, REPORT_FILE);
}

/** Folders of an experiment's directory in which a page is: its own for a sweep's; none for a directory of anything else. */
export function foldersWithPages(directory: string): string[] {
  const folders = [directory, join(directory, SENSITIVITY_FOLDER), join(directory, TUNE_FOLDER)];
  return folders.filter((folder) => {
    const manifest = join(folder, MANIFEST_FILE);
    if (!existsSync(manifest)) return false;
    try {
      return JSON.parse(readFileSync(manifest, 'utf8')).format === EXPERIMENT_FORMAT;
    } catch {
      return false;
    }
  });
}
