/** Is a chart's PDF the drawing, for a page of its size, and every time the same? */
import { expect, test } from 'vitest';
import { renderCharts } from '../../src/charts/index.ts';
import { renderPdf } from '../../src/charts/pdf.ts';
import { exampleResult } from '../results/example.ts';

const svg = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="400" height="200">${inside}</svg>`;
const textOf = async (drawing: string): Promise<string> =>
  Buffer.from(await renderPdf(drawing, 'a chart')).toString('latin1');

test('a page has the size of the drawing, and its text is in Inter', async () => {
  const pdf = await textOf(svg('<text x="9" y="20">plain</text><text x="9" y="50" font-weight="600">bold</text>'));
  expect(pdf).toMatch(/^%PDF-/);
  expect(pdf).toContain('/MediaBox [0 0 300 150]');
  expect([...pdf.matchAll(/\/BaseFont \/\w+\+([\w-]+)/g)].map(([, font]) => font).sort()).toEqual(
    expect.arrayContaining(['Inter-Regular', 'Inter-SemiBold']),
  );
  expect(pdf).toContain('(a chart)');
});

test('every chart can be made one, and is the same one every time', async () => {
  const charts = await renderCharts(exampleResult());
  expect(charts.length).toBeGreaterThan(10);
  const pdfs = new Map<string, Uint8Array>();
  for (const { name, svg } of charts) pdfs.set(name, await renderPdf(svg, name));
  for (const { name, svg } of charts.slice(0, 2))
    expect(Buffer.from(await renderPdf(svg, name)).equals(pdfs.get(name)!), name).toBe(true);
});

test('what cannot be drawn there is an error, not a gap', async () => {
  await expect(textOf(svg('<image href="none.png" width="9" height="9"/>'))).rejects.toThrow(/^chart a chart: /);
  await expect(textOf('<svg xmlns="http://www.w3.org/2000/svg"/>')).rejects.toThrow('a drawing without a size');
});
