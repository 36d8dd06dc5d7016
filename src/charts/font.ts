/**
 * How wide is a line of text? Vega guesses 0.8 em a letter where there is no canvas, half as much again as it is, and
 * lays legends and titles out by that. The advance widths are read from the very font files that draw the text
 * (OpenType 1.9: tables cmap format 4, head, hhea, hmtx); kerning is left out.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const resolve = createRequire(import.meta.url).resolve;

/** Regular and semi-bold, the two weights that charts use. */
export const FONT_FILES: readonly string[] = [
  resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
];

/** Width of a character in em, by code point. */
type Widths = (code: number) => number;

function readWidths(file: string): Widths {
  const bytes = readFileSync(file);
  const tables = new Map<string, number>();
  for (let i = 0; i < bytes.readUInt16BE(4); i++) {
    const record = 12 + 16 * i;
    tables.set(bytes.toString('latin1', record, record + 4), bytes.readUInt32BE(record + 8));
  }
  const unitsPerEm = bytes.readUInt16BE(tables.get('head')! + 18);
  const metrics = bytes.readUInt16BE(tables.get('hhea')! + 34);
  const hmtx = tables.get('hmtx')!;
  const glyph = readCharacterMap(bytes, tables.get('cmap')!);
  return (code) => bytes.readUInt16BE(hmtx + 4 * Math.min(glyph(code), metrics - 1)) / unitsPerEm;
}

/** Code point -> glyph by the first subtable of format 4 (the Basic Multilingual Plane). */
function readCharacterMap(bytes: Buffer, cmap: number): (code: number) => number {
  const subtables = Array.from({ length: bytes.readUInt16BE(cmap + 2) }, (_, i) => {
    return cmap + bytes.readUInt32BE(cmap + 4 + 8 * i + 4);
  });
  const start = subtables.find((offset) => bytes.readUInt16BE(offset) === 4);
  if (start === undefined) return () => 0;
  const doubled = bytes.readUInt16BE(start + 6);
  const [ends, starts] = [start + 14, start + 16 + doubled];
  const [deltas, ranges] = [starts + doubled, starts + 2 * doubled];
  return (code) => {
    for (let i = 0; i < doubled; i += 2) {
      if (bytes.readUInt16BE(ends + i) < code) continue;
      const first = bytes.readUInt16BE(starts + i);
      if (first > code) return 0;
      const delta = bytes.readUInt16BE(deltas + i);
      const range = bytes.readUInt16BE(ranges + i);
      if (range === 0) return (code + delta) & 0xffff;
      const glyph = bytes.readUInt16BE(ranges + i + range + 2 * (code - first));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}

let widths: { regular: Widths; bold: Widths } | undefined;

/** Width in pixels of one line of Inter at `size` pixels; weights from 600 on are semi-bold. */
export function textWidth(text: string, size: number, weight: number | string | undefined): number {
  widths ??= { regular: readWidths(FONT_FILES[0]!), bold: readWidths(FONT_FILES[1]!) };
  const widthOf = weight === 'bold' || Number(weight) >= 600 ? widths.bold : widths.regular;
  let em = 0;
  for (const character of text) em += widthOf(character.codePointAt(0)!);
  return em * size;
}
