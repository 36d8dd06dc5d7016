import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { tellEstimate } from '../../src/charts/metrics.ts';
import { adversaryLines } from '../../src/report/adversaries.ts';
import { answersOf } from '../../src/report/answers.ts';
import { assumptionsOf } from '../../src/report/assumptions.ts';
import { figuresOf } from '../../src/report/figures.ts';
import { html, Markup } from '../../src/report/markup.ts';
import { presentation, publish } from '../../src/report/publish.ts';
import { warningsOf } from '../../src/report/warnings.ts';
import { readResult } from '../../src/results/read.ts';
import { exampleResult, exampleScenario } from '../results/example.ts';
import { scenario, type Written } from '../support/scenario.ts';

// Threads, processes and pictures take as long as the machine has other things to do.
vi.setConfig({ testTimeout: 60_000 });

const result = exampleResult();
const page = (await presentation(result)).get('report.html') as string;
/** What a reader sees, without the style sheet and the text of drawings. */
const text = page
  .replace(/<style>.*?<\/style>/s, '')
  .replace(/<svg.*?<\/svg>/gs, '')
  .replaceAll(/<[^>]+>/g, ' ')
  .replaceAll('&lt;', '<')
  .replaceAll('\u00a0', ' ')
  .replaceAll(/\s+/g, ' ');

test('the report opens with the question and answers the three, and the cost', () => {
  const places = [
    'Does an audit of 5 % of all jobs stop an operator that runs a cheaper model?',
    'Where is it computed and verified?',
    '60 inference nodes are run by 44 operators.',
    'Can the result be trusted?',
    'Of 240 fraudulent results, 128 detected (53.3 %), 108 missed (45 %), 4 pending (1.67 %).',
    /No honest work was punished \(< 1\.07 per million honest executions\)\./,
    'Who gets the value?',
    /Clients pay [\d,]+ OPG \[[\d,]+ to [\d,]+\], and [\d,]+ OPG \[[\d,]+ to [\d,]+\] are newly issued: 9\d(\.\d)? % to nodes/,
    'At what cost in efficiency?',
    /[\d.]+ \[[\d.]+ to [\d.]+\] jobs a second are answered, of [\d.]+ \[[\d.]+ to [\d.]+\] asked for\./,
    'Key figures',
    'What did adversaries gain?',
    'Assumptions',
    'Where this comes from',
  ].map((part) => (typeof part === 'string' ? text.indexOf(part) : text.search(part)));
  expect(places.every((place) => place >= 0)).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('the report needs nothing from outside and runs no script', () => {
  expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|\burl\((?!#)/);
  const addresses = [...page.matchAll(/https?:\/\/[^"'\s)]+/g)].map(([address]) => address);
  expect(addresses.every((address) => address.startsWith('http://www.w3.org/'))).toBe(true);
});

test('all drawings are in the page, each with its reading, and no id stands twice', () => {
  expect([...page.matchAll(/<svg/g)]).toHaveLength(14);
  expect(text).toContain('The operator that earns most has');
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('nothing undefined is printed', () => {
  expect(text).not.toMatch(/undefined(?!_here)|NaN|\[object/);
});

test('numbers without intervals say so', () => {
  const one = exampleResult(1);
  expect(warningsOf(one)[0]).toMatch(/^A single replication/);
  expect(
    answersOf(one)
      .flatMap((answer) => answer.sentences)
      .join(),
  ).not.toContain('[');
  expect(figuresOf(one)[0]!.figures[0]).toMatchObject({ mean: '21', interval: '', n: '1' });
});

test('few replications say that their intervals are wide', () => {
  const few = (n: number) => warningsOf(exampleResult(n)).some((line) => line.startsWith(`Only ${n} replications`));
  expect([1, 2, 4, 5].map(few)).toEqual([false, true, true, false]);
});

test('every doubt is told before a number is quoted', () => {
  const doubtful = exampleResult();
  doubtful.manifest.replications_requested = 8;
  doubtful.manifest.reproducible = 'machine-class';
  doubtful.summary.warmup = { seconds: 0, reached: false, notReached: 2 };
  for (const model of doubtful.manifest.models) model.live_inputs = 32;
  doubtful.summary.live = [
    { model: 'volatility', jobs: 100, comparisons: 200, agreed: 200 },
    { model: 'chat', jobs: 100, comparisons: 200, agreed: 150 },
  ];
  doubtful.summary.offencesInclusion = 0.25;
  const said = warningsOf(doubtful).join('\n').replaceAll('\u00a0', ' ');
  expect(said).toContain('5 of 8 replications');
  expect(said).toContain('Warm-up not reached in 2 of 5');
  expect(said).toContain(
    'Live inference of volatility: every honest and cheating class ran on this machine, on each of 32 inputs of the profile; ' +
      'the answers of 100 sampled jobs are those to the inputs that they drew, and 200 pairs of them were compared; every',
  );
  expect(said).toContain('75 % of verdicts');
  expect(said).toContain('No real inference behind chat');
  expect(said).toContain('measured on this machine');
  expect(said).toContain('random 25 %');
  expect(said).toContain('fraud.undefined_here');
});

test('what cheating left to the cheater is told, in all and by adversary', () => {
  expect(text).toMatch(
    /A node that an adversary holds keeps 0\.8\d+ \[[\d.]+ to [\d.]+\] times what another node keeps, income less slashed bond\./,
  );
  // 120 + r convictions and 0.8 + r / 100 in replications r = 1 to 5: 123 and 0.83, give or take 2.776 sqrt(2.5 / 5).
  expect(text).toContain('cheap substitute 6 240 123 [121 to 125] 0.83 [0.81 to 0.85]');
  const figure = figuresOf(result)
    .flatMap((group) => group.figures)
    .find(({ label }) => label === 'net income of a held node over another’s');
  expect(figure).toMatchObject({ unit: '×', n: '5' });
  expect(adversaryLines(exampleResult(3, { adversaries: [] }))).toEqual([]);
});

test('an attack that costs more than it brings is called a loss', () => {
  const loss = exampleResult();
  const ratio = loss.summary.metrics['fraud.adversary_net_income_ratio']!;
  loss.summary.metrics['fraud.adversary_net_income_ratio'] = { ...ratio, mean: -1.5, ci95: [-1.8, -1.2] };
  const said = answersOf(loss).flatMap((answer) => answer.sentences);
  expect(said).toContain(
    'A node that an adversary holds loses: income less slashed bond is −1.5 [−1.8 to −1.2] times what another node keeps.',
  );
});

test('no event is told with what it may still be, and so is every event', () => {
  const bounded = exampleResult();
  const rate = bounded.summary.metrics['fraud.detection_rate_per_cheated_job']!;
  const told = (mean: number, ci95: [number, number]) => {
    bounded.summary.metrics['fraud.detection_rate_per_cheated_job'] = {
      ...rate,
      mean,
      ci95,
      method: 'clopper-pearson',
    };
    const figures = figuresOf(bounded).flatMap((group) => group.figures);
    const { mean: value, interval } = figures.find(({ label }) => label.startsWith('detected per'))!;
    return [value, interval, tellEstimate(bounded, 'fraud.detection_rate_per_cheated_job', 100, ' %')];
  };
  expect(told(0, [0, 0.047])).toEqual(['0', '< 4.7', '0 % (< 4.7 %)']);
  expect(told(1, [0.9531, 1])).toEqual(['100', '> 95.31', '100 % (> 95.31 %)']);
});

test('a scenario without cheats is not told to be safe from them', () => {
  const honest = exampleResult(3, { adversaries: [] });
  for (const name of ['attempted', 'detected', 'missed', 'pending'])
    honest.summary.metrics[`fraud.${name}`] = { ...honest.summary.metrics[`fraud.${name}`]!, mean: 0, ci95: [0, 0] };
  const trusted = answersOf(honest).find((answer) => answer.question === 'Can the result be trusted?')!;
  expect(trusted.sentences[0]).toBe('Nobody in this scenario cheats: no fraud was attempted.');
});

test('a metric that was not measured is not spoken of', () => {
  const without = exampleResult();
  without.summary.metrics = {};
  without.ledger = [];
  const said = answersOf(without).flatMap((answer) => answer.sentences);
  expect(said).toEqual(['60 inference nodes are run by 44 operators.']);
});

test('assumptions are in units that a reader knows', () => {
  const rows = assumptionsOf(exampleScenario());
  const find = (what: string) => rows.find((row) => row.what === what)?.value.replaceAll('\u00a0', ' ');
  expect(find('horizon')).toBe('1 d');
  expect(find('gpu')).toContain('stake 1,000 OPG');
  expect(find('chat')).toContain('size lognormal (mean 0.8 s, scv 2)');
  expect(find('clients: arrivals')).toBe('poisson (rate 8/s)');
  expect(find('clients')).toContain('latency 50 ms');
  expect(find('clients')).toContain('value $1');
  expect(find('fees')).toBe('0.9 node, 0.1 treasury');
});

test('what the model leaves out is among the assumptions where it matters', async () => {
  const enclaves = { images: [{ name: 'one' }] };
  const told = async (more: Written) =>
    assumptionsOf(
      await scenario({ validators: [{ group: 'v', count: 1, stake: 1 }], verification: { enclaves }, ...more }),
    ).find(({ what }) => what === 'heartbeats')?.value;
  expect(await told({ chain: { mode: 'on' } })).toMatch(/take no room in blocks/);
  expect(await told({ chain: { mode: 'off' } })).toBeUndefined();
  expect(await told({ chain: { mode: 'on' }, verification: {} })).toBeUndefined();
});

test('text from a scenario cannot become markup', () => {
  const evil = '<script>alert("x")</script>';
  expect(html`<p>${evil}${new Markup('<b>')}${['<', 1]}</p>`.text).toBe(
    '<p>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;<b>&lt;1</p>',
  );
});

test('a report made again from the files has the same bytes as the one made after the run', async () => {
  const root = mkdtempSync(join(tmpdir(), 'verisim-report-'));
  try {
    const read = (name: string) => {
      const folder = join(root, name);
      return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
        .sort()
        .map((path) => [path, readFileSync(join(folder, path)).toString('base64')]);
    };
    expect(await publish(join(root, 'a'), result)).toBe(join(root, 'a', 'report.html'));
    await publish(join(root, 'b'), readResult(join(root, 'a')));
    expect(read('b')).toEqual(read('a'));
  } finally {
    rmSync(root, { recursive: true });
  }
});
