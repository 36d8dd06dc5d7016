/** How did the base fee of compute move, and did it keep the work sold at its target? Told where the price rule is eip1559. */
import { baseFeeHistory } from '../rules/baseFee.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { Attached, Measure } from './measure.ts';
import type { MetricInfo } from './record.ts';

const TOLD =
  'over the blocks of compute that ended before the last job came; told only where the price rule is eip1559';

const infos: MetricInfo[] = [
  {
    name: 'price.base_fee',
    unit: 'token/s',
    kind: 'total',
    summary: 'base fee of a second of work after the last block',
    convention: TOLD,
  },
  {
    name: 'price.base_fee_mean',
    unit: 'token/s',
    kind: 'total',
    summary: 'base fee of a second of work, mean over blocks',
    convention: TOLD,
  },
  {
    name: 'price.work_over_target',
    unit: 'ratio',
    kind: 'total',
    summary: 'work sold in a block over the target',
    convention: `mean over blocks; ${TOLD}`,
  },
];

function attach(run: Simulation): Attached {
  const { scenario, world } = run;
  const plans = [scenario, ...scenario.changes.map((change) => change.scenario)];
  if (plans.every(({ incentives }) => incentives.price.rule !== 'eip1559')) return { metrics: () => ({}) };
  const unit = Number(`1e${scenario.token.decimals}`);
  return {
    metrics() {
      const history = baseFeeHistory(world.store);
      return {
        'price.base_fee': history === null ? null : history.fee / unit,
        'price.base_fee_mean': history === null ? null : history.mean / unit,
        'price.work_over_target': history?.load ?? null,
      };
    },
  };
}

export const baseFee: Measure = { infos, attach };
