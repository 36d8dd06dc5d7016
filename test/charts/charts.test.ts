import { Resvg } from '@resvg/resvg-js';
import { expect, test, vi } from 'vitest';
import { distanceCharts } from '../../src/charts/distances.ts';
import { chartFiles } from '../../src/charts/drawn.ts';
import { textWidth } from '../../src/charts/font.ts';
import { chartsOf, renderCharts } from '../../src/charts/index.ts';
import { valueFlow } from '../../src/charts/valueFlow.ts';
import { exampleResult } from '../results/example.ts';

// Threads, processes and pictures take as long as the machine has other things to do.
vi.setConfig({ testTimeout: 60_000 });

const result = exampleResult();
const charts = await renderCharts(result);
const byName = new Map(charts.map((chart) => [chart.name, chart]));

/** Dark pixels of a picture in the rows of the title. */
function darkPixels(svg: string, withFont: boolean): number {
  const files = withFont
    ? [new URL(import.meta.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf')).pathname]
    : [];
  const image = new Resvg(svg, {
    font: { fontFiles: files, loadSystemFonts: false, defaultFontFamily: 'Inter' },
    background: '#fff',
  });
  const { pixels, width } = image.render();
  let dark = 0;
  for (let i = 0; i < width * 40 * 4; i += 4) if (pixels[i]! < 128) dark++;
  return dark;
}

test('a whole experiment has every chart, each as spec, drawing and picture', () => {
  expect([...byName.keys()].sort()).toEqual([
    'distances',
    'fraud',
    'gini',
    'latency',
    'lorenz',
    'losses',
    'nakamoto',
    'price',
    'revenue-by-operator',
    'supply',
    'throughput',
    'time-to-proof',
    'value-by-role',
    'value-flow',
  ]);
  expect([...chartFiles(charts).keys()].filter((path) => path.startsWith('charts/fraud.'))).toEqual([
    'charts/fraud.vl.json',
    'charts/fraud.svg',
    'charts/fraud.png',
  ]);
  for (const { png } of charts) expect(Buffer.from(png.subarray(1, 4)).toString()).toBe('PNG');
});

test('the same result gives the same bytes', async () => {
  const again = chartFiles(await renderCharts(exampleResult()));
  for (const [path, content] of chartFiles(charts))
    expect(Buffer.from(again.get(path)!).equals(Buffer.from(content))).toBe(true);
});

test.each([...byName])('%s says what it shows, and of which run', (_name, chart) => {
  const title = (chart.spec as { title: { text: string } }).title.text;
  expect(chart.svg).toContain(`>${title.replaceAll('&', '&amp;')}<`);
  expect(chart.svg).toContain('font-family="Inter, ');
  if (chart.name !== 'distances') expect(chart.svg).toContain('example · seed 7 · 5 replications');
  expect(chart.reading).not.toMatch(/undefined|NaN|–/);
});

test('titles are really drawn: without the font the same picture has no dark pixel there', () => {
  for (const { svg } of charts) {
    expect(darkPixels(svg, true)).toBeGreaterThan(200);
    expect(darkPixels(svg, false)).toBe(0);
  }
});

test('text is laid out by the width that it will have', () => {
  const text = 'Fraudulent results so far: 1,234.5 OPG — 95 % [0.1 to 0.2]';
  const font = new URL(import.meta.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf')).pathname;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="40"><text x="0" y="30" font-family="Inter" font-size="20">${text}</text></svg>`;
  const box = new Resvg(svg, { font: { fontFiles: [font], loadSystemFonts: false } }).getBBox()!;
  expect(textWidth(text, 20, 400) / box.width).toBeGreaterThan(0.97);
  expect(textWidth(text, 20, 400) / box.width).toBeLessThan(1.03);
  expect(textWidth(text, 20, 600)).toBeGreaterThan(textWidth(text, 20, 400));
});

test('ids within a drawing begin with its name: several stand in one page', () => {
  for (const { name, svg } of charts)
    for (const [, id] of svg.matchAll(/ id="([^"]+)"/g)) expect(id!.startsWith(`${name}-`)).toBe(true);
});

test('one replication has no bands and does not speak of them', async () => {
  const alone = await renderCharts(exampleResult(1));
  const throughput = alone.find((chart) => chart.name === 'throughput')!;
  expect(throughput.svg).not.toContain('bands');
  expect(JSON.stringify(throughput.spec)).not.toContain('"area"');
  expect(JSON.stringify(byName.get('throughput')!.spec)).toContain('"area"');
});

test('no band goes beyond what is possible', () => {
  const wide = exampleResult();
  wide.series = wide.series.map((row) => ({
    ...row,
    lo: row.mean === null ? null : -1,
    hi: row.mean === null ? null : 3,
  }));
  for (const chart of chartsOf(wide).filter(({ name }) => byName.has(name))) {
    const { data } = chart.draw(wide)!.spec as { data?: { values?: { lo?: number | null; hi?: number | null }[] } };
    const values = data?.values ?? [];
    for (const { lo } of values) expect([chart.name, (lo ?? 0) >= 0]).toEqual([chart.name, true]);
    if (chart.name === 'gini') expect(Math.max(...values.map(({ hi }) => hi ?? 0))).toBe(1);
  }
});

test('what is empty is left out, not drawn blank', async () => {
  const honest = exampleResult();
  honest.summary.metrics['fraud.attempted'] = { ...honest.summary.metrics['fraud.attempted']!, mean: 0 };
  honest.summary.metrics = Object.fromEntries(
    Object.entries(honest.summary.metrics).filter(([name]) => !/^(throughput|economy)\./.test(name)),
  );
  const empty = { ...honest, ledger: [], distances: [], entities: [], series: [] };
  expect(await renderCharts(empty)).toEqual([]);
});

test('models share a chart of distances when they share a profile, and have their own when they do not', async () => {
  const shared = exampleResult();
  shared.distances = [...shared.distances, ...shared.distances.map((row) => ({ ...row, model: 'chat 2' }))];
  expect(distanceCharts(shared).map((chart) => chart.name)).toEqual(['distances']);
  const two = exampleResult();
  two.distances = [...two.distances, ...two.distances.map((row) => ({ ...row, model: 'chat 2', threshold: 0.01 }))];
  const names = (await renderCharts(two)).map((chart) => chart.name).filter((name) => name.startsWith('distances'));
  expect(names).toEqual(['distances-volatility', 'distances-chat-2']);
});

test('value that comes from outside is no payment within the network', () => {
  const result = exampleResult();
  const outside = { replication: 1, from: 'outside', to: 'client', reason: 'purchase', asset: 'token' as const };
  const told = valueFlow.draw({ ...result, ledger: [...result.ledger, { ...outside, amount: '9000000000000' }] })!;
  expect(told.reading).toMatch(/^The largest payment within the network is fee from client to node: /);
  const only = valueFlow.draw({ ...result, ledger: [{ ...outside, amount: '9' }] })!;
  expect(only.reading).toBe('All value comes in from outside the network or goes out of it.');
});
