/** Do the cards of the shipped models tell the quality that the shipped files have? Every model is run on its whole hold-out part. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { evaluate as characters } from '../../scenarios/models/char-lm/evaluate.ts';
import { evaluate as returns } from '../../scenarios/models/eth-forecast/evaluate.ts';
import { evaluate as volatility } from '../../scenarios/models/eth-volatility/evaluate.ts';

const folder = (model: string) => new URL(`../../scenarios/models/${model}/`, import.meta.url);
const read = (model: string, file: string) => readFileSync(new URL(file, folder(model)), 'utf8');

/** Every row of the card's table is what the files give. int8 kernels differ between machine classes: not to the digit. */
function told(card: string, rows: Record<string, object>, within: number): void {
  for (const [name, row] of Object.entries(rows)) {
    const line = card.split('\n').find((one) => one.startsWith(`| ${name} |`));
    const cells = line?.split('|').slice(2, -1);
    for (const [i, value] of (Object.values(row) as number[]).entries()) {
      if (Number.isNaN(value)) expect(cells![i]!.trim(), name).toBe('');
      else expect(Math.abs(Number(cells![i]) - value), name).toBeLessThan(within);
    }
  }
}

it('the card of eth-volatility tells the hold-out quality that the shipped files have', {
  timeout: 60_000,
}, async () => {
  const { hours, rows } = await volatility();
  const card = read('eth-volatility', 'README.md');
  expect(card).toContain(`${hours} hours`);
  told(card, rows, 0.005);
  // The reason to run the network at all: it beats repeating what the market just did.
  expect(rows.model!.qlike).toBeLessThan(rows['the last ten hours again']!.qlike);
  expect(rows.model!.correlation).toBeGreaterThan(rows['the last hour again']!.correlation);
});

it('the card of eth-forecast tells the hold-out quality, which is none', { timeout: 60_000 }, async () => {
  const { hours, rows } = await returns();
  const card = read('eth-forecast', 'README.md');
  expect(card).toContain(`${hours} hours`);
  told(card, rows, 0.002);
  expect(card).toContain('Nothing is forecast');
  // No better and hardly worse than saying that nothing changes, and within chance of no correlation.
  for (const name of ['model', 'int8', 'substitute']) {
    expect(Math.abs(rows[name]!.r2)).toBeLessThan(0.002);
    expect(Math.abs(rows[name]!.correlation)).toBeLessThan(4 / Math.sqrt(hours));
    expect(rows[name]!.r2).toBeGreaterThan(rows['the last hour again']!.r2 + 0.5);
  }
});

it('the card of char-lm tells the hold-out quality that the shipped files have', { timeout: 60_000 }, async () => {
  const { characters: count, rows } = await characters();
  const card = read('char-lm', 'README.md');
  expect(card).toContain(`${count} characters`);
  told(card, rows, 0.005);
  expect(rows.model!.nats).toBeLessThan(rows.substitute!.nats - 0.1);
  expect(rows.substitute!.nats).toBeLessThan(rows['counts of pairs']!.nats - 0.5);
});
