/** How does a spec become a picture? Vega-Lite to Vega to SVG, and SVG to PNG with the fonts that the text names. */
import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { FONT_FILES, textWidth } from './font.ts';
import { config } from './theme.ts';

interface TextItem {
  text?: unknown;
  fontSize?: number;
  fontWeight?: number | string;
}

/** Exported by vega-scenegraph for hosts that measure text themselves, but not in its types. */
const TEXT_METRICS = (vega as unknown as { textMetrics: { width: (item: TextItem, text?: unknown) => number } })
  .textMetrics;

/** An SVG document; the same bytes for the same spec, ids within it begin with `name`. Throws what Vega throws. */
export async function renderSvg(spec: TopLevelSpec, name: string): Promise<string> {
  TEXT_METRICS.width = (item: TextItem, text: unknown = item.text) =>
    textWidth(String(text ?? '').trim(), item.fontSize ?? 11, item.fontWeight);
  vega.resetSVGDefIds();
  const warnings: string[] = [];
  const logger = collectWarnings(warnings);
  const compiled = compile(spec, { config, logger }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger });
  const svg = await view.toSVG();
  view.finalize();
  if (warnings.length > 0) throw new Error(`chart ${name}: ${warnings.join('; ')}`);
  return scopeIds(svg, name);
}

/** A chart that Vega warns about draws something else than it says: warnings are errors here. */
function collectWarnings(warnings: string[]): vega.LoggerInterface {
  const collect = (...parts: readonly unknown[]) => {
    warnings.push(parts.join(' '));
    return logger;
  };
  const logger: vega.LoggerInterface = {
    level: () => logger,
    error: collect,
    warn: collect,
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}

/** Several drawings stand in one page: clip paths and gradients must not share an id. */
function scopeIds(svg: string, name: string): string {
  return svg
    .replaceAll(/id="((?:clip|gradient_)\d+)"/g, `id="${name}-$1"`)
    .replaceAll(/url\(#((?:clip|gradient_)\d+)\)/g, `url(#${name}-$1)`);
}

/** A PNG at `zoom` times the SVG's size, on white. Text is drawn in Inter: resvg itself brings no font. */
export function renderPng(svg: string, zoom = 2): Uint8Array {
  const image = new Resvg(svg, {
    font: { fontFiles: [...FONT_FILES], loadSystemFonts: false, defaultFontFamily: 'Inter' },
    fitTo: { mode: 'zoom', value: zoom },
    background: '#ffffff',
  });
  return image.render().asPng();
}
