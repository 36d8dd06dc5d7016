/**
 * Do the notebooks still run, and do they still say what is true? Needs dist/, Deno (a development dependency) and Jupyter's
 * nbconvert (Debian: jupyter-nbconvert jupyter-core jupyter-client):
 *   npm run notebooks          executes copies; exit 1 on an error, or where a sentence or table differs from the committed one
 *   npm run notebooks:write    executes them and keeps the outputs
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { committable, differences, faults, type Notebook, SHOWS_NOTHING } from './notebook.ts';

/** Executions of a notebook of which something is lost. */
const TRIES = 3;

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = join(root, 'notebooks');
const scratch = mkdtempSync(join(tmpdir(), 'verisim-notebooks-'));
// The kernel is installed for this run only, and Deno keeps nothing: a user's own kernels and caches stay as they are.
const env = {
  ...process.env,
  JUPYTER_DATA_DIR: join(scratch, 'jupyter'),
  JUPYTER_RUNTIME_DIR: join(scratch, 'runtime'),
  IPYTHONDIR: join(scratch, 'ipython'),
  DENO_DIR: join(scratch, 'deno'),
  DENO_NO_UPDATE_CHECK: '1',
  PYDEVD_DISABLE_FILE_VALIDATION: '1',
};
const call = (command: string, args: string[]): void => {
  try {
    execFileSync(command, args, { cwd: join(scratch, 'notebooks'), env, stdio: 'pipe' });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')}\n${(error as { stderr?: Buffer }).stderr ?? error}`);
  }
};

let failed = 0;
try {
  cpSync(source, join(scratch, 'notebooks'), { recursive: true });
  for (const name of ['dist', 'scenarios', 'schema', 'node_modules', 'package.json'])
    symlinkSync(join(root, name), join(scratch, name));
  mkdirSync(join(scratch, 'results'));
  call(join(root, 'node_modules/.bin/deno'), ['jupyter', '--install', '--force']);
  const names = readdirSync(source).filter((name) => name.endsWith('.ipynb'));
  const options = ['--ExecutePreprocessor.timeout=900', '--ExecutePreprocessor.record_timing=False'];
  for (const name of names) {
    const before = readFileSync(join(source, name), 'utf8');
    let after: Notebook;
    let found: string[];
    let tries = 0;
    do {
      writeFileSync(join(scratch, 'notebooks', name), before);
      call('jupyter', ['nbconvert', '--to', 'notebook', '--inplace', '--execute', ...options, name]);
      after = committable(JSON.parse(readFileSync(join(scratch, 'notebooks', name), 'utf8')) as Notebook);
      found = faults(after, [scratch, root]);
      // Now and then Deno's kernel says that a cell has ended before nbclient has seen what the cell shows, and it is lost.
    } while (found.some((fault) => fault.endsWith(SHOWS_NOTHING)) && ++tries < TRIES);
    if (process.argv[2] === 'write') writeFileSync(join(source, name), `${JSON.stringify(after, null, 1)}\n`);
    else found.push(...differences(JSON.parse(before) as Notebook, after));
    if (found.length > 0) failed++;
    process.stdout.write(`${found.length === 0 ? 'good' : 'BAD'}: ${name}\n`);
    for (const line of found) process.stdout.write(`  ${line}\n`);
  }
  process.stdout.write(`notebooks: ${names.length - failed} passed, ${failed} failed\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
