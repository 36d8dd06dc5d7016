/**
 * Do 95 % intervals contain the truth 95 times in 100? 1,000 experiments of eight short M/M/1 replications each, the warm-up
 * cut off: the Student t interval of the mean latency. Some 20 seconds; not part of `npm test`.
 */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/measures/run.ts';
import { meanInterval } from '../../src/stats/intervals.ts';
import { BANKS, flow, scenario } from '../support/scenario.ts';

describe('t intervals', () => {
  it('cover the mean latency of M/M/1 in 93 to 97 % of 1,000 experiments', async () => {
    const checked = await scenario({
      horizon: '500s',
      nodes: [{ group: 'n', count: 1 }],
      flows: [flow({ arrivals: { poisson: { rate: '0.5/s' } } })],
      measures: { windows: 10, warmup: '50s' },
    });
    const each = 8;
    let covered = 0;
    for (let experiment = 0; experiment < 1000; experiment++) {
      const latencies = Array.from({ length: each }, (_, i) => {
        const { metrics } = runScenario(checked, { replication: experiment * each + i, banks: BANKS });
        return metrics['latency.mean_seconds']!;
      });
      const { low, high } = meanInterval(latencies);
      if (low <= 2 && 2 <= high) covered++;
    }
    expect(covered / 1000).toBeGreaterThanOrEqual(0.93);
    expect(covered / 1000).toBeLessThanOrEqual(0.97);
  }, 300_000);
});
