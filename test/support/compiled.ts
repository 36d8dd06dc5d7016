/**
 * What do threads and processes load that the tests start? The compiled modules of dist/, which `npm test` makes first: a thread
 * is ready in a quarter of the time that it takes to compile the sources anew. Where dist/ is older than the sources, as may be
 * when vitest is started by hand, they load the sources.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vitest/config';

const SRC = join(import.meta.dirname, '../../src');
const DIST = join(import.meta.dirname, '../../dist');

/** Modules that start threads or processes from a file beside them, which they find by `import.meta.url`. */
const STARTERS = [
  'check/workshop',
  'experiment/executors/local',
  'experiment/replications/replicate',
  'inference/host/session',
];

/** Whether every module was compiled after it was last changed. */
function fresh(): boolean {
  for (const file of readdirSync(SRC, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const compiled = join(DIST, file.replace(/\.ts$/, '.js'));
    if (!existsSync(compiled) || statSync(compiled).mtimeMs < statSync(join(SRC, file)).mtimeMs) return false;
  }
  return true;
}

/** Tells the modules that start threads or processes that they lie in dist/, if that is what their sources say. */
export function compiledStarters(): Plugin {
  const places = new Map(STARTERS.map((name) => [join(SRC, `${name}.ts`), join(DIST, `${name}.js`)]));
  let isFresh = false;
  return {
    name: 'compiled-starters',
    enforce: 'pre',
    buildStart() {
      isFresh = fresh();
    },
    transform(code, id) {
      const place = places.get(id);
      if (place === undefined || !isFresh) return;
      return { code: code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(place).href)), map: null };
    },
  };
}
