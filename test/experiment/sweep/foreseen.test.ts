/** Does validation refuse what the methods would refuse before their first run, in the same words, and nothing else? */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { executors } from '../../../src/experiment/executors/all.ts';
import { type Experiment, loadExperiment } from '../../../src/experiment/file/load.ts';
import { analyseSensitivity } from '../../../src/experiment/sensitivity/analyse.ts';
import { foreseenProblems } from '../../../src/experiment/sweep/foreseen.ts';
import { sweep } from '../../../src/experiment/sweep/sweep.ts';
import { ScenarioError } from '../../../src/language/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'verisim-foreseen-'));
afterAll(() => rmSync(folder, { recursive: true }));
const BASE = `
name: tiny
horizon: 20s
models: [{name: toy, size: {exponential: {mean: 1s}}}]
nodes: [{group: all, count: 4, stake: 10 OPG}]
flows: [{name: clients, model: toy, arrivals: {poisson: {rate: 2/s}}}]
incentives: {price: {token: 1 OPG}}
adversaries: [{name: cheats, attack: substitute, count: 3}]
`;
writeFileSync(join(folder, 'base.yaml'), BASE);
writeFileSync(join(folder, 'broken.onnx'), 'no model at all');
writeFileSync(join(folder, 'broken.yaml'), BASE.replace('size: {exponential: {mean: 1s}}', 'behaviour: broken.onnx'));

let files = 0;
async function experiment(text: string, base = 'base.yaml'): Promise<Experiment> {
  const file = join(folder, `e${++files}.yaml`);
  writeFileSync(file, `name: e\nbase: ${base}\nmetrics: [economy.fees]\nreplications: 1\n${text}`);
  return loadExperiment(file);
}

const texts = async (of: Experiment): Promise<string> => new ScenarioError(await foreseenProblems(of)).message;

/** Each value is possible with the others as they are in the base; four cheats of three nodes are not. */
const CLASH = `factors:
  - {path: nodes.all.count, values: [3, 4]}
  - {path: adversaries.cheats.count, values: [3, 4]}
`;
const FINE = 'factors: [{path: nodes.all.count, values: [3, 4]}]\n';

const started = async () => ({ directory: join(folder, `out${files}`), executor: await executors.inline() });
const refused = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => '',
    (error: Error) => error.message,
  );

describe('what is foreseen of an experiment', () => {
  it('is what sweep refuses: points of its design that are no scenario', async () => {
    const of = await experiment(CLASH);
    const problems = await texts(of);
    expect(problems).toMatch(/e\d+\.yaml:\d+:\d+: \$\.design: has point 2 \(.* = 3, .* = 4\), which is no scenario: /);
    expect(problems).toBe(await refused(sweep(of, await started())));
  });

  it('is what sensitivity refuses: points of its own, though no design is meant', async () => {
    const of = await experiment(`${CLASH}sensitivity: {method: {morris: {trajectories: 8}}}\n`);
    const problems = await texts(of);
    expect(problems).toMatch(/: \$\.sensitivity: has point \d+ /);
    expect(problems).not.toContain('$.design');
    expect(problems).toBe(await refused(analyseSensitivity(of, await started())));
  });

  it('is what sensitivity asks of the file', async () => {
    const text = FINE.replace('[3, 4]', '[3]');
    const of = await experiment(`${text}sensitivity: {method: sobol}\n`);
    const problems = await texts(of);
    expect(problems).toMatch(/e\d+\.yaml:5:\d+: \$\.factors\[0\]\.values: is one value, expected at least two/);
    expect(problems).toBe(await refused(analyseSensitivity(of, await started())));
  });

  it('tells of a design that is written and of a section together', async () => {
    const of = await experiment(`${CLASH}design: grid\nsensitivity: {method: {morris: {trajectories: 8}}}\n`);
    expect(await texts(of)).toMatch(/\$\.design: has point 2[\s\S]*\$\.sensitivity: has point/);
  });

  it('is a model that cannot be used, where it is named', async () => {
    expect(await texts(await experiment(FINE, 'broken.yaml'))).toMatch(
      /broken\.yaml:4:\d+: \$\.models\[0\]\.behaviour: cannot be used: .*broken\.onnx/,
    );
  });

  it('is nothing where everything goes together, nor where a search may meet what is impossible', async () => {
    expect(await texts(await experiment(FINE))).toBe('');
    expect(await texts(await experiment(`${FINE}sensitivity: {method: {morris: {trajectories: 4}}}\n`))).toBe('');
    const goals = 'goals: [{metric: economy.fees, maximize: true}]\ntune: {population: 4, generations: 1}\n';
    expect(await texts(await experiment(`${CLASH}${goals}`))).toBe('');
  });
});
