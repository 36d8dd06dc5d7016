/** Which files hold a result, and what is in each? Text of the data files; charts and report are made from them. */

import type { DistanceRow, EntityResult, LedgerResult, OffenceResult, Result, SeriesRow, Summary } from './result.ts';
import type { Columns } from './table.ts';
import { printTable, readTable } from './table.ts';

const SERIES: Columns<SeriesRow> = {
  time: 'number',
  metric: 'text',
  mean: 'number?',
  lo: 'number?',
  hi: 'number?',
  n: 'number',
};

const ENTITIES: Columns<EntityResult> = {
  replication: 'number',
  role: 'text',
  id: 'number',
  group: 'text',
  operator: 'number',
  region: 'text',
  provider: 'text',
  adversary: 'text',
  status: 'text',
  jobs: 'number',
  executions: 'number',
  utilization: 'number',
  revenue: 'number',
  stake: 'number',
  reputation: 'number',
  offences: 'number',
  convictions: 'number',
  falseConvictions: 'number',
  slashed: 'number',
};

const LEDGER: Columns<LedgerResult> = {
  replication: 'number',
  from: 'text',
  to: 'text',
  reason: 'text',
  asset: 'text',
  amount: 'text',
};

const OFFENCES: Columns<OffenceResult> = {
  replication: 'number',
  kind: 'text',
  time: 'number',
  flow: 'text',
  job: 'number',
  node: 'number',
  operator: 'number',
  adversary: 'text',
  behaviour: 'text',
  value_usd: 'number',
  fate: 'text',
  settled: 'number?',
};

const DISTANCES: Columns<DistanceRow> = {
  model: 'text',
  metric: 'text',
  class_a: 'text',
  class_b: 'text',
  kind: 'text',
  half: 'text',
  bin_low: 'number',
  bin_high: 'number',
  count: 'number',
  threshold: 'number',
};

/** Content by path within the directory. */
export type Files = Map<string, string | Uint8Array>;

export const MANIFEST_FILE = 'manifest.json';
/** The page, and the folder of its charts. */
export const REPORT_FILE = 'report.html';
export const CHARTS = 'charts';
export type Data = Omit<Result, 'manifest'>;

/** The data files of a result, all but its manifest. */
export function dataFiles(data: Data): Files {
  return new Map([
    ['summary.json', printJson(data.summary)],
    ['timeseries.csv', printTable(SERIES, data.series)],
    ['entities.csv', printTable(ENTITIES, data.entities)],
    ['ledger.csv', printTable(LEDGER, data.ledger)],
    ['offences.csv', printTable(OFFENCES, data.offences)],
    ['distances.csv', printTable(DISTANCES, data.distances)],
  ]);
}

/** The inverse of `dataFiles`; `text` gives the content of a file of the directory. */
export function parseData(text: (path: string) => string): Data {
  return {
    summary: JSON.parse(text('summary.json')) as Summary,
    series: readTable(SERIES, text('timeseries.csv'), 'timeseries.csv'),
    entities: readTable(ENTITIES, text('entities.csv'), 'entities.csv'),
    ledger: readTable(LEDGER, text('ledger.csv'), 'ledger.csv'),
    offences: readTable(OFFENCES, text('offences.csv'), 'offences.csv'),
    distances: readTable(DISTANCES, text('distances.csv'), 'distances.csv'),
  };
}

export function printJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
