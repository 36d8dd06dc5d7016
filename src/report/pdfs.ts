/** How do charts come into a paper? A PDF beside each drawing of a directory of results, and in its manifest. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { renderPdf } from '../charts/pdf.ts';
import { ResultsError } from '../results/error.ts';
import { CHARTS, type Files, MANIFEST_FILE, printJson } from '../results/files.ts';
import type { FileIdentity } from '../results/manifest.ts';
import { writeWhole } from '../results/whole.ts';
import { identify } from '../results/write.ts';

/** Takes the drawings that the manifest lists; the same bytes for the same drawings. Throws ResultsError where one is missing. */
export async function addPdfs(directory: string): Promise<void> {
  const file = join(directory, MANIFEST_FILE);
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { files: FileIdentity[] };
  const made: Files = new Map();
  for (const path of drawingsOf(manifest)) {
    const name = basename(path, '.svg');
    if (!existsSync(join(directory, path)))
      throw new ResultsError(`${directory} lacks ${path}, which its ${MANIFEST_FILE} lists: make its page again`);
    made.set(`${CHARTS}/${name}.pdf`, await renderPdf(readFileSync(join(directory, path), 'utf8'), name));
  }
  for (const [path, content] of made) await writeWhole(join(directory, path), content);
  const others = manifest.files.filter(({ path }) => !made.has(path));
  const files = [...others, ...identify(made)].sort((a, b) => (a.path < b.path ? -1 : 1));
  await writeWhole(file, printJson({ ...manifest, files }));
}

function drawingsOf({ files }: { files: readonly FileIdentity[] }): string[] {
  return files.flatMap(({ path }) => (path.startsWith(`${CHARTS}/`) && path.endsWith('.svg') ? path : []));
}
