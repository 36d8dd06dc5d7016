/**
 * Do the rows of a file hold? Rows with equal parameters share runs; a row that fails is run again with four times as much and
 * another seed, and failing twice is failing. Rows come in and go out in order, a portion at a time, however many there are.
 */
import type { Case } from './case.ts';
import type { Measured } from './estimate.ts';
import { type Aim, again, measure, type Perform, type Sample, type Wish } from './measure.ts';
import { caseOf, labelOf, paramsOf } from './names.ts';
import { CheckError, type Row } from './rows.ts';
import { uncovered } from './uncovered.ts';
import { DEFAULT_PRECISION, halfWidth, type Judgement, judge, tells, type Verdict, wanted } from './verdict.ts';

export interface Outcome {
  readonly id: string;
  readonly label: string;
  readonly params: Row['params'];
  readonly expected: number;
  readonly value: number | null;
  readonly se: number | null;
  readonly verdict: Verdict;
  /** Why it is not covered or fails; or what the first run said that a second one did not confirm. */
  readonly reason?: string;
  /** For readers of the page. */
  readonly row: Row;
  /** Half-width of the interval in which a right result lies but for once in 16,000 times. */
  readonly half: number | null;
  readonly observations: number;
  /** Whether the run is long enough to refuse 1.1 times what is expected; of statistical rows only. */
  readonly tells?: boolean | undefined;
  readonly first?: { readonly value: number; readonly se: number; readonly reason: string };
}

export interface CheckOptions {
  readonly seed: string;
  readonly perform: Perform;
  /** Points under way at once: enough that every thread has something to do. */
  readonly points: number;
  readonly onDone?: (outcome: Outcome) => void;
}

/** Rows looked at together: what is held, however long the file is. */
const PORTION = 1000;
/** Points of earlier portions that are remembered. */
const REMEMBERED = 2000;

interface Group {
  readonly of: Case;
  readonly params: unknown;
  readonly rows: { readonly index: number; readonly row: Row }[];
}

/** Says whether a row can be checked at all. Throws CheckError with what is allowed. */
export function checkRow(row: Row, place: string): void {
  const of = caseOf(row.id, place);
  if (!of) return;
  labelOf(of, row.label, place);
  paramsOf(of, row.label, row.params, place);
}

/** Outcomes in the order of the rows. */
export async function* checkRows(
  rows: AsyncIterable<{ row: Row; place: string }> | Iterable<{ row: Row; place: string }>,
  options: CheckOptions,
): AsyncGenerator<Outcome> {
  const memory = new Map<string, Promise<Sample>>();
  let portion: { row: Row; place: string }[] = [];
  for await (const each of rows) {
    portion.push(each);
    if (portion.length < PORTION) continue;
    yield* portionOf(portion, memory, options);
    portion = [];
  }
  yield* portionOf(portion, memory, options);
}

/** Outcomes of one portion, each as soon as it and those before it are known. */
async function* portionOf(
  portion: readonly { row: Row; place: string }[],
  memory: Map<string, Promise<Sample>>,
  options: CheckOptions,
): AsyncGenerator<Outcome> {
  const groups = new Map<string, Group>();
  const outcomes: (Outcome | Promise<Outcome>)[] = [];
  portion.forEach(({ row, place }, index) => {
    const of = caseOf(row.id, place);
    if (!of) {
      outcomes[index] = notCovered(row);
      return;
    }
    const params = paramsOf(of, row.label, row.params, place);
    const key = JSON.stringify([row.id, params]);
    const group = groups.get(key) ?? { of, params, rows: [] };
    groups.set(key, group);
    group.rows.push({ index, row });
  });
  const turn = turns(options.points);
  for (const group of groups.values()) {
    const judged = turn(() => judgeGroup(group, memory, options));
    // Whoever waits for the first of them hears of it; nobody may be listening to the others yet.
    judged.catch(() => {});
    group.rows.forEach(({ index }, i) => {
      outcomes[index] = judged.then((all) => all[i]!);
      (outcomes[index] as Promise<Outcome>).catch(() => {});
    });
  }
  for (const outcome of outcomes) yield outcome;
}

/** At most so many at once, in order. */
function turns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

async function judgeGroup(
  group: Group,
  memory: Map<string, Promise<Sample>>,
  options: CheckOptions,
): Promise<Outcome[]> {
  const { perform, seed, onDone } = options;
  const { of, params } = group;
  const labels = new Map<string, Aim[]>();
  for (const { row } of group.rows) {
    const aims = labels.get(row.label) ?? [];
    labels.set(row.label, aims);
    const aim = wanted(row);
    if (aim && !aims.some((known) => JSON.stringify(known) === JSON.stringify(aim))) aims.push(aim);
  }
  const wish: Wish = { of, params, labels, seed };
  const sample = await remembered(memory, `${wishKey(wish)}`, () => measure(wish, perform));
  const first = group.rows.map(({ row }) => judge(row, sample.measured[row.label]!));
  let outcomes = group.rows.map(({ row }, i) => outcomeOf(row, sample.measured[row.label]!, first[i]!));
  // Where no chance is, nothing would change.
  const chance = group.rows.some(({ row }, i) => first[i]!.verdict === 'fail' && sample.measured[row.label]!.se !== 0);
  if (chance) {
    const second = await remembered(memory, `again ${wishKey(wish)}`, () => again(wish, sample, perform));
    outcomes = group.rows.map(({ row }, i) => {
      if (first[i]!.verdict === 'pass') return outcomes[i]!;
      const measured = second.measured[row.label]!;
      return secondOutcome(row, sample.measured[row.label]!, first[i]!, measured, judge(row, measured));
    });
  }
  for (const outcome of outcomes) onDone?.(outcome);
  return outcomes;
}

const wishKey = ({ of, params, labels }: Wish): string => JSON.stringify([of.id, params, [...labels]]);

function remembered(memory: Map<string, Promise<Sample>>, key: string, make: () => Promise<Sample>): Promise<Sample> {
  const known = memory.get(key);
  if (known) return known;
  if (memory.size >= REMEMBERED) memory.delete(memory.keys().next().value as string);
  const made = make();
  memory.set(key, made);
  return made;
}

function notCovered(row: Row): Outcome {
  const { id, label, params, expected } = row;
  const reason = uncovered[id]!;
  return {
    id,
    label,
    params,
    expected,
    value: null,
    se: null,
    verdict: 'not-covered',
    reason,
    row,
    half: null,
    observations: 0,
  };
}

function outcomeOf(row: Row, measured: Measured, { verdict, reason }: Judgement): Outcome {
  const { id, label, params, expected } = row;
  const { value, se, n } = measured;
  return {
    id,
    label,
    params,
    expected,
    value,
    se,
    verdict,
    ...(reason === undefined ? {} : { reason }),
    row,
    half: halfWidth(measured),
    observations: n,
    tells: tells(row, measured),
  };
}

function secondOutcome(row: Row, before: Measured, was: Judgement, now: Measured, is: Judgement): Outcome {
  const { value, se } = before;
  const story = `first run: ${short(value)} ± ${short(se)}, ${was.reason}; again with 4 times as much: ${is.reason ?? 'agrees'}`;
  return { ...outcomeOf(row, now, { ...is, reason: story }), first: { value, se, reason: was.reason ?? '' } };
}

const short = (value: number): string => value.toPrecision(6);

/** One label of one point, with no row: as sure as a row without a wish of its own would have it. */
export async function measureOne(
  { id, label, params }: { id: string; label: string; params: Record<string, unknown> },
  { seed, perform }: Pick<CheckOptions, 'seed' | 'perform'>,
): Promise<Measured> {
  const of = caseOf(id);
  if (!of) throw new CheckError(`check: ${id} is not covered: ${uncovered[id]}`);
  const checked = paramsOf(of, label, params);
  const { measured } = await measure(
    { of, params: checked, labels: new Map([[label, [{ relative: DEFAULT_PRECISION }]]]), seed },
    perform,
  );
  return measured[label]!;
}
