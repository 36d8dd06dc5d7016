/** How much of the token is free, and what is it worth? Told of scenarios that say when it becomes free, or how its price moves. */
import type { Simulation } from '../simulation/simulation.ts';
import type { Attached, Measure } from './measure.ts';
import { ratio } from './measure.ts';
import type { MetricInfo } from './record.ts';
import { perWindow, type Windows } from './windows.ts';

const FREE = 'what is locked becomes free at the end of an epoch; only of scenarios with token.allocation';
const MARKET = 'only of scenarios whose price is not constant';

const infos: MetricInfo[] = [
  {
    name: 'token.circulating',
    unit: 'token',
    kind: 'total',
    summary: 'supply less what is locked in the allocation',
    convention: `at the horizon; bonded tokens and those of treasury and foundation count; ${FREE}`,
  },
  {
    name: 'token.locked',
    unit: 'token',
    kind: 'total',
    summary: 'allocated, and not free yet',
    convention: `at the horizon; what is kept for emission counts; ${FREE}`,
  },
  {
    name: 'token.circulating_share',
    unit: 'share',
    kind: 'total',
    summary: 'circulating over supply',
    convention: `at the horizon; ${FREE}`,
  },
  {
    name: 'token.price_usd',
    unit: 'USD/token',
    kind: 'total',
    summary: 'market price of a token',
    convention: `at the horizon; ${MARKET}`,
  },
  {
    name: 'token.price_mean_usd',
    unit: 'USD/token',
    kind: 'total',
    summary: 'market price of a token over the run',
    convention: `time-weighted mean over the whole horizon; ${MARKET}`,
  },
  {
    name: 'token.quote_usd',
    unit: 'USD/token',
    kind: 'total',
    summary: 'price at which the network converts USD: the last one that its oracle read',
    convention: `at the horizon; ${MARKET} and that have an oracle`,
  },
];

function attach(run: Simulation, windows: Windows): Attached {
  const { world, scenario, vesting } = run;
  const { ledger, market } = world;
  const { token, horizon } = scenario;
  const unit = Number(`1e${token.decimals}`);
  const allocated = token.allocation !== undefined;
  const moves = token.price.rule !== 'constant';
  const asked = moves && token.oracle !== undefined;
  const circulatingPath = perWindow(run, windows, 'token/circulating');
  const lockedPath = perWindow(run, windows, 'token/locked');
  const pricePath = perWindow(run, windows, 'token/price');
  const quotePath = perWindow(run, windows, 'token/quote');
  const supply = () => ledger.total('mint', null) - ledger.total(null, 'burn');
  const locked = () => vesting.locked / unit;
  const circulating = () => Number(supply() - BigInt(vesting.locked)) / unit;

  return {
    window(w) {
      if (allocated) {
        lockedPath.data[w] = locked();
        circulatingPath.data[w] = circulating();
      }
      pricePath.data[w] = market.price;
      quotePath.data[w] = market.quote;
    },
    metrics() {
      return {
        ...(allocated && {
          'token.circulating': circulating(),
          'token.locked': locked(),
          'token.circulating_share': ratio(circulating(), Number(supply()) / unit),
        }),
        ...(moves && { 'token.price_usd': market.price, 'token.price_mean_usd': market.mean(horizon) }),
        ...(asked && { 'token.quote_usd': market.quote }),
      };
    },
    series() {
      const path = (values: Float64Array) => Array.from(values.subarray(0, windows.count));
      return {
        ...(allocated && {
          'token.circulating': path(circulatingPath.data),
          'token.locked': path(lockedPath.data),
        }),
        ...(moves && { 'token.price_usd': path(pricePath.data) }),
        ...(asked && { 'token.quote_usd': path(quotePath.data) }),
      };
    },
  };
}

export const token: Measure = { infos, attach };
