import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abstractProfile } from '../../src/inference/abstract.ts';
import { abstractBank, Bank } from '../../src/inference/bank.ts';
import {
  decodeFloats,
  encodeFloats,
  type Profile,
  pairCount,
  pairIndex,
  parseProfile,
  printProfile,
} from '../../src/inference/profile.ts';

/** Three classes, two inputs: distances chosen by hand. */
function small(): Profile {
  const rows = [
    // native-native, native-wasm, native-substitute, wasm-wasm, wasm-substitute, substitute-substitute
    [0, 0.001, 0.5, 0, 0.4, 0],
    [0, 0.2, 0.05, 0.002, 0.06, 0.25],
  ];
  return {
    format: 'verisim-profile/1',
    model: { name: 'small', sha256: 'ab', file: 'small.onnx' },
    runtime: { node: 'v20.0.0' },
    machine: { cpu: 'x', cores: 2 },
    inputs: { count: 2, source: 'by hand', seed: 's', sha256: 'cd' },
    classes: [
      { name: 'native', kind: 'honest', runtime: 'native', cost: 1, summary: '' },
      { name: 'wasm', kind: 'honest', runtime: 'wasm', cost: 3.5, summary: '' },
      { name: 'substitute', kind: 'cheat', runtime: 'native', cost: 0.25, summary: '' },
    ],
    serviceTimes: [1, 2, 4],
    metrics: {
      relative_l2: {
        distances: encodeFloats(rows.flat()),
        threshold: 0.1,
        thresholdChosenOn: 'even inputs',
        test: { n: 1, falsePositive: 1, detection: { substitute: 0 } },
        auc: { substitute: 0 },
      },
    },
  };
}

describe('Bank', () => {
  it('reads the distance of a pair in either order, and of a class from itself', () => {
    const bank = new Bank(small());
    const metric = bank.metricIndex('relative_l2');
    const [native, wasm, substitute] = ['native', 'wasm', 'substitute'].map((name) => bank.classIndex(name));
    expect(bank.distance(metric, 0, native!, substitute!)).toBe(0.5);
    expect(bank.distance(metric, 0, wasm!, substitute!)).toBe(Math.fround(0.4));
    expect(bank.distance(metric, 1, substitute!, wasm!)).toBe(Math.fround(0.06));
    expect(bank.distance(metric, 1, wasm!, native!)).toBe(Math.fround(0.2));
    expect(bank.distance(metric, 1, substitute!, substitute!)).toBe(0.25);
    expect(bank.threshold(metric)).toBe(0.1);
    expect(bank.thresholdBy('profile', metric)).toBe(0.1);
    expect(bank.thresholdBy(0.7, metric)).toBe(0.7);
    // No class of reduced precision: nothing to be lenient about.
    expect(bank.thresholdBy('lenient', metric)).toBe(0.1);
    expect(bank.cost(substitute!)).toBe(0.25);
    expect(bank.honest).toEqual([0, 1]);
    expect(bank.cheats).toEqual([2]);
  });

  it('has service times of the sample: its ends, its middle, and straight lines between', () => {
    const bank = new Bank(small());
    expect([0, 0.25, 0.5, 0.75, 1].map((u) => bank.quantile(u))).toEqual([1, 1.5, 2, 3, 4]);
  });

  it('says which classes and metrics there are when asked for another', () => {
    const bank = new Bank(small());
    expect(() => bank.classIndex('int8')).toThrow('model small has no class int8; it has native, wasm, substitute');
    expect(() => bank.metricIndex('cosine')).toThrow('no metric cosine; it has relative_l2');
  });

  it('refuses a profile that contradicts itself', () => {
    const short = small();
    short.inputs.count = 3;
    expect(() => new Bank(short)).toThrow('12 values where 18 were expected');
    const negative = small();
    negative.metrics.relative_l2!.distances = encodeFloats([0, 1, 2, 3, 4, 5, 0, 1, Number.NaN, 3, 4, 5]);
    expect(() => new Bank(negative)).toThrow('input 1 has the distance NaN');
    const descending = small();
    descending.serviceTimes = [2, 1];
    expect(() => new Bank(descending)).toThrow('ascend');
    const twice = small();
    twice.classes[1]!.name = 'native';
    expect(() => new Bank(twice)).toThrow('listed twice');
    const cheating = small();
    cheating.classes[0]!.kind = 'cheat';
    expect(() => new Bank(cheating)).toThrow('must be honest');
  });
});

describe('profile', () => {
  it('survives printing and reading', () => {
    expect(parseProfile(printProfile(small()), 'x.json')).toEqual(small());
  });

  it('names the file and every problem when it is not one', () => {
    const { serviceTimes: _, ...without } = small();
    const wrong = JSON.stringify({ ...without, format: 'other/1', extra: 1 });
    expect(() => parseProfile(wrong, 'x.json')).toThrow(/x\.json[\s\S]*\$\.format[\s\S]*\$\.serviceTimes[\s\S]*extra/);
    expect(() => parseProfile('{', 'x.json')).toThrow('x.json: not JSON');
  });

  it('gives each unordered pair its own place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (k) => {
        const places = new Set<number>();
        for (let a = 0; a < k; a++)
          for (let b = 0; b < k; b++) {
            expect(pairIndex(k, a, b)).toBe(pairIndex(k, b, a));
            places.add(pairIndex(k, a, b));
          }
        expect([...places].sort((x, y) => x - y)).toEqual(Array.from({ length: pairCount(k) }, (_, i) => i));
      }),
    );
  });

  it('keeps floats bit for bit, infinity included', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true })), (values) => {
        expect(Array.from(decodeFloats(encodeFloats(values), values.length, 'values'))).toEqual(values);
      }),
    );
  });
});

describe('abstractBank', () => {
  it('has honest answers that agree and cheats that agree only with their like, inventions not even that', () => {
    const bank = abstractBank();
    const metric = bank.metricIndex('relative_l2');
    const native = bank.classIndex('native');
    expect(bank.inputs).toBe(1);
    expect([0, 0.5, 1].map((u) => bank.quantile(u))).toEqual([1, 1, 1]);
    const agree = (a: number, b: number) => bank.distance(metric, 0, a, b) <= bank.threshold(metric);
    expect(agree(native, native)).toBe(true);
    for (const cheat of bank.cheats) expect(agree(native, cheat)).toBe(false);
    const alike = (name: string) => agree(bank.classIndex(name), bank.classIndex(name));
    expect(['substitute', 'int8', 'stale', 'made-up-shared'].map(alike)).toEqual([true, true, true, true]);
    expect(alike('made-up')).toBe(false);
  });

  it('has honest disagreement on exactly the stated share of inputs', () => {
    for (const disagreement of [0.5, 0.02, 0.001, 0.123, 1]) {
      const bank = abstractBank({ disagreement });
      let hard = 0;
      for (let input = 0; input < bank.inputs; input++) if (bank.distance(0, input, 0, 0) > bank.threshold(0)) hard++;
      expect(hard / bank.inputs).toBeCloseTo(disagreement, 12);
    }
    expect(() => abstractBank({ disagreement: 1e-7 })).toThrow(RangeError);
    expect(() => abstractBank({ disagreement: -0.1 })).toThrow(RangeError);
    expect(() => abstractBank({ disagreement: 1.5 })).toThrow(RangeError);
    expect(() => abstractBank({ disagreement: Number.NaN })).toThrow(RangeError);
  });

  it('is a profile like any other', () => {
    const profile = abstractProfile({ disagreement: 0.1, name: 'toy' });
    expect(parseProfile(printProfile(profile), 'toy')).toEqual(profile);
  });
});
