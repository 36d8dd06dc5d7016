/** When do jobs come? At a rate that a Markov chain switches: quiet hours and bursts. */
import * as z from 'zod';
import { log } from '../../engine/portable.ts';
import { number } from '../../language/number.ts';
import { rate } from '../../language/rate.ts';
import { stationary } from '../../stats/stationary.ts';
import { defineRule } from '../contract.ts';

interface Chain {
  rates: number[];
  switching?: number[] | undefined;
  generator?: number[][] | undefined;
}

/** Rates from state to state: the generator's, or those of leaving for each of the others alike. */
function transitions({ rates, switching, generator }: Chain): number[][] {
  const n = rates.length;
  if (generator) return generator;
  return rates.map((_, i) => rates.map((_, j) => (i === j ? 0 : (switching?.[i] ?? 0) / (n - 1))));
}

/** What is wrong with the chain: at which parameter, what, and what was expected. */
function fault(chain: Chain): [path: PropertyKey[], message: string, expected: string] | undefined {
  const { rates, switching, generator } = chain;
  const n = rates.length;
  if ((switching === undefined) === (generator === undefined))
    return [
      [],
      `has ${switching ? 'both' : 'neither'} switching ${switching ? 'and' : 'nor'} generator`,
      'one of them',
    ];
  if (switching && switching.length !== n)
    return [['switching'], `has ${switching.length} rates for ${n} states`, `${n} rates`];
  if (generator && (generator.length !== n || generator.some((row) => row.length !== n)))
    return [['generator'], `is no square of ${n} states`, `${n} rows of ${n} numbers`];
  for (const [i, row] of (generator ?? []).entries()) {
    const out = row.reduce((sum, q, j) => (i === j ? sum : sum + q), 0);
    const negative = row.findIndex((q, j) => i !== j && q < 0);
    if (negative >= 0) return [['generator', i, negative], `is ${row[negative]}`, 'a rate of at least 0'];
    if (Math.abs(out + row[i]!) > 1e-9 * out)
      return [['generator', i, i], `is ${row[i]}`, `minus the other rates of its row, ${-out}`];
  }
  if (!stationary(transitions(chain)))
    return [[switching ? 'switching' : 'generator'], 'has states that are never left or never reached', 'one class'];
  return undefined;
}

export const mmpp = defineRule({
  slot: 'arrivals',
  name: 'mmpp',
  summary: 'Markov-modulated Poisson process: each state of a chain has its own rate of arrivals',
  schema: z
    .strictObject({
      rates: z
        .array(rate({ clock: 'job', description: 'jobs per second in this state' }))
        .min(2)
        .max(64)
        .describe('rate of arrivals in each state'),
      switching: z
        .array(rate({ clock: 'job', description: 'per second' }))
        .describe('rate at which each state is left, for any other with equal chances. Give this or `generator`.')
        .optional(),
      generator: z
        .array(z.array(number({ unit: '1/s' })))
        .describe('row i, column j: rate per second of going from state i to j; each row sums to 0')
        .optional(),
    })
    .superRefine((chain, ctx) => {
      const found = fault(chain);
      if (!found) return;
      const [path, message, expected] = found;
      ctx.addIssue({ code: 'custom', path, message, params: { expected } });
    }),
  formula:
    'job k comes when the integral of rates[state(t)] reaches e_0 + ... + e_k, e_k = -ln(u_k); stays are exponential; the first state is drawn from the stationary distribution',
  source: 'Fischer, Meier-Hellstern, "The Markov-modulated Poisson process cookbook", Performance Evaluation 18 (1993)',
  bind(chain, b) {
    const { flow } = b.scope;
    const { rates } = chain;
    const n = rates.length;
    const moves = transitions(chain);
    const leaving = moves.map((row, i) => row.reduce((sum, q, j) => (i === j ? sum : sum + q), 0));
    const initial = stationary(moves)!;
    const gaps = b.draw('gap');
    const stays = b.draw('state');
    const next = b.cells('next', 'f64');
    /** Stays begun so far; the state of the last one, its end, and up to where the rate has been integrated. */
    const begun = b.cells('begun', 'f64');
    const state = b.cells('state', 'i32');
    const until = b.cells('until', 'f64');
    const reached = b.cells('reached', 'f64');
    const arrive = b.event('arrive', () => {
      schedule();
      b.life.arrive(flow, -1);
    });

    /** Begins a stay at a time; what a stay draws belongs to its number. */
    function stay(chosen: number, from: number): void {
      state.data[0] = chosen;
      until.data[0] = from - log(stays.uniform(begun.data[0]++, 0)) / leaving[chosen];
    }

    /** Where the stay that ends now goes. */
    function successor(): number {
      const from = state.data[0];
      let point = stays.uniform(begun.data[0] - 1, 1) * leaving[from];
      let to = -1;
      for (let j = 0; j < n && point >= 0; j++) {
        if (j === from || moves[from][j] === 0) continue;
        to = j;
        point -= moves[from][j];
      }
      return to;
    }

    function schedule(): void {
      let left = -log(gaps.uniform(next.data[0]++, 0));
      let time = reached.data[0];
      let gained = rates[state.data[0]] * (until.data[0] - time);
      while (left > gained) {
        left -= gained;
        time = until.data[0];
        stay(successor(), time);
        gained = rates[state.data[0]] * (until.data[0] - time);
      }
      time = Math.min(time + left / rates[state.data[0]], until.data[0]);
      reached.data[0] = time;
      b.engine.at(time, arrive, flow);
    }

    return {
      start() {
        if (!rates.some((rate) => rate > 0)) return;
        let point = stays.uniform(begun.data[0], 2);
        let first = 0;
        while (first < n - 1 && point >= initial[first]) point -= initial[first++];
        reached.data[0] = b.engine.now;
        stay(first, b.engine.now);
        schedule();
      },
    };
  },
});
