/**
 * How is a file of rows read, however long it is? A JSON array of objects, one object at a time: what is held is a chunk of the
 * file and the row under way.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { CheckError, type Row, rowOf } from './rows.ts';

/** Characters of one row at most: a bracket that is never closed must not become the whole file. */
const LONGEST = 1 << 20;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;
const COMMA = 0x2c;
const LINE = 0x0a;
const BLANK = new Set([0x20, 0x09, 0x0d, LINE, 0xfeff]);

/** Rows of a file with their places (`file:line`). Throws CheckError where it is no array of rows, or cannot be read. */
export async function* readRows(file: string): AsyncGenerator<{ row: Row; place: string }> {
  const texts = objects(file);
  for await (const { text, line } of texts) {
    const place = `${file}:${line}`;
    let read: unknown;
    try {
      read = JSON.parse(text);
    } catch (error) {
      throw new CheckError(`${place}: is no JSON: ${(error as Error).message}`);
    }
    yield { row: rowOf(read, place), place };
  }
}

/** Where in the file the reader is. */
type Where = 'before' | 'first' | 'row' | 'after' | 'next' | 'end';

async function* objects(file: string): AsyncGenerator<{ text: string; line: number }> {
  let where: Where = 'before';
  let line = 1;
  let start = 1;
  let depth = 0;
  let quoted = false;
  let escaped = false;
  let held = '';
  const refuse = (expected: string): never => {
    throw new CheckError(`${file}:${line}: expected ${expected}; a row file is a JSON array of objects [{...}, ...]`);
  };
  for await (const chunk of chunksOf(file)) {
    let begin = 0;
    for (let i = 0; i < chunk.length; i++) {
      const code = chunk.charCodeAt(i);
      if (code === LINE) line++;
      if (where === 'row') {
        if (escaped) escaped = false;
        else if (quoted) {
          if (code === BACKSLASH) escaped = true;
          else if (code === QUOTE) quoted = false;
        } else if (code === QUOTE) quoted = true;
        else if (code === OPEN_MAP || code === OPEN_ARRAY) depth++;
        else if ((code === CLOSE_MAP || code === CLOSE_ARRAY) && --depth === 0) {
          yield { text: held + chunk.slice(begin, i + 1), line: start };
          held = '';
          where = 'after';
        }
      } else if (BLANK.has(code)) continue;
      else if (where === 'before') {
        if (code !== OPEN_ARRAY) refuse('[');
        where = 'first';
      } else if (where === 'end') refuse('nothing after the closing ]');
      else if (where === 'after') {
        if (code === COMMA) where = 'next';
        else if (code === CLOSE_ARRAY) where = 'end';
        else refuse(', or ]');
      } else if (code === CLOSE_ARRAY && where === 'first') where = 'end';
      else {
        if (code !== OPEN_MAP) refuse('{');
        where = 'row';
        depth = 1;
        begin = i;
        start = line;
      }
    }
    if (where === 'row') held += chunk.slice(begin);
    if (held.length > LONGEST) refuse(`the row that begins at line ${start} to be shorter than ${LONGEST} characters`);
  }
  if ((where as Where) !== 'end')
    refuse((where as Where) === 'row' ? `the end of the row that begins at line ${start}` : 'a closing ]');
}

async function* chunksOf(file: string): AsyncGenerator<string> {
  try {
    if (!(await stat(file)).isFile())
      throw new CheckError(`${file}: is no file; rows are read twice, which a folder or a pipe cannot be`);
    for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 16 }))
      yield chunk as string;
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    throw new CheckError(`${file}: ${(error as Error).message}`);
  }
}
