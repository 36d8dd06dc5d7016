/** What does a terminal get? Results on stdout; progress and colour only where somebody looks. */

type Style = (text: string) => string;

const coloured = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb';

/** Styles for text on `stream`; plain when it is no terminal or NO_COLOR is set (no-color.org). */
export function styles(stream: NodeJS.WriteStream): { bold: Style; faint: Style; warn: Style } {
  const style = (on: number, off: number): Style =>
    coloured(stream) ? (text) => `\u001b[${on}m${text}\u001b[${off}m` : (text) => text;
  return { bold: style(1, 22), faint: style(2, 22), warn: style(33, 39) };
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

export interface Progress {
  show(what: string, done: number, total: number): void;
  /** Takes the bar away. */
  end(): void;
}

const BAR = 24;

/** One line on stderr that is written over; nothing at all where stderr is no terminal, or `quiet`. */
export function progress(label: string, quiet: boolean): Progress {
  const { stderr } = process;
  if (quiet || stderr.isTTY !== true) return { show() {}, end() {} };
  const clear = '\r\u001b[2K';
  return {
    show(what, done, total) {
      const filled = Math.round((BAR * done) / Math.max(1, total));
      const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
      const share = `${Math.floor((100 * done) / Math.max(1, total))} %`;
      const text = `${label}  ${bar} ${share.padStart(5)}  ${what}`;
      stderr.write(clear + text.slice(0, Math.max(20, (stderr.columns ?? 80) - 1)));
    },
    end() {
      stderr.write(clear);
    },
  };
}

/** Text broken at spaces into lines of at most `width` characters, each after the first begun with `indent`. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.join('\n');
}

/** Columns padded to their widest cell, two spaces apart; those in `right` are aligned to the right. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, [...cell].length);
    });
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const space = ' '.repeat(widths[i]! - [...cell].length);
        return right.includes(i) ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd(),
  );
}
