/** How does one file appear all at once? Under a temporary name until it is whole and on the disk; killed before, it is not there. */
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** How names of files end that are not whole yet. */
export const TEMPORARY = '.tmp';

export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}${TEMPORARY}`;
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(temporary, 'w');
  try {
    await handle.writeFile(content);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}
