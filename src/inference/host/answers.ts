/** What does each way answer to each input: by running a file, or, for the laziest cheats, without? */
import seedrandom from 'seedrandom';
import { InferenceError } from './error.ts';
import type { Feeds } from './messages.ts';
import type { InferenceProcess } from './session.ts';
import type { Way } from './ways.ts';

/** The reference's answer to an input, by its index. */
type Reference = (input: number) => Float64Array;

/** Place of the input before `input`, in a ring. */
function previous(input: number, inputs: number): number {
  return (input + inputs - 1) % inputs;
}

/** The answer that a cheat has lying there: to the previous of `inputs` inputs. */
export function staleAnswer(input: number, inputs: number, reference: Reference): Float64Array {
  return reference(previous(input, inputs));
}

/** Any input but this one. */
function another(input: number, inputs: number, uniform: seedrandom.PRNG): number {
  return (input + 1 + Math.floor(uniform.double() * (inputs - 1))) % inputs;
}

/** An answer of plausible size: to another input, each element times a uniform factor from 0.5 to 1.5. */
export function inventedAnswer(
  input: number,
  inputs: number,
  uniform: seedrandom.PRNG,
  reference: Reference,
): Float64Array {
  return reference(another(input, inputs, uniform)).map((value) => value * (0.5 + uniform.double()));
}

/** The streams of inventions: two that differ, to measure how far two inventors are apart, and the shared one. */
const INVENTIONS = ['made-up', 'made-up again', 'made-up-shared'];

/** Every invention has a stream of its own, so that it is the same whichever inputs are run. */
function stream(name: string, input: number, seed: string): seedrandom.PRNG {
  return seedrandom.alea(`${seed}/${name}/${input}`);
}

function unrunAnswer(name: string, input: number, inputs: number, seed: string, reference: Reference): Float64Array {
  if (name === 'stale') return staleAnswer(input, inputs, reference);
  return inventedAnswer(input, inputs, stream(name, input, seed), reference);
}

/** The inputs that the reference must answer for the cheats on `indices` to be known. */
function neededBy(indices: readonly number[], inputs: number, seed: string): number[] {
  const needed = new Set(indices);
  for (const input of indices) {
    needed.add(previous(input, inputs));
    for (const name of INVENTIONS) needed.add(another(input, inputs, stream(name, input, seed)));
  }
  return [...needed].sort((a, b) => a - b);
}

/** All answers to some inputs: rows in the order of `indices`, one list per way, and a second one of `made-up`. */
export interface Answers {
  byWay: Float64Array[][];
  madeUpAgain: Float64Array[];
}

/**
 * Runs every way on the inputs `indices`. `onWay` is told of each way when it is done. Throws InferenceError when
 * the reference gives no number, or one that is not finite.
 */
export async function answer(
  process: InferenceProcess,
  ways: readonly Way[],
  feeds: readonly Feeds[],
  indices: readonly number[],
  seed: string,
  onWay: (name: string) => void = () => {},
): Promise<Answers> {
  const needed = neededBy(indices, feeds.length, seed);
  const known = new Map<number, Float64Array>();
  const pick = (list: readonly number[]) => list.map((input) => feeds[input]!);
  const { outputs } = await process.run(ways[0]!.class.name, pick(needed));
  for (const [i, input] of needed.entries()) {
    const values = outputs[i]!;
    if (values.length === 0)
      throw new InferenceError('the model has no output of numbers; there is nothing to compare');
    if (!values.every(Number.isFinite))
      throw new InferenceError(`the model's answer to input ${input} is not finite; give inputs that it is made for`);
    known.set(input, values);
  }
  const reference = (input: number) => known.get(input)!;
  const unrun = (name: string, input: number) => unrunAnswer(name, input, feeds.length, seed, reference);
  const byWay: Float64Array[][] = [];
  for (const [i, way] of ways.entries()) {
    const { name } = way.class;
    if (i === 0) byWay.push(indices.map(reference));
    else if (way.load) byWay.push((await process.run(name, pick(indices))).outputs);
    else byWay.push(indices.map((input) => unrun(name, input)));
    onWay(name);
  }
  const madeUpAgain = indices.map((input) => unrun('made-up again', input));
  return { byWay, madeUpAgain };
}
