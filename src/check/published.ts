/** Where do the rows lie that ship with Verisim? Data, so that no code holds what it is to find. */
import { join } from 'node:path';
import { packageRoot } from '../results/version.ts';

export const PUBLISHED = join(packageRoot, 'src', 'check', 'published.json');
