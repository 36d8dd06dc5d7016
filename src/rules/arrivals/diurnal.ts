/** When do jobs come? At a rate that rises and falls with the time of day. */
import * as z from 'zod';
import { log } from '../../engine/portable.ts';
import { sineOfTurns } from '../../engine/sine.ts';
import { duration } from '../../language/duration.ts';
import { number } from '../../language/number.ts';
import { rate } from '../../language/rate.ts';
import { share } from '../../language/share.ts';
import { defineRule } from '../contract.ts';

const HOURS = 24;

export const diurnal = defineRule({
  slot: 'arrivals',
  name: 'diurnal',
  summary: 'Poisson arrivals whose rate follows a daily cycle: a sine, or a profile of 24 values',
  schema: z
    .strictObject({
      rate: rate({ clock: 'job', description: 'jobs per second, on average over a period' }),
      amplitude: share({ description: 'by which share of the rate it swings. Give this or `profile`.' }).optional(),
      profile: z
        .array(number({ min: 0 }))
        .length(HOURS)
        .describe('the rate in each 24th of the period, relative to the others; their mean stands for `rate`')
        .optional(),
      period: duration({ clock: 'economy', positive: true, description: 'length of a cycle' }).default(86_400),
      phase: duration({ clock: 'economy', description: 'how far into a cycle the run begins' }).default(0),
    })
    .superRefine(({ amplitude, profile }, ctx) => {
      const complain = (path: PropertyKey[], message: string, expected: string) =>
        ctx.addIssue({ code: 'custom', path, message, params: { expected } });
      if (amplitude === undefined && profile === undefined)
        complain([], 'has neither amplitude nor profile', 'one of them');
      else if (amplitude !== undefined && profile !== undefined)
        complain([], 'has both amplitude and profile', 'one of them');
      else if (profile && !profile.some((value) => value > 0)) complain(['profile'], 'is 0 all day', 'a value above 0');
    }),
  formula:
    'rate(t) = rate (1 + amplitude sin(2 pi (t + phase) / period)), or rate profile[hour] / mean(profile), by thinning a Poisson process of the greatest rate',
  source: 'Lewis, Shedler, "Simulation of nonhomogeneous Poisson processes by thinning", NRLQ 26 (1979)',
  bind({ rate, amplitude = 0, profile, period, phase }, b) {
    const { flow } = b.scope;
    const mean = profile ? profile.reduce((a, value) => a + value, 0) / HOURS : 1;
    const factors = profile?.map((value) => value / mean);
    const highest = factors ? Math.max(...factors) : 1 + amplitude;
    const gaps = b.draw('gap');
    /** Number of the next candidate: its gap and whether it stays belong to it. */
    const next = b.cells('next', 'f64');
    const arrive = b.event('arrive', () => {
      schedule();
      b.life.arrive(flow, -1);
    });

    function factor(time: number): number {
      const turns = (time + phase) / period;
      if (!factors) return 1 + amplitude * sineOfTurns(turns);
      return factors[Math.floor((turns - Math.floor(turns)) * HOURS)];
    }

    function schedule(): void {
      let time = b.engine.now;
      let stays = false;
      while (!stays) {
        const k = next.data[0]++;
        time -= log(gaps.uniform(k, 0)) / (rate * highest);
        stays = gaps.uniform(k, 1) * highest < factor(time);
      }
      b.engine.at(time, arrive, flow);
    }

    return {
      start() {
        if (rate > 0) schedule();
      },
    };
  },
});
