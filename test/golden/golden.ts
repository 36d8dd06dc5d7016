/**
 * Do shipped scenarios still give the very bytes that they gave? Data files of short runs are committed under expected/;
 * any other byte, for any number of workers and on any Node version, is a change of results that somebody must mean.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { runExperiment } from '../../src/experiment/replications/run.ts';
import type { dataFiles } from '../../src/results/files.ts';
import type { loadScenario } from '../../src/scenario/index.ts';

/** What golden outputs are made with: functions of src/, or the same from the compiled dist/. */
export interface Library {
  loadScenario: typeof loadScenario;
  runExperiment: typeof runExperiment;
  dataFiles: typeof dataFiles;
}

export interface Case {
  name: string;
  /** Relative to scenarios/. */
  file: string;
  set: string[];
}

const TWICE = ['replications=2', 'measures.windows=10'];

/** Short horizons keep the committed files small; replay, because live inference belongs to a class of machines. */
export const CASES: readonly Case[] = [
  { name: 'minimal', file: 'minimal.yaml', set: [...TWICE, 'horizon=10m'] },
  {
    name: 'opengradient',
    file: 'opengradient.yaml',
    set: [...TWICE, 'horizon=2h', 'epoch=30m', 'inference.mode=replay'],
  },
  { name: 'attack-substitution', file: 'attack-substitution.yaml', set: [...TWICE, 'horizon=1h', 'epoch=10m'] },
  { name: 'bench-core', file: 'bench/core.yaml', set: [...TWICE, 'horizon=10s', 'epoch=2s', 'nodes.bench.count=50'] },
];

const ROOT = join(import.meta.dirname, '../..');
export const EXPECTED = join(import.meta.dirname, 'expected');

/** Rows of replications that are compared as text; long lists as their head, which is what a reader can look at. */
const HEAD_LINES = 40;
const LONG = new Set(['entities.csv', 'offences.csv', 'distances.csv']);

/** The data files of a case by name, and `fingerprints.json` with seed, event count and fingerprint per replication. */
export async function produce(library: Library, { file, set }: Case, workers: number): Promise<Map<string, string>> {
  const path = join(ROOT, 'scenarios', file);
  const directory = mkdtempSync(join(tmpdir(), 'verisim-golden-'));
  try {
    const scenario = await library.loadScenario(path, { set });
    const { result } = await library.runExperiment(scenario, { base: dirname(path), directory, workers });
    if (result === null) throw new Error(`${file}: no result`);
    const { manifest, ...data } = result;
    const files = new Map<string, string>();
    for (const [name, content] of library.dataFiles(data))
      files.set(name, LONG.has(name) ? await head(`${content}`) : `${content}`);
    files.set('fingerprints.json', `${JSON.stringify(manifest.replications, null, 2)}\n`);
    return files;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** First lines of a long file, and the number and hash of all. */
async function head(text: string): Promise<string> {
  const lines = text.split('\n');
  if (lines.length <= HEAD_LINES) return text;
  const { createHash } = await import('node:crypto');
  const hash = createHash('sha256').update(text).digest('hex');
  return `${lines.slice(0, HEAD_LINES).join('\n')}\n... ${lines.length - 1} lines, sha256 ${hash}\n`;
}

/** What is committed for a case, by file name; empty when nothing is. */
export function expected(name: string): Map<string, string> {
  const folder = join(EXPECTED, name);
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder)
      .sort()
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
}

/** Replaces what is committed for a case. */
export function write(name: string, files: ReadonlyMap<string, string>): void {
  const folder = join(EXPECTED, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of files) writeFileSync(join(folder, file), content);
}

/** One line for each file that differs, with the first line in which it does. */
export function differences(found: ReadonlyMap<string, string>, committed: ReadonlyMap<string, string>): string[] {
  const lines: string[] = [];
  for (const name of [...new Set([...committed.keys(), ...found.keys()])].sort()) {
    const now = found.get(name)?.split('\n');
    const then = committed.get(name)?.split('\n');
    if (now === undefined) lines.push(`${name}: committed, but not made any more`);
    else if (then === undefined) lines.push(`${name}: made, but not committed`);
    else {
      const at = then.findIndex((line, i) => line !== now[i]);
      const first = at < 0 && now.length > then.length ? then.length : at;
      if (first >= 0)
        lines.push(`${name}:${first + 1}: committed ${JSON.stringify(then[first])}, now ${JSON.stringify(now[first])}`);
    }
  }
  return lines;
}
