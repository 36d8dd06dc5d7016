/** How are rows told as they come? As a table, or as one JSON array, neither of which is ever held as a whole. */
import { once } from 'node:events';
import { type Evidence, errorText, numberText, paramsText } from '../check/evidence.ts';
import type { Outcome } from '../check/run.ts';
import { columns, print, styles, wrap } from './terminal.ts';

export interface RowPrinter {
  /** Waits while whoever reads is behind: what is not read is not piled up. */
  add(outcome: Outcome): Promise<void>;
  end(evidence: Evidence): void;
}

/** `[{id, label, params, expected, value, se, verdict, reason?}, ...]` on stdout. */
export function jsonPrinter(): RowPrinter {
  let begun = false;
  return {
    async add({ id, label, params, expected, value, se, verdict, reason }) {
      const row = { id, label, params, expected, value, se, verdict, ...(reason === undefined ? {} : { reason }) };
      const text = `${begun ? ',\n' : '[\n'}${JSON.stringify(row)}`;
      begun = true;
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    },
    end() {
      print(begun ? '\n]' : '[]');
    },
  };
}

/** Rows that share their widths. */
const PORTION = 400;
const HEAD = ['id', 'label', 'parameters', 'published', 'measured', 'se', 'verdict'];

/** A table, in portions. */
export function tablePrinter(quiet: boolean): RowPrinter {
  const { bold, warn } = styles(process.stdout);
  let held: Outcome[] = [];
  const flush = (): void => {
    if (quiet || held.length === 0) return;
    const cells = held.map(({ id, label, params, expected, value, se, verdict }) => [
      id,
      label,
      paramsText(params),
      numberText(expected),
      value === null ? '' : numberText(value),
      se === null ? '' : errorText(se),
      verdict,
    ]);
    const [head, ...lines] = columns([HEAD, ...cells], [3, 4, 5]);
    print(bold(head!));
    lines.forEach((line, i) => {
      const { verdict, reason } = held[i]!;
      print(verdict === 'pass' ? line : warn(line));
      if (reason !== undefined) print(`    ${wrap(reason, 112, '    ')}`);
    });
    held = [];
  };
  return {
    async add(outcome) {
      held.push(outcome);
      if (held.length < PORTION) return;
      flush();
      if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
    },
    end(evidence) {
      flush();
      if (quiet) return;
      print(`\n${evidence.inWords}; seed ${evidence.seed}.`);
      if (evidence.refusals !== undefined) print(`${wrap(`${evidence.refusals}.`, 120)}`);
    },
  };
}
