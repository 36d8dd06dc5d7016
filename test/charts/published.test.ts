/** Can every case's chart be drawn over the rows that ship, and does each of its points stand in it? */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evidenceCharts } from '../../src/charts/published.ts';
import { Evidence } from '../../src/check/evidence.ts';
import { cases } from '../../src/check/index.ts';
import { PUBLISHED } from '../../src/check/published.ts';
import type { Row } from '../../src/check/rows.ts';

const rows: Row[] = JSON.parse(readFileSync(PUBLISHED, 'utf8'));
const drawn = Object.values(cases).filter((of) => of.charts);

/** As if each row had been measured a little above what is published. */
function family(id: string) {
  const evidence = new Evidence('1');
  for (const row of rows.filter((one) => one.id === id)) {
    const { label, params, expected } = row;
    evidence.add({
      ...{ id, label, params, expected, row, verdict: 'pass', observations: 100 },
      ...{ value: expected * 1.01, se: 0.01 * expected, half: 0.04 * expected },
    });
  }
  return evidence.families.get(id)!;
}

describe('charts of published results', () => {
  it('are there', () =>
    expect(drawn.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['A04', 'B01', 'B02', 'B03', 'B12', 'D02', 'D06']),
    ));

  it.each(drawn.map(({ id, charts }) => [id, charts!] as const))('%s', async (id, charts) => {
    const of = await evidenceCharts(family(id));
    expect(of.length).toBeGreaterThan(0);
    for (const { name, svg } of of) {
      const chart = charts.find(({ label }) => name === `${id}-${label}`)!;
      const along = rows.filter(
        ({ id: family, label, params }) =>
          family === id &&
          label === chart.label &&
          typeof params[chart.x] === 'number' &&
          Object.entries(chart.where ?? {}).every(([key, wanted]) => params[key] === wanted),
      );
      expect(svg.match(/aria-roledescription="point"/g)?.length).toBe(along.length);
    }
  });
});
