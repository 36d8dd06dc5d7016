/**
 * What stands in for a profile when a model has no ONNX file? One whose answers either agree or do not:
 * one honest class, the usual cheats, every cheat at distance 1 from everything else, threshold 0.5.
 */
import {
  encodeFloats,
  METRICS,
  type Profile,
  type ProfileClass,
  type ProfileMetric,
  pairCount,
  pairIndex,
} from './profile.ts';

export interface AbstractSpec {
  /** Name of the model in messages. */
  name?: string;
  /** Share of inputs on which two honest executions disagree: 0, or 1e-5 to 1. Default 0. */
  disagreement?: number;
}

/**
 * Cost ratios are assumptions, to be replaced by a profile where they matter: int8 as measured on a small
 * network on one x86 core (777 against 1,167 CPU us); a substitute a quarter the size; answers without
 * inference one hundredth (reading and sending remain).
 */
const CLASSES: readonly ProfileClass[] = [
  { name: 'native', kind: 'honest', runtime: 'none', cost: 1, summary: 'runs the model as asked' },
  { name: 'substitute', kind: 'cheat', runtime: 'none', cost: 0.25, summary: 'runs a smaller model (assumption)' },
  { name: 'int8', kind: 'cheat', runtime: 'none', cost: 0.67, summary: 'runs the model in dynamic int8 (assumption)' },
  { name: 'stale', kind: 'cheat', runtime: 'none', cost: 0.01, summary: "gives the previous input's answer" },
  { name: 'made-up', kind: 'cheat', runtime: 'none', cost: 0.01, summary: 'invents an answer, each time another' },
  {
    name: 'made-up-shared',
    kind: 'cheat',
    runtime: 'none',
    cost: 0.01,
    summary: 'invented answer that colluders share',
  },
];

/** Numbers of inputs tried, so that `disagreement` is met within 1 in 1,000 by a whole number of rows. */
const SIZES = [1, 10, 100, 1_000, 10_000, 100_000];

/** The profile behind `abstractBank`. Throws RangeError when no 100,000 rows can express `disagreement`. */
export function abstractProfile(spec: AbstractSpec = {}): Profile {
  const disagreement = spec.disagreement ?? 0;
  const met = (n: number) => Math.abs(Math.round(disagreement * n) / n - disagreement) <= disagreement / 1_000;
  const n = SIZES.find(met);
  if (n === undefined || disagreement < 0 || disagreement > 1)
    throw new RangeError(`disagreement ${disagreement}: 0, or a share from 1e-5 to 1 of at most 5 decimals`);
  const k = CLASSES.length;
  const pairs = pairCount(k);
  const hard = Math.round(disagreement * n);
  const distances = new Float32Array(n * pairs);
  for (let input = 0; input < n; input++)
    for (let a = 0; a < k; a++)
      for (let b = a; b < k; b++) {
        const same = a === b && CLASSES[a]!.name !== 'made-up' && !(a === 0 && input < hard);
        distances[input * pairs + pairIndex(k, a, b)] = same ? 0 : 1;
      }
  const cheats = CLASSES.filter((one) => one.kind === 'cheat').map((one) => one.name);
  const metric: ProfileMetric = {
    distances: encodeFloats(distances),
    threshold: 0.5,
    thresholdChosenOn: 'assumption',
    test: { n, falsePositive: hard, detection: Object.fromEntries(cheats.map((name) => [name, n])) },
    auc: Object.fromEntries(cheats.map((name) => [name, 1 - hard / n / 2])),
  };
  return {
    format: 'verisim-profile/1',
    model: { name: spec.name ?? 'abstract', sha256: '', file: '' },
    runtime: {},
    machine: {},
    inputs: { count: n, source: 'abstract: answers agree or do not', seed: '', sha256: '' },
    classes: CLASSES.map((one) => ({ ...one })),
    serviceTimes: [1],
    metrics: Object.fromEntries(Object.keys(METRICS).map((name) => [name, metric])),
  };
}
