/** Was char-lm shipped with inputs that it was not trained on? */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tokensOf } from '../../scenarios/models/char-lm/evaluate.ts';

const read = (file: string) => readFileSync(new URL(`../../scenarios/models/char-lm/${file}`, import.meta.url), 'utf8');

it('the inputs of char-lm are windows of the text that it was not trained on', () => {
  const text = read('text.txt');
  const holdOut = tokensOf(text.slice(Math.round(text.length * 0.85)));
  const joined = `,${holdOut.join(',')},`;
  const inputs = JSON.parse(read('inputs.json')) as number[][];
  expect(inputs).toHaveLength(256);
  for (const input of inputs) {
    expect(input).toHaveLength(64);
    expect(joined).toContain(`,${input.join(',')},`);
  }
});
