/**
 * What is a profile? The recorded behaviour of one model, as `calibrate` measured it: for a fixed set of
 * inputs, how far the answers of every way to run the model (honest or cheating) lie from each other, and
 * what each way costs. Pure data: nothing here knows ONNX.
 *
 * Distances are kept as little-endian Float32 in base64: for each input, one value per unordered pair of
 * classes (a <= b), ordered by a, then b; k (k + 1) / 2 values an input. The diagonal is the distance of two
 * separate executions of the same class: 0 where an execution is deterministic, and not 0 for `made-up`,
 * since two inventions do not agree.
 */
import * as z from 'zod';

/** How two output tensors are compared; each is symmetric, 0 for equal outputs, and grows with disagreement. */
export const METRICS = {
  relative_l2: '|a - b| / max(|a|, |b|), Euclidean norms; 0 when both are 0; 0..2',
  max_abs: 'largest absolute difference of two elements; in the unit of the output; 0 or more',
  cosine: '1 - a.b / (|a| |b|); needs outputs of two elements or more; 0..2',
  top_1: '0 when the largest element is at the same place, else 1; needs two elements or more',
  token_match:
    'share of rows whose largest element is at another place: of tokens that differ, where a row is the logits of one position; needs two rows or more; 0..1',
} as const;

export type MetricName = keyof typeof METRICS;

const count = z.number().int().nonnegative();

const profileClass = z.strictObject({
  name: z.string().min(1).describe('how the answer is made, e.g. native, wasm, substitute'),
  kind: z.enum(['honest', 'cheat']),
  file: z.string().optional().describe('the .onnx file that is run, relative to the model folder'),
  sha256: z.string().optional().describe('SHA-256 of that file'),
  runtime: z.enum(['native', 'wasm', 'none']),
  precision: z
    .literal('reduced')
    .optional()
    .describe('an honest class of rounded weights: lawful only where the lenient threshold is in force'),
  cost: z.number().nonnegative().describe('its median service time over that of the reference class'),
  summary: z.string(),
});

const judged = {
  threshold: z.number().nonnegative().describe('answers further apart than this are told to disagree'),
  test: z
    .strictObject({
      n: count.describe('inputs that the threshold was tested on'),
      falsePositive: count.describe('of n: some pair of honest classes disagrees'),
      detection: z
        .record(z.string(), count)
        .describe('of n, by cheat, and by honest class of reduced precision: it disagrees with the reference class'),
    })
    .describe('counts, so that a rate of 0 can be told as "< 3/n"'),
  auc: z
    .record(z.string(), z.number().min(0).max(1))
    .describe('area under the ROC curve by cheat, on the test inputs: P(cheat further than honest) + P(equal) / 2'),
};

const profileMetric = z.strictObject({
  distances: z.string().describe('base64 of little-endian Float32, inputs x k (k + 1) / 2'),
  ...judged,
  thresholdChosenOn: z.string(),
  lenient: z
    .strictObject(judged)
    .optional()
    .describe('the same with honest classes of reduced precision among the honest ones, where there are any'),
});

/** The form of a profile's JSON file. */
const profileSchema = z.strictObject({
  format: z.literal('verisim-profile/1'),
  model: z.strictObject({ name: z.string(), sha256: z.string(), file: z.string() }),
  runtime: z.record(z.string(), z.string()).describe('versions: node, onnxruntime-node, onnxruntime-web'),
  machine: z.record(z.string(), z.union([z.string(), z.number()])),
  inputs: z.strictObject({
    count: z.number().int().positive(),
    source: z.string(),
    seed: z.string(),
    sha256: z.string().describe('SHA-256 of all input tensors in order'),
  }),
  classes: z.array(profileClass).min(1).describe('the first is the reference class'),
  serviceTimes: z.array(z.number().positive()).min(1).describe('quantiles of the reference class, seconds, ascending'),
  metrics: z.record(z.string(), profileMetric),
  outputs: z
    .strictObject({ size: z.number().int().positive(), values: z.record(z.string(), z.string()) })
    .optional()
    .describe('small outputs themselves, by class: base64 of little-endian Float32, inputs x size'),
  leftOut: z.array(z.strictObject({ name: z.string(), reason: z.string() })).optional(),
  live: z
    .strictObject({ inputs: z.array(count) })
    .optional()
    .describe('inputs whose rows were measured just now; the others are those of the profile it stands beside'),
});

export type Profile = z.infer<typeof profileSchema>;
export type ProfileClass = z.infer<typeof profileClass>;
export type ProfileMetric = z.infer<typeof profileMetric>;

/** A profile that is not one, or contradicts itself. */
export class ProfileError extends Error {
  override name = 'ProfileError';
}

/** Number of unordered pairs of k classes, each class with itself included. */
export function pairCount(k: number): number {
  return (k * (k + 1)) / 2;
}

/** Place of the pair (a, b), in either order, among the `pairCount(k)` of an input. */
export function pairIndex(k: number, a: number, b: number): number {
  const low = Math.min(a, b);
  const high = Math.max(a, b);
  return low * k - (low * (low - 1)) / 2 + (high - low);
}

/** Base64 of little-endian Float32. */
export function encodeFloats(values: ArrayLike<number>): string {
  const bytes = Buffer.alloc(values.length * 4);
  for (let i = 0; i < values.length; i++) bytes.writeFloatLE(values[i]!, i * 4);
  return bytes.toString('base64');
}

/** The values of `encodeFloats`. Throws ProfileError unless there are exactly `length` of them. */
export function decodeFloats(text: string, length: number, what: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== length * 4)
    throw new ProfileError(`${what}: ${bytes.length / 4} values where ${length} were expected`);
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = bytes.readFloatLE(i * 4);
  return values;
}

/** Reads a profile's JSON text. Throws ProfileError naming `source` and every problem found. */
export function parseProfile(text: string, source: string): Profile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ProfileError(`${source}: not JSON: ${(error as Error).message}`);
  }
  const parsed = profileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `$.${issue.path.join('.')}: ${issue.message}`);
  throw new ProfileError(`${source}: not a profile that this version reads\n  ${problems.join('\n  ')}`);
}

/** The text of a profile's file, ending in a line break. */
export function printProfile(profile: Profile): string {
  return `${JSON.stringify(profile, null, 1)}\n`;
}
