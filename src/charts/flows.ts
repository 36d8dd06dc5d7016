/** How are different flows served? Side by side: how long an answer takes, how long its proof, and what is lost. */
import { drawBars, estimated, sideBySide } from './bars.ts';
import type { Chart } from './chart.ts';
import { tell } from './numbers.ts';

const PANELS = [
  ['latency_mean_seconds', 'time to an answer, seconds', 1],
  ['time_to_proof_mean_seconds', 'from the answer to its proof, seconds', 1],
  ['lost_share', 'jobs without an answer, %', 100],
  ['wrong_answers_share', 'fraudulent answers among those accepted, %', 100],
] as const;

export const flows: Chart = {
  name: 'flows',
  question: 'efficiency',
  draw(result) {
    const { scenario } = result.manifest;
    if (!scenario.measures.by_flow || scenario.flows.length < 2) return null;
    const names = scenario.flows.map(({ name }) => name);
    const of = (name: string, what: string) => estimated(result, `flow.${name}.${what}`);
    const spec = drawBars(result, {
      title: 'How each flow is served',
      panels: sideBySide(PANELS, names, of),
    });
    const slowest = names
      .map((name) => ({ name, seconds: of(name, 'latency_mean_seconds')?.mean ?? 0 }))
      .sort((a, b) => b.seconds - a.seconds);
    if (spec === null || slowest.length < 2) return null;
    const [last, first] = [slowest[0]!, slowest.at(-1)!];
    return {
      spec,
      reading: `Clients of ${last.name} wait longest, ${tell(last.seconds)} s on average; those of ${first.name} least, ${tell(first.seconds)} s.`,
    };
  },
};
