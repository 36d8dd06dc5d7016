/** Charts and page of a tuning: drawn without a warning, and saying what was found, what not, and what cannot be known. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderTuningCharts } from '../../src/charts/tuning.ts';
import { generationDraw } from '../../src/experiment/optimize/variable.ts';
import type { Goals } from '../../src/experiment/tune/goals.ts';
import { tune } from '../../src/experiment/tune/tune.ts';
import { tuningPage } from '../../src/report/tuning.ts';
import { functionEvaluator, listed, planOf, range } from '../experiment/tune/support.ts';

const goals: Goals = {
  objectives: [
    { metric: 'verification.overhead', direction: 'minimize' },
    { metric: 'fraud.wrong_answers_share', direction: 'minimize' },
  ],
  constraints: [
    { metric: 'fraud.wrong_answers_share', bound: 'at_most', value: 0.001 },
    { metric: 'hands', bound: 'at_least', value: 5 },
  ],
};

/** More audits cost more and leave less fraud; a larger bond leaves less, too, and fewer hands. */
const network = (settings: Readonly<Record<string, unknown>>, replication: number) => {
  const luck = (of: string) => generationDraw(`${replication}/${of}`, 'luck', 0)() - 0.5;
  const { audits = 0.05, bond = 500, split = 'work' } = settings as { audits?: number; bond?: number; split?: string };
  const own = JSON.stringify(settings);
  const fraud = (0.00008 / audits) * (3000 / (bond + 100)) * (1 + 0.4 * luck('shared') + 0.3 * luck(own));
  return {
    'verification.overhead': audits * (1 + 0.02 * luck(own)),
    'fraud.wrong_answers_share': fraud,
    hands: Math.round(10 - bond / 500 + (split === 'bond' ? -2 : 0) + 0.6 * luck('hands')),
  };
};

const unitOf = (metric: string) => (metric === 'hands' ? 'holders' : 'share');
const factors = [range('audits', 0.01, 0.5), range('bond', 100, 4000), listed('split', 'work', 'bond')];

async function made(own: Parameters<typeof planOf>[1], run = network) {
  const plan = planOf(factors, { name: 'tuned', goals, generations: 8, finalists: 6, ...own });
  const tuning = await tune(plan, functionEvaluator(run).evaluator, { unitOf });
  const charts = await renderTuningCharts(tuning);
  const page = tuningPage(tuning, charts);
  const folder = process.env.VERISIM_PICTURES;
  if (folder !== undefined) {
    writeFileSync(`${folder}/${tuning.name}.html`, page);
    for (const { name, png } of charts) writeFileSync(`${folder}/${tuning.name}-${name}.png`, png);
  }
  return { tuning, charts, page };
}

describe('the page of a tuning', () => {
  it('of two goals: front, comparison, belief and progress, and the rules that were found', async () => {
    const { tuning, charts, page } = await made({});
    expect(charts.map(({ name }) => name)).toEqual(['front', 'compared', 'progress', 'belief']);
    expect(page).toContain(`Candidate ${tuning.winner} keeps the constraints`);
    expect(page).toContain('The baseline does not: fraud.wrong_answers_share is');
    expect(page).toContain('winner.yaml');
    expect(page).not.toContain('NaN');
    expect(page).not.toContain('Infinity');
  });

  it('of one goal: no front, and the best so far', async () => {
    const one: Goals = { objectives: goals.objectives.slice(0, 1), constraints: goals.constraints };
    const { charts, page } = await made({ name: 'one', goals: one });
    expect(charts.map(({ name }) => name)).toEqual(['compared', 'progress', 'belief']);
    expect(page).toContain('The best verification.overhead that kept the constraints went from');
  });

  it('where nothing keeps the constraints it says so, and where runs failed or say nothing too', async () => {
    const { page } = await made({ name: 'none', constraints: [] } as never, (settings, replication) => ({
      ...network(settings, replication),
      hands: Number(settings.bond) > 2000 ? (null as unknown as number) : 1,
    }));
    expect(page).toContain('Nothing that was tried keeps the constraints on fresh seeds.');
    expect(page).toContain('hands is undefined');
    expect(page).not.toContain('href="winner.yaml"');
  });
});
