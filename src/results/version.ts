/** Which Verisim is this? Its version, and the commit of its checkout where it runs in one. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json: two above this file, both in src/ and in dist/. */
export const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

export function verisimVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Commit of the checkout, `-dirty` when tracked files differ from it; null when it is none or git is not there. */
export function gitCommit(): string | null {
  known ??= { commit: readCommit() };
  return known.commit;
}

/** Asking git takes longer than summarizing a run: once per process. */
let known: { commit: string | null } | undefined;

function readCommit(): string | null {
  if (!existsSync(join(packageRoot, '.git'))) return null;
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', packageRoot, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const commit = git('rev-parse', 'HEAD');
    return git('status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit}-dirty`;
  } catch {
    return null;
  }
}

/** Version of the installed onnxruntime-node; null when it is not there. */
export function onnxruntimeVersion(): string | null {
  const file = join(packageRoot, 'node_modules', 'onnxruntime-node', 'package.json');
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  } catch {
    return null;
  }
}
