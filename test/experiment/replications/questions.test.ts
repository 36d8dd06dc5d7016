/** Is a question refused that no metric of the scenario can answer, and one accepted that some can? */
import { expect, test } from 'vitest';
import { unknownAnswers } from '../../../src/experiment/replications/questions.ts';
import { parseScenario } from '../../../src/scenario/index.ts';

const MIXED = '{mixed: {parts: [{name: plain, share: 0.5, method: none}, {share: 0.5, method: sampling}]}}';

const said = async (metric: string, more = '', verification = 'none') => {
  const text = `name: asked
horizon: 1h
models: [{name: toy, size: 1s}]
nodes: [{group: a, count: 4}]
flows: [{name: chat, model: toy, arrivals: {poisson: {rate: 1/s}}, verification: ${verification}}]
measures: {answer: {${metric}: something}${more}}
`;
  return unknownAnswers(await parseScenario(text, { file: 's.yaml' })).map(
    ({ path, message, expected }) => `${path!.join('/')} ${message}; ${expected}`,
  );
};

test('names that are measured are accepted', async () => {
  expect(await said('fraud.missed')).toEqual([]);
  expect(await said('flow.chat.latency_mean_seconds', ', by_flow: true')).toEqual([]);
  expect(await said('mode.plain.wrong_answers_share', '', MIXED)).toEqual([]);
  expect(await said('mode.sampling.wrong_answers_share', '', MIXED)).toEqual([]);
});

test('a misspelt name is refused with the nearest one', async () => {
  expect(await said('fraud.mised')).toEqual([
    'measures/answer/fraud.mised is no metric; did you mean "fraud.missed"?; a name that `verisim list metrics` shows',
  ]);
});

test('a metric of a flow or mode that is not told or not there is refused with what it needs', async () => {
  expect((await said('flow.chat.latency_mean_seconds'))[0]).toContain(
    'not measured in this scenario; measures.by_flow',
  );
  expect((await said('flow.cat.latency_mean_seconds', ', by_flow: true'))[0]).toContain('the name of a flow, chat');
  expect((await said('mode.plain.wrong_answers_share'))[0]).toContain('a flow whose verification is mixed');
  expect((await said('mode.zkml.wrong_answers_share', '', MIXED))[0]).toContain('one of plain, sampling');
});
