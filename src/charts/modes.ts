/** What does each way of verifying cost and protect? Modes of a mixed network side by side: wrong answers, proof, verdict. */
import { modesOf } from '../rules/modes.ts';
import { drawBars, estimated, sideBySide } from './bars.ts';
import type { Chart } from './chart.ts';
import { tell, tellShare } from './numbers.ts';

const PANELS = [
  ['wrong_answers_share', 'fraudulent answers among those accepted, %', 100],
  ['value_at_risk_usd', 'value answered and not yet beyond dispute, USD', 1],
  ['latency_mean_seconds', 'time to the answer, seconds', 1],
  ['compute_mean_seconds', 'compute of a job with its checks, slot-seconds', 1],
  ['time_to_proof_mean_seconds', 'time to proof, seconds', 1],
  ['time_to_verdict_mean_seconds', 'time to the verdict, seconds', 1],
] as const;

export const modes: Chart = {
  name: 'modes',
  question: 'trusted',
  draw(result) {
    const { flows } = result.manifest.scenario;
    const names = [...new Set(flows.flatMap(({ verification }) => modesOf(verification)))];
    if (names.length < 2) return null;
    const of = (name: string, what: string) => estimated(result, `mode.${name}.${what}`);
    const spec = drawBars(result, {
      title: 'What each mode of verification costs and protects',
      panels: sideBySide(PANELS, names, of),
    });
    if (spec === null) return null;
    const wrong = names
      .map((name) => ({ name, share: of(name, 'wrong_answers_share')?.mean ?? null }))
      .filter((one): one is { name: string; share: number } => one.share !== null)
      .sort((a, b) => a.share - b.share);
    const slow = names
      .map((name) => ({ name, seconds: of(name, 'time_to_verdict_mean_seconds')?.mean ?? 0 }))
      .sort((a, b) => b.seconds - a.seconds)[0]!;
    const [best, worst] = [wrong[0], wrong.at(-1)];
    return {
      spec,
      reading:
        best && worst && worst.share > 0
          ? `${tellShare(worst.share)} of what ${worst.name} lets through is fraudulent, ${tellShare(best.share)} of what ${best.name} does; ` +
            `the longest wait for a verdict is that of ${slow.name}, ${tell(slow.seconds)} s.`
          : `No mode let a fraudulent answer through; the longest wait for a verdict is that of ${slow.name}, ${tell(slow.seconds)} s.`,
    };
  },
};
