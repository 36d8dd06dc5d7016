/**
 * How does a directory change as a whole or not at all? Files are written beside it and moved into place when all of
 * them are there; until then, and when anything fails, the earlier directory stands as it was.
 */
import { constants, existsSync } from 'node:fs';
import { access, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ResultsError } from './error.ts';
import { type Files, MANIFEST_FILE } from './files.ts';
import type { Manifest } from './manifest.ts';

/** Profiles that were calibrated for a result are kept here with it. */
export const PROFILES = 'profiles';

/**
 * Throws ResultsError when `target` holds something that no run of Verisim wrote: replacing it would destroy it.
 * Missing, empty, or an earlier result: fine. Throws it, too, when no directory can be made or changed there.
 */
export async function checkReplaceable(target: string): Promise<void> {
  await checkWritable(target);
  if (!existsSync(target)) return;
  const names = await readdir(target);
  if (names.length === 0 || (await writtenFiles(target)) !== null) return;
  throw new ResultsError(
    `${target} holds files that are no earlier result (no ${MANIFEST_FILE} of Verisim); ` +
      'choose another --out or another name, or empty it',
  );
}

/** The directory above `target` that exists must be one, and take new entries. */
export async function checkWritable(target: string): Promise<void> {
  const whole = resolve(target);
  try {
    if (existsSync(whole)) await readdir(whole);
    let above = dirname(whole);
    while (!existsSync(above)) above = dirname(above);
    await readdir(above);
    await access(above, constants.W_OK);
  } catch (error) {
    throw new ResultsError(`${target}: cannot hold results: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Makes `target` hold exactly `files`, and what its user put there beside an earlier result's own files.
 * Throws ResultsError as `checkReplaceable` does, and the error of the file system when writing fails.
 */
export async function replaceDirectory(target: string, files: Files): Promise<void> {
  await checkReplaceable(target);
  const whole = resolve(target);
  const fresh = join(dirname(whole), `.${basename(whole)}.${process.pid}.new`);
  const old = join(dirname(whole), `.${basename(whole)}.${process.pid}.old`);
  await rm(fresh, { recursive: true, force: true });
  try {
    for (const [path, content] of files) {
      const file = join(fresh, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    await keepForeignFiles(whole, fresh);
    if (existsSync(whole)) await rename(whole, old);
    try {
      await rename(fresh, whole);
    } catch (error) {
      if (existsSync(old)) await rename(old, whole);
      throw error;
    }
    await rm(old, { recursive: true, force: true });
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
}

/** Paths that the directory's manifest lists, the manifest with them; null when it is no result. */
async function writtenFiles(directory: string): Promise<Set<string> | null> {
  try {
    const manifest = JSON.parse(await readFile(join(directory, MANIFEST_FILE), 'utf8')) as Manifest;
    // Results, comparisons, and what else Verisim writes.
    if (!manifest.format.startsWith('verisim-')) return null;
    return new Set([MANIFEST_FILE, ...manifest.files.map((file) => file.path)]);
  } catch {
    return null;
  }
}

/** Copies what the old directory holds beyond its manifest's list, where the new one has nothing of that name. */
async function keepForeignFiles(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  const written = (await writtenFiles(from)) ?? new Set<string>();
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name).slice(from.length + 1);
    const target = join(to, path);
    if (written.has(path.replaceAll('\\', '/')) || existsSync(target)) continue;
    await mkdir(dirname(target), { recursive: true });
    await cp(join(from, path), target);
  }
}
