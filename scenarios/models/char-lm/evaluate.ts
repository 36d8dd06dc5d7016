/**
 * How well do the three networks foresee text that none of them saw? Runs the .onnx files on the hold-out beside
 * counts of characters and of pairs; the table of README.md is what this prints:
 * npx tsx scenarios/models/char-lm/evaluate.ts
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { InferenceProcess } from '../../../src/inference/host/session.ts';

/** As in train.py. */
const VOCABULARY = 96;
const LINE_BREAK = 95;
const WINDOW = 64;
const TRAIN_END = 0.8;
const VALIDATION_END = 0.85;

export interface Quality {
  /** Mean of -ln P(the character that came), nats. */
  nats: number;
  /** Share of the characters that were the likeliest. */
  top1: number;
}

/** Token = code of the printable ASCII character - 32; the line break is the last one. */
export function tokensOf(text: string): number[] {
  return Array.from(text, (character) => (character === '\n' ? LINE_BREAK : character.charCodeAt(0) - 32));
}

/** From the logarithms of probabilities, or logits, of each character; `next` are those that came. */
function quality(logits: readonly ArrayLike<number>[], next: readonly (readonly number[])[]): Quality {
  let nats = 0;
  let right = 0;
  let count = 0;
  for (const [i, window] of next.entries())
    for (const [position, token] of window.entries()) {
      const begin = position * VOCABULARY;
      let likeliest = begin;
      for (let k = begin + 1; k < begin + VOCABULARY; k++) if (logits[i]![k]! > logits[i]![likeliest]!) likeliest = k;
      const largest = logits[i]![likeliest]!;
      let sum = 0;
      for (let k = begin; k < begin + VOCABULARY; k++) sum += Math.exp(logits[i]![k]! - largest);
      nats += largest + Math.log(sum) - logits[i]![begin + token]!;
      if (likeliest === begin + token) right++;
      count++;
    }
  return { nats: nats / count, top1: right / count };
}

/** Counts of what follows what in the text trained on, each one more than seen; `pairs` false: whatever came before. */
function counted(trained: readonly number[], pairs: boolean): number[][] {
  const counts = Array.from({ length: VOCABULARY }, () => new Array<number>(VOCABULARY).fill(1));
  for (let i = 1; i < trained.length; i++) counts[pairs ? trained[i - 1]! : 0]![trained[i]!]!++;
  return counts.map((row) => row.map(Math.log));
}

/** Quality on the hold-out of each network's file and of two counts, and the number of characters. */
export async function evaluate(): Promise<{ characters: number; rows: Record<string, Quality> }> {
  const tokens = tokensOf(readFileSync(new URL('./text.txt', import.meta.url), 'utf8'));
  const trained = tokens.slice(0, Math.round(tokens.length * TRAIN_END));
  const windows: number[][] = [];
  const next: number[][] = [];
  for (let i = Math.round(tokens.length * VALIDATION_END); i + WINDOW < tokens.length; i += WINDOW) {
    windows.push(tokens.slice(i, i + WINDOW));
    next.push(tokens.slice(i + 1, i + WINDOW + 1));
  }
  const feeds = windows.map((window) => ({
    tokens: { type: 'int64', dims: [WINDOW], data: BigInt64Array.from(window, BigInt) },
  }));
  const rows: Record<string, Quality> = {};
  const inference = new InferenceProcess();
  try {
    for (const name of ['model', 'int8', 'substitute']) {
      const file = decodeURIComponent(new URL(`./${name}.onnx`, import.meta.url).pathname);
      await inference.load(name, { file, runtime: 'native', optimization: 'all' });
      const { outputs } = await inference.run(name, feeds);
      rows[name] = quality(outputs, next);
    }
  } finally {
    inference.close();
  }
  const pairs = counted(trained, true);
  const [single] = counted(trained, false);
  rows['counts of pairs'] = quality(
    windows.map((window) => window.flatMap((token) => pairs[token]!)),
    next,
  );
  rows['counts of characters'] = quality(
    windows.map((window) => window.flatMap(() => single!)),
    next,
  );
  return { characters: windows.length * WINDOW, rows };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { characters, rows } = await evaluate();
  console.log(`hold-out: ${characters} characters`);
  for (const [name, { nats, top1 }] of Object.entries(rows))
    console.log(`| ${name} | ${nats.toFixed(3)} | ${top1.toFixed(3)} |`);
}
