/** How does a result become `results/<name>/`? Data, charts, report and profiles, and last the manifest over all. */
import { replaceDirectory } from './directory.ts';
import { type Files, MANIFEST_FILE, printJson } from './files.ts';
import { sha256 } from './hash.ts';
import type { FileIdentity } from './manifest.ts';

/** Files with their hashes, by path in code unit order. */
export function identify(files: Files): FileIdentity[] {
  return [...files]
    .map(([path, content]) => ({ path, sha256: sha256(content), bytes: Buffer.byteLength(content) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Writes the directory as a whole, the manifest's `files` filled in. Throws as `replaceDirectory` does. */
export async function writeResult<Manifest extends { files: FileIdentity[] }>(
  directory: string,
  manifest: Manifest,
  files: Files,
): Promise<void> {
  const filled = { ...manifest, files: identify(files) };
  await replaceDirectory(directory, new Map([...files, [MANIFEST_FILE, printJson(filled)]]));
}
