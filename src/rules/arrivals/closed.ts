/** When do jobs come? A while after the last one of the same client ended: so many clients, who wait for their answers. */
import * as z from 'zod';
import { sampler } from '../../engine/samplers/sampler.ts';
import { distribution } from '../../language/distribution.ts';
import { defineRule } from '../contract.ts';

/** Room for clients below each round of jobs in the numbers that think times are drawn by; a flow has 10^7 at most. */
const ROOM = 16_777_216;

export const closed = defineRule({
  slot: 'arrivals',
  name: 'closed',
  summary:
    "each of the flow's clients sends its next job a think time after its last one was answered, lost or refused",
  schema: z.strictObject({
    think: distribution({
      unit: 'duration',
      clock: 'job',
      positive: true,
      description: 'time from the end of a job to the next of the same client',
    }),
  }),
  formula: 'throughput = clients / (mean response + mean think time)',
  source:
    'finite-source queues; Lazowska et al., Quantitative System Performance (1984), ch. 3: the interactive response time law',
  bind({ think }, b) {
    const { flow } = b.scope;
    const { clients, jobs } = b.tables;
    const times = sampler(think);
    const draw = b.draw('think');
    /** Think times drawn, and when the job under way came; -1: the client thinks. */
    const rests = b.column(clients.table, 'rests', 'f64');
    const since = b.column(clients.table, 'since', 'f64', -1);
    let first = 0;
    while (first < clients.table.size && clients.flow.data[first] !== flow) first++;
    let end = first;
    while (end < clients.table.size && clients.flow.data[end] === flow) end++;
    const wake = b.event('wake', (client) => {
      since.data[client] = b.engine.now;
      b.life.arrive(flow, -1, client);
    });

    function rest(client: number): void {
      since.data[client] = -1;
      const number = rests.data[client]++ * ROOM + client - first;
      b.engine.after(times.quantile(draw.uniform(number, 0)), wake, client);
    }

    return {
      start() {
        // Taken up in mid-run, clients whose job is under way wait for it first.
        for (let client = first; client < end; client++) since.data[client] = -1;
        for (let job = 0; job < jobs.table.size; job += jobs.table.stride)
          if (jobs.flow.data[job] === flow && jobs.answered.data[job] < 0 && jobs.closed.data[job] === 0) {
            const client = jobs.client.data[job];
            since.data[client] = Math.max(since.data[client], jobs.arrived.data[job]);
          }
        for (let client = first; client < end; client++) if (since.data[client] < 0) rest(client);
      },
      left(job) {
        const client = jobs.client.data[job];
        if (since.data[client] === jobs.arrived.data[job]) rest(client);
      },
    };
  },
});
