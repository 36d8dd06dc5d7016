/** Do the committed profiles of the shipped models say what their cards say, and do their files still do so? */
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { Bank } from '../../src/inference/bank.ts';
import { measureLive } from '../../src/inference/host/live.ts';
import { readProfile } from '../../src/inference/host/profileFile.ts';
import { MeasuredRun } from '../../src/measures/run.ts';
import { flow, scenario } from '../support/scenario.ts';

vi.setConfig({ testTimeout: 60_000 });

const MODELS = fileURLToPath(new URL('../../scenarios/models', import.meta.url));
const spec = (name: string) => ({ file: `${MODELS}/${name}` });
const profile = (name: string) => readProfile(spec(name))!;

function distances(name: string, metric: string, other: string): number[] {
  const bank = new Bank(profile(name));
  const [of, b] = [bank.metricIndex(metric), bank.classIndex(other)];
  return Array.from({ length: bank.inputs }, (_, input) => bank.distance(of, input, 0, b)).sort((x, y) => x - y);
}
const largest = (name: string, metric: string, other: string) => distances(name, metric, other).at(-1)!;
const smallest = (name: string, metric: string, other: string) => distances(name, metric, other)[0]!;

describe('char-lm', () => {
  const { metrics } = profile('char-lm');

  it('tells honest runs, rounded weights and int8 apart by its logits, decades from each other', () => {
    for (const honest of ['native-basic', 'native-noopt', 'wasm'])
      expect(largest('char-lm', 'relative_l2', honest)).toBeLessThan(1e-6);
    expect(smallest('char-lm', 'relative_l2', 'fp16')).toBeGreaterThan(1e-4);
    expect(largest('char-lm', 'relative_l2', 'fp16')).toBeLessThan(5e-4);
    expect(smallest('char-lm', 'relative_l2', 'int8')).toBeGreaterThan(1e-2);
    for (const metric of ['relative_l2', 'max_abs', 'cosine']) {
      expect(metrics[metric]!.test).toMatchObject({ n: 128, falsePositive: 0, detection: { int8: 128 } });
      expect(metrics[metric]!.lenient!.test).toMatchObject({ n: 128, falsePositive: 0, detection: { int8: 128 } });
    }
  });

  it('does not by its tokens: the threshold holds on the other half, and lets int8 answers pass', () => {
    const { test, lenient, auc } = metrics.token_match!;
    expect(test.falsePositive).toBe(0);
    expect(test.detection).toMatchObject({ substitute: 128, stale: 128, 'made-up': 128 });
    expect(test.detection.int8!).toBeGreaterThan(64);
    expect(test.detection.int8!).toBeLessThan(115);
    expect(auc.int8!).toBeGreaterThan(0.75);
    expect(auc.int8!).toBeLessThan(0.95);
    expect(lenient!.test.detection.int8!).toBeLessThan(test.detection.int8!);
    expect(metrics.top_1!.test.detection.int8!).toBeLessThan(test.detection.int8!);
  });

  it('run live, gives distances of tokens and logits like the recorded ones', async () => {
    const recorded = profile('char-lm');
    const live = await measureLive(spec('char-lm'), recorded, { inputIndices: [3, 128] });
    const was = new Bank(recorded);
    const is = new Bank(live);
    const logits = was.metricIndex('relative_l2');
    const tokens = was.metricIndex('token_match');
    for (const input of [3, 128])
      for (const name of was.classNames.slice(1)) {
        const b = was.classIndex(name);
        const before = was.distance(logits, input, 0, b);
        const now = is.distance(logits, input, 0, b);
        // Of one order on any machine; honest noise may vanish where two runtimes share a kernel.
        if (was.classes[b]!.kind === 'cheat') expect(now / before).toBeGreaterThan(0.5);
        expect(now).toBeLessThan(2 * before + 1e-5);
        expect(Math.abs(is.distance(tokens, input, 0, b) - was.distance(tokens, input, 0, b))).toBeLessThan(0.1);
      }
  });
});

describe('eth-forecast', () => {
  it('is told apart by absolute, not by relative distance: its answer is one number near 0', () => {
    const { max_abs, relative_l2 } = profile('eth-forecast').metrics;
    for (const honest of ['native-basic', 'native-noopt', 'wasm'])
      expect(largest('eth-forecast', 'max_abs', honest)).toBeLessThan(1e-7);
    expect(max_abs!.test).toMatchObject({ n: 128, falsePositive: 0, detection: { int8: 128, substitute: 128 } });
    expect(max_abs!.lenient!.test.detection.int8!).toBeGreaterThan(100);
    expect(relative_l2!.lenient!.test.detection.int8!).toBeLessThan(30);
  });
});

describe('in a network that audits every answer', () => {
  /** Four nodes of full precision, of which two quantize, and two honest ones of rounded weights. */
  async function metrics(verification: { metric: string; threshold?: string }) {
    const checked = await scenario({
      horizon: '2000s',
      models: [{ name: 'chat', behaviour: spec('char-lm').file, size: '0.2s' }],
      nodes: [
        { group: 'full', count: 4 },
        { group: 'rounded', count: 2, runtime: 'fp16' },
      ],
      validators: [{ group: 'v', count: 2, stake: 1 }],
      flows: [flow({ model: 'chat', verification: { sampling: { probability: 1, by: 'validators' } } })],
      adversaries: [{ name: 'quantized', attack: { substitute: { with: 'int8' } }, group: 'full', count: 2 }],
      verification,
    });
    const run = new MeasuredRun(checked, { replication: 1, banks: { profiles: { chat: profile('char-lm') } } });
    run.simulation.start();
    run.runToEnd();
    return run.record().metrics;
  }
  /** Share of all inputs on which int8 lies beyond a threshold of the profile: what an audit must catch. */
  function beyond(metric: string, threshold: number): number {
    const all = distances('char-lm', metric, 'int8');
    return all.filter((distance) => distance > threshold).length / all.length;
  }
  const chosen = profile('char-lm').metrics;

  it('logits convict rounded weights unless leniency is the rule, and int8 either way', async () => {
    const strict = await metrics({ metric: 'relative_l2' });
    expect(strict['fraud.false_convictions']!).toBeGreaterThan(1_000);
    expect(strict['fraud.detection_rate_per_audited_cheated_job']).toBe(1);
    const lenient = await metrics({ metric: 'relative_l2', threshold: 'lenient' });
    expect(lenient['fraud.attempted']).toBe(strict['fraud.attempted']);
    expect(lenient['fraud.false_convictions']).toBe(0);
    expect(lenient['fraud.detection_rate_per_audited_cheated_job']).toBe(1);
  });

  it('tokens convict next to nobody of the honest, and let as much int8 pass as the profile says', async () => {
    const strict = await metrics({ metric: 'token_match' });
    const lenient = await metrics({ metric: 'token_match', threshold: 'lenient' });
    const jobs = strict['fraud.attempted']!;
    expect(jobs).toBeGreaterThan(1_000);
    for (const [found, threshold] of [
      [strict, chosen.token_match!.threshold],
      [lenient, chosen.token_match!.lenient!.threshold],
    ] as const) {
      const expected = beyond('token_match', threshold);
      const error = Math.sqrt((expected * (1 - expected)) / jobs);
      const rate = found['fraud.detection_rate_per_audited_cheated_job']!;
      expect(Math.abs(rate - expected)).toBeLessThan(4 * error);
    }
    expect(lenient['fraud.false_convictions']).toBe(0);
  });
});

it('all shipped models together are small', () => {
  const sizes = readdirSync(MODELS, { recursive: true, encoding: 'utf8' }).map((file) => statSync(`${MODELS}/${file}`));
  expect(sizes.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0)).toBeLessThan(6_000_000);
});
