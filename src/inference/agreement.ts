/** Do verdicts measured on this machine agree with those of the recorded profile, one by one? */
import { Bank } from './bank.ts';
import type { Profile } from './profile.ts';

interface Disagreement {
  input: number;
  /** Names of the two classes whose answers were compared. */
  a: string;
  b: string;
  recorded: number;
  live: number;
}

export interface Agreement {
  metric: string;
  threshold: number;
  /** Inputs measured now. */
  inputs: number;
  /** Verdicts compared: every pair of different classes on each of these inputs. */
  verdicts: number;
  equal: number;
  differing: Disagreement[];
}

/**
 * Compares the verdicts (distance beyond the recorded threshold or not) of a live profile's measured inputs with
 * the recorded ones. Throws RangeError when the two do not have the same metric or classes.
 */
export function agreement(recorded: Profile, live: Profile, metric = 'relative_l2'): Agreement {
  const was = new Bank(recorded);
  const is = new Bank(live);
  if (was.classNames.join() !== is.classNames.join())
    throw new RangeError(`classes differ: recorded ${was.classNames.join(', ')}; live ${is.classNames.join(', ')}`);
  const ofWas = was.metricIndex(metric);
  const ofIs = is.metricIndex(metric);
  const threshold = was.threshold(ofWas);
  const inputs = live.live?.inputs ?? Array.from({ length: live.inputs.count }, (_, i) => i);
  const k = was.classes.length;
  const differing: Disagreement[] = [];
  for (const input of inputs)
    for (let a = 0; a < k; a++)
      for (let b = a + 1; b < k; b++) {
        const before = was.distance(ofWas, input, a, b);
        const now = is.distance(ofIs, input, a, b);
        if (before > threshold !== now > threshold)
          differing.push({ input, a: was.classNames[a]!, b: was.classNames[b]!, recorded: before, live: now });
      }
  const verdicts = (inputs.length * k * (k - 1)) / 2;
  return { metric, threshold, inputs: inputs.length, verdicts, equal: verdicts - differing.length, differing };
}
