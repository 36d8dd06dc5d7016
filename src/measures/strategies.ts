/** What have operators learned? How often they cheat and approve without looking, and what it would bring them. */
import { DECISIONS } from '../agents/experience.ts';
import { ANSWERS, AUDITS, DEVIATES, learnerOf, learningColumns } from '../simulation/learning.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { Attached, Measure, Ratio } from './measure.ts';
import { ratio } from './measure.ts';
import type { MetricInfo } from './record.ts';

const TOLD = 'up to the last whole epoch; told where the strategy of the group learns it';

function info(what: string, unit: string, summary: string, convention: string): MetricInfo {
  return { name: `strategy.<name>.${what}`, unit, kind: 'total', summary, convention: `${convention}${TOLD}` };
}

/** What the metrics of a decision are called. */
const WORDS = [
  { share: 'cheated_share', now: 'cheats', gain: 'cheating_gain_usd' },
  { share: 'skipped_share', now: 'skips', gain: 'skipping_gain_usd' },
];

const infos: MetricInfo[] = [
  info('cheated_share', 'share', 'answers that its operators made up, of all that are beyond dispute', ''),
  info(
    'cheats',
    'share',
    'propensity to cheat that they have come to',
    'mean over operators, without what is tried at random; ',
  ),
  info(
    'cheating_gain_usd',
    'USD/job',
    'what a cheat brought them more than work did',
    'difference of means over all jobs of the run, null where one was never tried; ',
  ),
  info('skipped_share', 'share', 'audits that its operators approved without looking, of all that are concluded', ''),
  info('skips', 'share', 'propensity to approve without looking that they have come to', 'as cheats; '),
  info('skipping_gain_usd', 'USD/audit', 'what that brought them more than looking did', 'as cheating_gain_usd; '),
];

function attach(run: Simulation): Attached {
  const { scenario, world } = run;
  const { operators } = world.tables;
  const told = scenario.operators.flatMap((operators, group) =>
    [ANSWERS, AUDITS]
      .filter((decision) => learnerOf(operators)?.decides.includes(DECISIONS[decision]))
      .map((decision) => ({ name: operators.group, group, decision })),
  );
  if (told.length === 0) return { metrics: () => ({}) };
  const { counts, sums, propensity } = learningColumns(world.tables);
  return {
    metrics() {
      const metrics: Record<string, number | null | Ratio> = {};
      for (const { name, group, decision } of told) {
        const jobs = [0, 0];
        const paid = [0, 0];
        let members = 0;
        let deviating = 0;
        for (let operator = 0; operator < operators.table.size; operator++) {
          if (operators.group.data[operator] !== group) continue;
          members++;
          const own = propensity[decision].data[operator];
          deviating += own < 0 ? (learnerOf(scenario.operators[group])?.initial ?? 0) : own;
          for (const choice of [0, DEVIATES]) {
            jobs[choice] += counts[decision][choice].data[operator];
            paid[choice] += sums[decision][choice].data[operator];
          }
        }
        const words = WORDS[decision];
        metrics[`strategy.${name}.${words.share}`] = ratio(jobs[DEVIATES], jobs[0] + jobs[DEVIATES]);
        metrics[`strategy.${name}.${words.now}`] = ratio(deviating, members);
        metrics[`strategy.${name}.${words.gain}`] =
          jobs[0] > 0 && jobs[DEVIATES] > 0 ? paid[DEVIATES] / jobs[DEVIATES] - paid[0] / jobs[0] : null;
      }
      return metrics;
    },
  };
}

export const learnedStrategies: Measure = { infos, attach };
