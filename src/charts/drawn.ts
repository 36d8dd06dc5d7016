/** What is a chart before it is drawn, what after, and which files is it then? */
import { CHARTS } from '../results/files.ts';
import type { Drawing } from './chart.ts';
import { renderPng, renderSvg } from './render.ts';

export interface Sketch extends Drawing {
  /** File name without ending. */
  name: string;
}

export type Drawn<S extends Sketch = Sketch> = S & { svg: string; png: Uint8Array };

/** In their order; the same bytes for the same specs. Throws what Vega throws, or warns of. */
export async function drawAll<S extends Sketch>(sketches: Iterable<S>): Promise<Drawn<S>[]> {
  const drawn: Drawn<S>[] = [];
  for (const sketch of sketches) {
    const svg = await renderSvg(sketch.spec, sketch.name);
    drawn.push({ ...sketch, svg, png: renderPng(svg) });
  }
  return drawn;
}

/** The spec, the drawing, and the picture of each. */
export function chartFiles(charts: readonly Drawn[]): Map<string, string | Uint8Array> {
  return new Map(
    charts.flatMap(({ name, spec, svg, png }): [string, string | Uint8Array][] => [
      [`${CHARTS}/${name}.vl.json`, `${JSON.stringify(spec, null, 1)}\n`],
      [`${CHARTS}/${name}.svg`, svg],
      [`${CHARTS}/${name}.png`, png],
    ]),
  );
}
