/** Which node serves a job? The one that the client has used so far, until a recheck finds it gone. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { downOf } from '../../network/tables.ts';
import { COPIES, defineRule } from '../contract.ts';

export const sticky = defineRule({
  slot: 'routing',
  name: 'sticky',
  summary: "the client's own node, drawn with equal chances and kept; looked up again after `recheck`",
  schema: z.strictObject({
    recheck: duration({
      clock: 'job',
      min: 0,
      description: 'how long a client keeps its node without looking',
    }).default(300),
  }),
  formula:
    'first use: uniform. Later: the same node; after recheck seconds it is kept if it is still listed. A job sent again: uniform, and kept where the request failed because the node is down',
  source:
    'OpenGradient SDK, client/tee_registry.py and tee_connection.py: random.choice, 300 s re-check, one retry elsewhere',
  bind({ recheck }, b) {
    const roster = b.roster();
    const draw = b.draw('route');
    const { jobs, clients } = b.tables;
    const kept = b.column(clients.table, 'node', 'i32', -1);
    const until = b.column(clients.table, 'until', 'f64');
    const down = downOf(b.tables.nodes);
    return {
      pick(job, attempt) {
        const client = jobs.client.data[job];
        const now = b.engine.now;
        const node = kept.data[client];
        if (attempt === 0 && node >= 0) {
          if (now < until.data[client]) return node;
          if (roster.includes(node)) {
            until.data[client] = now + recheck;
            return node;
          }
        }
        const n = roster.count;
        if (n === 0) return -1;
        const fresh = roster.at(Math.floor(draw.uniform(jobs.number.data[job], attempt) * n));
        // A further copy of a job is no reason to leave one's own node; that it is gone is, or that a request to it failed.
        if (node < 0 || !roster.includes(node) || (attempt >= COPIES && down.data[node] > 0)) {
          kept.data[client] = fresh;
          until.data[client] = now + recheck;
        }
        return fresh;
      },
    };
  },
});
