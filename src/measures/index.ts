/** Every measure there is. Adding one: its file, and its line here. */
import { decentralization } from './decentralization.ts';
import { economy } from './economy.ts';
import { fraud } from './fraud.ts';
import type { MetricInfo } from './record.ts';
import { throughput } from './throughput.ts';

/** Everything that `list metrics` shows, in the order of the three questions. */
export const metricCatalogue: MetricInfo[] = [decentralization, fraud, economy, throughput].flatMap((measure) => [
  ...measure.infos,
]);
