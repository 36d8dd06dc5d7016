/** When do jobs come? In clusters: each job makes further ones more likely for a while. */
import * as z from 'zod';
import { exp, log, log1p } from '../../engine/portable.ts';
import { rate } from '../../language/rate.ts';
import { defineRule } from '../contract.ts';

export const hawkes = defineRule({
  slot: 'arrivals',
  name: 'hawkes',
  summary: 'self-exciting arrivals: every job raises the rate by alpha, which decays at rate beta',
  schema: z
    .strictObject({
      mu: rate({ clock: 'job', description: 'rate of arrivals that nothing has excited' }),
      alpha: rate({ clock: 'job', description: 'by how much an arrival raises the rate; below beta' }),
      beta: rate({ clock: 'job', positive: true, description: 'rate at which what was raised decays' }),
    })
    .superRefine(({ alpha, beta }, ctx) => {
      if (alpha >= beta)
        ctx.addIssue({
          code: 'custom',
          path: ['alpha'],
          message: `is ${alpha}/s, so that each job brings ${alpha / beta} more on average and their number explodes`,
          params: { expected: `less than beta, ${beta}/s` },
        });
    }),
  formula:
    'rate(t) = mu + sum over past jobs of alpha exp(-beta (t - t_i)); mean rate mu / (1 - alpha / beta) once the empty start is forgotten',
  source: 'Hawkes (1971); exact simulation with two uniforms a job: Dassios, Zhao, Electron. Commun. Probab. 18 (2013)',
  bind({ mu, alpha, beta }, b) {
    const { flow } = b.scope;
    const gaps = b.draw('gap');
    const next = b.cells('next', 'f64');
    /** The rate above mu just after the last arrival. */
    const excess = b.cells('excess', 'f64');
    const arrive = b.event('arrive', () => {
      schedule();
      b.life.arrive(flow, -1);
    });

    /** The earlier one of two: the next that mu brings, and the next that the past excites, if it brings one at all. */
    function schedule(): void {
      const k = next.data[0]++;
      const raised = excess.data[0];
      let gap = -log(gaps.uniform(k, 0)) / mu;
      // P(none excited within s) = exp(-raised (1 - exp(-beta s)) / beta), solved for s.
      const decayed = raised > 0 ? (beta * log(gaps.uniform(k, 1))) / raised : -1;
      if (decayed > -1) gap = Math.min(gap, -log1p(decayed) / beta);
      excess.data[0] = raised * exp(-beta * gap) + alpha;
      b.engine.after(gap, arrive, flow);
    }

    return {
      start() {
        excess.data[0] = 0;
        if (mu > 0) schedule();
      },
    };
  },
});
