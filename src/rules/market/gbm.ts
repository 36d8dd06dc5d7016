/** What is a token worth? A geometric Brownian motion, seen at equal steps. */
import * as z from 'zod';
import { exp } from '../../engine/portable.ts';
import { normalQuantile } from '../../engine/special/normal.ts';
import { duration } from '../../language/duration.ts';
import { number } from '../../language/number.ts';
import { defineRule } from '../contract.ts';

/** Julian year, s. */
const YEAR = 31_557_600;

export const gbm = defineRule({
  slot: 'market',
  name: 'gbm',
  summary: 'a price whose logarithm is a random walk: geometric Brownian motion',
  schema: z.strictObject({
    start: number({ positive: true, unit: 'USD per token', description: 'price at time 0' }),
    drift: number({
      unit: '1/year',
      description: 'growth of the expected price: E P(t) = start x exp(drift t)',
    }).default(0),
    volatility: number({ min: 0, unit: '1/sqrt(year)', description: "standard deviation of a year's log return" }),
    step: duration({ clock: 'economy', positive: true, description: 'time between two prices' }).prefault('1h'),
  }),
  formula: 'P(t + dt) = P(t) exp((drift - volatility^2 / 2) dt + volatility sqrt(dt) Z), exact in distribution',
  source:
    'Samuelson 1965; Z by inversion of the keyed draw (seed, step number): runs that differ elsewhere share the path',
  bind({ start, drift, volatility, step }, b) {
    const luck = b.draw('token price');
    const steps = b.cells('steps', 'f64');
    const dt = step / YEAR;
    const mean = (drift - (volatility * volatility) / 2) * dt;
    const deviation = volatility * Math.sqrt(dt);
    const move = b.event(
      'move',
      () => {
        const z = normalQuantile(luck.uniform(steps.data[0]++, 0));
        b.market.move(b.market.price * exp(mean + deviation * z), b.engine.now);
        b.engine.at((steps.data[0] + 1) * step, move, 0);
      },
      { priority: 5 },
    );
    return {
      start() {
        b.market.open(start);
        b.engine.at(step, move, 0);
      },
    };
  },
});
