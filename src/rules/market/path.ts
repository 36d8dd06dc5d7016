/** What is a token worth? What a recorded or made-up path says. */
import * as z from 'zod';
import { csvTable } from '../../language/csvTable.ts';
import { defineRule } from '../contract.ts';

const columns = {
  time: { required: true, min: 0, ascending: true, summary: 'from when on, seconds from the start of the run' },
  // A price of 0 would make every fee in USD infinitely many tokens.
  price: { required: true, min: 1e-12, summary: 'USD per token' },
};

export const path = defineRule({
  slot: 'market',
  name: 'path',
  summary: 'prices read from a CSV file with the columns time (s) and price (USD per token)',
  schema: z.strictObject({ file: csvTable(columns, { description: 'CSV file with a header line: time, price' }) }),
  formula: 'P(t) = price of the last row with time <= t; before the first row, its price',
  source: 'recorded prices, or a scenario of the future',
  bind({ file }, b) {
    const { time, price } = file.columns;
    const next = b.cells('next', 'f64');
    const move = b.event(
      'move',
      () => {
        b.market.move(price[next.data[0]++], b.engine.now);
        schedule();
      },
      { priority: 5 },
    );
    function schedule(): void {
      const k = next.data[0];
      if (k < time.length) b.engine.at(time[k], move, 0);
    }
    return {
      start() {
        b.market.open(price[0]);
        schedule();
      },
    };
  },
});
