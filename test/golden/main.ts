/**
 * Golden outputs from the compiled dist/, on whichever Node runs this:
 *   npm run golden          compares with test/golden/expected, with one and with two workers; exit 1 on a difference
 *   npm run golden:write    replaces test/golden/expected; say in the commit why results changed
 */
import { CASES, differences, expected, type Library, produce, write } from './golden.ts';

const dist = new URL('../../dist/', import.meta.url);
const load = (path: string): Promise<object> => import(new URL(path, dist).href);
const library = {
  ...(await load('scenario/index.js')),
  ...(await load('experiment/replications/run.js')),
  ...(await load('results/files.js')),
} as Library;

if (process.argv[2] === 'write') {
  for (const each of CASES) {
    write(each.name, await produce(library, each, 1));
    process.stdout.write(`written: ${each.name}\n`);
  }
} else {
  let passed = 0;
  let failed = 0;
  for (const each of CASES)
    for (const workers of [1, 2]) {
      const found = differences(await produce(library, each, workers), expected(each.name));
      if (found.length === 0) passed++;
      else failed++;
      process.stdout.write(`${found.length === 0 ? 'same' : 'DIFFERENT'}: ${each.name}, ${workers} worker(s)\n`);
      for (const line of found) process.stdout.write(`  ${line}\n`);
    }
  process.stdout.write(`golden outputs on Node ${process.version}: ${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
