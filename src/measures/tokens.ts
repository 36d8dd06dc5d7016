/** How does an answer come, token by token? When its first one is there, and how fast the others follow. */
import { firstTokenOf, tokensOf } from '../network/tokens.ts';
import { countsTokens } from '../scenario/tokens.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { Attached, Measure } from './measure.ts';
import { ratio } from './measure.ts';
import type { MetricInfo } from './record.ts';
import { histograms, merged } from './throughput.ts';
import { BLOCK, perWindow, type Windows } from './windows.ts';

const WHERE =
  'of accepted jobs whose answer is from a node that counts tokens (ps with prefill and decode); there only where some do';

const info = (name: string, unit: string, summary: string, convention: string): MetricInfo => ({
  name: `tokens.${name}`,
  unit,
  kind: 'steady',
  summary,
  convention: `${convention}; ${WHERE}`,
});
const infos: MetricInfo[] = [
  info(
    'first_mean_seconds',
    's',
    'arrival of the job to the first token of its answer at the client',
    'waiting, prefill and travel, that of the first token taken to be as long as that of the whole; mean over jobs',
  ),
  info('first_p95_seconds', 's', '95 % quantile of the same', 'from a histogram: relative error below 0.4 %'),
  info(
    'each_mean_seconds',
    's',
    'time per output token after the first one',
    'from the first token to the end of the execution, over the tokens less one; mean over jobs with more than one',
  ),
  info('out_per_second', 'tokens/s', 'tokens of answers', 'by the time of the answer'),
];

const WIDTH = 5;

function attach(run: Simulation, windows: Windows): Attached {
  const { nodes: groups } = run.scenario;
  if (!groups.some(({ queue }) => countsTokens(queue))) return { metrics: () => ({}) };
  const { tables, engine } = run.world;
  const { jobs, tasks, nodes } = tables;
  const { output } = tokensOf(jobs);
  const firstToken = firstTokenOf(tasks);
  const counting = Uint8Array.from(groups, ({ queue }) => (countsTokens(queue) ? 1 : 0));
  const executed = tasks.table.column('measures/executed', 'f64');
  /** Per window: jobs, seconds to the first token, jobs with more tokens, seconds of each, tokens. */
  const sums = perWindow(run, windows, 'tokens/sums', WIDTH);
  const firsts = histograms(run, windows, 'tokens/first');
  const counts = (task: number) => {
    const node = tasks.node.data[task];
    return node >= 0 && counting[nodes.group.data[node]] === 1;
  };
  const total = (field: number, first: number) => {
    let sum = 0;
    for (let w = first; w < windows.count; w++) sum += sums.data[w * WIDTH + field];
    return sum;
  };

  return {
    observer: {
      executed(task) {
        if (counts(task)) executed.data[task] = engine.now;
      },
      accepted(job, task) {
        if (!counts(task)) return;
        const w = windows.current;
        const row = w * WIDTH;
        const s = sums.data;
        const home = tasks.ended.data[task] - executed.data[task];
        const first = firstToken.data[task] + home - jobs.arrived.data[job];
        const out = output.data[job];
        s[row]++;
        s[row + 1] += first;
        firsts[(w / BLOCK) | 0].add(first, 1);
        if (out > 1) {
          s[row + 2]++;
          s[row + 3] += (executed.data[task] - firstToken.data[task]) / (out - 1);
        }
        s[row + 4] += out;
      },
    },
    metrics(first) {
      const histogram = merged(firsts, first);
      return {
        'tokens.first_mean_seconds': ratio(total(1, first), total(0, first)),
        'tokens.first_p95_seconds': histogram.count > 0 ? histogram.quantile(0.95) : null,
        'tokens.each_mean_seconds': ratio(total(3, first), total(2, first)),
        'tokens.out_per_second': total(4, first) / ((windows.count - first) * windows.length),
      };
    },
  };
}

export const tokens: Measure = { infos, attach };
