/** When do jobs come? When a recorded trace says so. */
import * as z from 'zod';
import { csvTable } from '../../language/csvTable.ts';
import { defineRule } from '../contract.ts';

const columns = {
  time: { required: true, min: 0, ascending: true, summary: 'arrival, seconds from the start of the run' },
  size: {
    required: false,
    min: 0,
    summary: 'work at speed 1, seconds; drawn from the model when the column is missing',
  },
};

export const trace = defineRule({
  slot: 'arrivals',
  name: 'trace',
  summary: 'arrivals (and sizes) read from a CSV file with the columns time and, if it has it, size, in seconds',
  schema: z.strictObject({ file: csvTable(columns, { description: 'CSV file with a header line: time, size' }) }),
  formula: 'job k comes at time_k with size_k',
  source: 'trace-driven simulation',
  bind({ file }, b) {
    const { flow } = b.scope;
    const { time, size } = file.columns;
    const next = b.cells('next', 'f64');
    const arrive = b.event('arrive', () => {
      const k = next.data[0]++;
      schedule();
      b.life.arrive(flow, size ? size[k] : -1);
    });
    function schedule(): void {
      const k = next.data[0];
      if (k < time.length) b.engine.at(Math.max(time[k], b.engine.now), arrive, flow);
    }
    return {
      start() {
        // Taken up in mid-run, a trace begins with what is still to come.
        next.data[0] = 0;
        while (next.data[0] < time.length && time[next.data[0]] < b.engine.now) next.data[0]++;
        schedule();
      },
    };
  },
});
