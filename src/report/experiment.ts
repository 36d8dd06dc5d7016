/** How do the pages of an experiment get into its directory, in which runs lie that nobody wants to make again? */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CHARTS, type Files, MANIFEST_FILE, REPORT_FILE } from '../results/files.ts';
import { writeWhole } from '../results/whole.ts';

/** Writes the files beside what is there, in place of the charts of before, the manifest last; returns the path of the page. */
export async function publishBeside(directory: string, files: Files, manifest: string): Promise<string> {
  await rm(join(directory, CHARTS), { recursive: true, force: true });
  for (const [path, content] of files) await writeWhole(join(directory, path), content);
  await writeWhole(join(directory, MANIFEST_FILE), manifest);
  return join(directory, REPORT_FILE);
}
