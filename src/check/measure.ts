/**
 * How long must a point be run for its numbers to be as sure as its rows want them? A pilot finds out how much chance there is;
 * what it saw is thrown away, and a fresh run of a length fixed beforehand gives the value: stopping at a good moment would not.
 */
import type { Case, Observations, Point } from './case.ts';
import { estimate, type Measured } from './estimate.ts';
import { CheckError } from './rows.ts';
import { DEFAULT_PRECISION, LEAST_OBSERVATIONS } from './verdict.ts';
import { pointOf, type Task } from './work.ts';

export type Perform = (task: Task) => Promise<Observations>;

/** 4 standard errors of a label at most: a share of its value, or so much in its unit. */
export type Aim = { readonly relative: number } | { readonly absolute: number };

export interface Wish {
  readonly of: Case;
  readonly params: unknown;
  readonly labels: ReadonlyMap<string, readonly Aim[]>;
  readonly seed: string;
}

/** Observations of a pilot. */
const PILOT = 50;
/** A pilot that saw nothing of what it looks for is made longer, so many times, by so much. */
const LONGER = 4;
const TIMES = 4;
/** A run of so many times its pilot's observations gets a pilot of its own length over this. */
const LONG = 10;
/** Part of the error allowed that is aimed at: a pilot's own error must not make the fresh run too short. */
const MARGIN = 0.92;
/**
 * 4 standard errors that tell a value 10 % off from the truth even when chance brings the two nearer by another 3. Aimed at where a
 * row asks for less and it takes no more observations than this.
 */
const TELLING = 0.057;
const AFFORDED = 20_000;
/** Observations that regression on controls takes away. */
const SPARE = 4;
/** Observations at most. */
const MOST = 4_000_000;
/** Runs at least, so that there is work for two threads; tasks that they are put together to at most. */
const RUNS = 2;
const TASKS = 16;

/** What was measured, by label, from so many observations asked for. */
export interface Sample {
  readonly observations: number;
  readonly measured: Readonly<Record<string, Measured>>;
}

/** The value of every label that is wished for. */
export async function measure(wish: Wish, perform: Perform): Promise<Sample> {
  const labels = [...wish.labels.keys()];
  const { exact = false, batches = 1 } = await possible(wish.of.id, wish.params, labels);
  if (exact) return exactly(await sample(wish, 'exact', 1, 1, perform), labels);
  let pilot = await repeat(wish, 'pilot', PILOT, batches, perform);
  for (let k = 1; k <= TIMES && labels.some((label) => blind(pilot.measured[label]!)); k++)
    pilot = await repeat(wish, `pilot ${k}`, pilot.observations * LONGER, batches, perform);
  // Where chance comes in rare lumps a short pilot sees too little of it, and a long run would be one for nothing.
  const long = Math.ceil(length(wish, pilot) / LONG);
  if (long > pilot.observations) pilot = await repeat(wish, 'long pilot', long, batches, perform);
  const needed = length(wish, pilot);
  const fresh = await repeat(wish, 'fresh', needed, batches, perform);
  // A pilot may see less chance than there is: then the run was one more pilot, whatever its value.
  const more = length(wish, fresh, 1);
  return more <= fresh.observations ? fresh : repeat(wish, 'fresh 2', length(wish, fresh), batches, perform);
}

/** Observations that the aims need, by the errors of a sample. */
function length(wish: Wish, { measured }: Sample, margin = MARGIN): number {
  const cheap = wish.of.precision ?? DEFAULT_PRECISION;
  const least = LEAST_OBSERVATIONS + SPARE;
  let needed = least;
  for (const [label, aims] of wish.labels) {
    const { value, se, n } = measured[label]!;
    if (!(se > 0) || value === 0) {
      needed = Math.max(needed, n);
      continue;
    }
    for (const aim of aims) {
      const of = (allowed: number): number => (allowed > 0 ? n * ((4 * se) / allowed) * ((4 * se) / allowed) : 0);
      if ('absolute' in aim) needed = Math.max(needed, of(margin * aim.absolute));
      else if (aim.relative <= DEFAULT_PRECISION)
        needed = Math.max(needed, of(margin * Math.min(aim.relative, cheap) * Math.abs(value)));
      else {
        const asked = of(margin * aim.relative * Math.abs(value));
        const telling = of(margin * TELLING * Math.abs(value));
        needed = Math.max(needed, telling <= AFFORDED ? telling : asked);
      }
    }
  }
  // Few observations know their own error badly: by 1 / sqrt(2 n) of it.
  const wary = margin < 1 && needed > least ? 1 + 1 / Math.sqrt(2 * needed) : 1;
  return Math.ceil(Math.min(needed * wary * wary, MOST));
}

/** The point, or CheckError for parameters that only its case can refuse. */
async function possible(id: string, params: unknown, labels: readonly string[]): Promise<Point> {
  try {
    return await pointOf(id, params, labels);
  } catch (error) {
    if (error instanceof RangeError || (error as Error).name === 'ScenarioError')
      throw new CheckError(`${id} ${JSON.stringify(params)}: ${(error as Error).message}`);
    throw error;
  }
}

/** Another seed, and four times as much. */
export async function again(wish: Wish, before: Sample, perform: Perform): Promise<Sample> {
  const { batches = 1 } = await pointOf(wish.of.id, wish.params, [...wish.labels.keys()]);
  return repeat(wish, 'again', 4 * before.observations, batches, perform);
}

async function repeat(
  wish: Wish,
  phase: string,
  observations: number,
  batches: number,
  perform: Perform,
): Promise<Sample> {
  const seen = await sample(wish, phase, observations, batches, perform);
  return {
    observations,
    measured: Object.fromEntries([...wish.labels.keys()].map((label) => [label, estimate(seen[label]!)])),
  };
}

/** At least so many observations, in runs of at most `most`; in the order of their runs, however many threads there are. */
async function sample(
  wish: Wish,
  phase: string,
  observations: number,
  most: number,
  perform: Perform,
): Promise<Observations> {
  const { id } = wish.of;
  const { params } = wish;
  const labels = [...wish.labels.keys()];
  const seed = `${wish.seed}/${id}/${JSON.stringify(params)}/${phase}`;
  const runs = Math.max(Math.min(RUNS, observations), Math.ceil(observations / most));
  const batches = Math.ceil(observations / runs);
  const tasks = Math.min(runs, TASKS);
  const parts = await Promise.all(
    Array.from({ length: tasks }, (_, i) => {
      const from = Math.floor((i * runs) / tasks) + 1;
      const to = Math.floor(((i + 1) * runs) / tasks);
      return perform({ id, params, labels, seed, from, to, batches });
    }),
  );
  return Object.fromEntries(labels.map((label) => [label, parts.flatMap((part) => part[label]!)]));
}

/** Nothing can be said from it, or nothing was seen, or everything was alike. */
const blind = ({ value, se }: Measured): boolean => !Number.isFinite(value) || value === 0 || !(se > 0);

function exactly(seen: Observations, labels: readonly string[]): Sample {
  const measured = Object.fromEntries(
    labels.map((label) => {
      const [value] = seen[label]!;
      if (typeof value !== 'number') throw new TypeError(`${label} is said to be exact, and is no number`);
      return [label, { value, se: 0, n: 1 }];
    }),
  );
  return { observations: 1, measured };
}
