/** How is a file named inside a scenario? Relative to the file that names it; the loader makes it absolute and checks that it is there. */
import { shown, WordError, word } from './word.ts';

export interface FileOptions {
  description?: string;
  /** Endings allowed, with the dot. */
  endings?: readonly string[];
  /** A folder may stand here when it holds a file of one of these names. */
  folderWith?: readonly string[];
}

/** A path, absolute once loaded. */
export function file({ description, endings, folderWith }: FileOptions = {}) {
  return word<string, string>(
    {
      word: 'file',
      description,
      type: 'string',
      ...(endings ? { endings: [...endings] } : {}),
      ...(folderWith ? { folderWith: [...folderWith] } : {}),
    },
    (written) => {
      if (typeof written !== 'string' || written === '') throw new WordError(shown(written), 'the path of a file');
      return written;
    },
  );
}
