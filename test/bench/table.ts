/** How is a benchmark shown? Aligned columns, and for each row its medians over interleaved rounds. */

export type Cell = string | number | null;

/** Prints a table with a title; numbers to three digits, null as a dash. */
export function printTable(title: string, header: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const text = [header.map(String), ...rows.map((row) => row.map(show))];
  const widths = header.map((_, column) => Math.max(...text.map((row) => row[column]!.length)));
  const lines = text.map((row) =>
    row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  '),
  );
  process.stdout.write(`\n${title}\n${lines[0]}\n${'-'.repeat(lines[0]!.length)}\n${lines.slice(1).join('\n')}\n`);
}

function show(cell: Cell): string {
  if (cell === null) return '-';
  if (typeof cell === 'string') return cell;
  const digits = Math.abs(cell) >= 100 ? 0 : Math.abs(cell) >= 10 ? 1 : 2;
  const [whole, part] = cell.toFixed(digits).split('.');
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ',');
  return part === undefined ? grouped : `${grouped}.${part}`;
}

/** Median; null of nothing. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** How many times the second fits into the first; null when either is missing. */
export function ratio(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a / b;
}

export function times(value: number | null): string | null {
  return value === null ? null : `${show(value)}x`;
}
