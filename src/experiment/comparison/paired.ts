/** How does a metric differ between two scenarios, run by run with the same luck? And how sure is that, when many metrics are asked? */
import { holm } from '../../stats/holm.ts';
import { type Paired, pairedComparison, pairedRatios } from '../../stats/paired.ts';
import type { RunRow } from '../task/runRow.ts';

/** `a` minus `b`, whose runs at one place drew the same luck; null where fewer than two pairs define the metric. */
export function pairedBy(metric: string, a: readonly RunRow[], b: readonly RunRow[]): Paired | null {
  const ratios = [a, b].map((runs) => runs.map((run) => run.ratios[metric]));
  if (a.length > 0 && ratios.every((side) => side.every((ratio) => ratio !== undefined))) {
    const [ofA, ofB] = ratios.map((side) => ({
      num: side.map((ratio) => ratio!.num),
      den: side.map((ratio) => ratio!.den),
      scale: side[0]!.scale,
      count: side[0]!.count,
    }));
    return pairedRatios(ofA!, ofB!);
  }
  const both = a.flatMap((run, i): [number, number][] => {
    const [x, y] = [run.metrics[metric] ?? null, b[i]!.metrics[metric] ?? null];
    return x === null || y === null ? [] : [[x, y]];
  });
  if (both.length < 2) return null;
  return pairedComparison(
    both.map(([x]) => x),
    both.map(([, y]) => y),
  );
}

/** p-values adjusted over all that are tested, after Holm (1979); null for what is not. */
export function adjustedOf(found: readonly (Paired | null)[]): (number | null)[] {
  const tested = found.filter((paired) => paired !== null && !Number.isNaN(paired.p)) as Paired[];
  const adjusted = new Map(holm(tested.map(({ p }) => p)).map((p, i) => [tested[i]!, p]));
  return found.map((paired) => (paired === null ? null : (adjusted.get(paired) ?? null)));
}
