/**
 * What do all charts share? One sober look that survives paper, projectors and colour blindness: the palette of Okabe
 * and Ito (Color Universal Design, 2008), horizontal grid lines only, the font Inter (its files come with a package).
 */
import type { Config } from 'vega-lite';

export const OKABE_ITO = {
  blue: '#0072B2',
  orange: '#E69F00',
  green: '#009E73',
  vermillion: '#D55E00',
  purple: '#CC79A7',
  sky: '#56B4E9',
  yellow: '#F0E442',
  black: '#000000',
  grey: '#8A8F98',
} as const;

/** Order in which series take colours: neighbours differ in lightness too, so that they stay apart in grey. */
export const SERIES_COLOURS = [
  OKABE_ITO.blue,
  OKABE_ITO.orange,
  OKABE_ITO.green,
  OKABE_ITO.vermillion,
  OKABE_ITO.purple,
  OKABE_ITO.sky,
];

/** Meaning has one colour everywhere: what is honest is blue, what cheats is vermillion. */
export const HONEST = OKABE_ITO.blue;
export const CHEAT = OKABE_ITO.vermillion;

export const FONT = 'Inter, Helvetica, Arial, sans-serif';
export const INK = '#1b1f24';
export const FAINT_INK = '#57606a';
const GRID = '#e4e7eb';

/** Plotting area in pixels; with axes and legend a chart is about 760 wide. */
export const WIDTH = 620;
export const HEIGHT = 260;

export const config: Config = {
  background: '#ffffff',
  padding: 14,
  font: FONT,
  numberFormat: ',.6~r',
  title: {
    anchor: 'start',
    frame: 'group',
    align: 'left',
    color: INK,
    fontSize: 16,
    fontWeight: 600,
    subtitleColor: FAINT_INK,
    subtitleFontSize: 11.5,
    subtitleFontWeight: 400,
    subtitlePadding: 6,
    offset: 16,
  },
  axis: {
    labelColor: FAINT_INK,
    titleColor: INK,
    labelFontSize: 11.5,
    titleFontSize: 12,
    titleFontWeight: 400,
    titlePadding: 10,
    domainColor: '#b9c0c8',
    tickColor: '#b9c0c8',
    gridColor: GRID,
    labelPadding: 4,
    labelLimit: 220,
    titleLimit: 600,
  },
  axisX: { grid: false },
  axisY: { grid: true, domain: false, ticks: false },
  legend: {
    title: null,
    orient: 'top-left',
    direction: 'vertical',
    offset: 8,
    labelColor: INK,
    labelFontSize: 12,
    labelLimit: 360,
    symbolType: 'square',
    symbolOpacity: 1,
    symbolSize: 90,
    symbolStrokeWidth: 3,
    padding: 0,
  },
  header: { labelColor: INK, labelFontSize: 12, labelFontWeight: 600, title: null },
  view: { stroke: null },
  line: { strokeWidth: 2, strokeJoin: 'round' },
  range: { category: SERIES_COLOURS },
};
