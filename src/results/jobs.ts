/** How are traced jobs written? As Parquet, one row a job, all replications one below the other. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import { type JobColumns, lossName } from '../measures/jobTrace.ts';

export const JOBS_FILE = 'jobs.parquet';

export interface TracedJobs {
  replication: number;
  jobs: JobColumns;
}

export interface JobNames {
  /** By index. */
  flows: readonly string[];
  /** Base units per token. */
  unit: number;
  /** Probability with which a job is in the trace. */
  share: number;
}

/** The bytes of jobs.parquet: the same for the same jobs. Times in seconds, null where there is none. */
export function printJobs(traced: readonly TracedJobs[], { flows, unit, share }: JobNames): Uint8Array {
  const all = <T>(pick: (jobs: JobColumns, row: number, replication: number) => T): T[] =>
    traced.flatMap(({ replication, jobs }) => Array.from(jobs.flow, (_, row) => pick(jobs, row, replication)));
  const known = (value: number): number | null => (value < 0 ? null : value);
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: 'replication', type: 'INT32', data: all((_, __, replication) => replication) },
      { name: 'flow', type: 'STRING', data: all((jobs, row) => flows[jobs.flow[row]]) },
      { name: 'job', type: 'INT64', data: all((jobs, row) => BigInt(jobs.number[row])) },
      { name: 'client', type: 'INT32', data: all((jobs, row) => jobs.client[row]) },
      { name: 'arrived', type: 'DOUBLE', data: all((jobs, row) => jobs.arrived[row]) },
      { name: 'size', type: 'DOUBLE', data: all((jobs, row) => jobs.size[row]) },
      { name: 'value_usd', type: 'DOUBLE', data: all((jobs, row) => jobs.value[row]) },
      { name: 'fee_tokens', type: 'DOUBLE', nullable: true, data: all((jobs, row) => known(jobs.fee[row] / unit)) },
      { name: 'node', type: 'INT32', nullable: true, data: all((jobs, row) => known(jobs.node[row])) },
      { name: 'wait', type: 'DOUBLE', nullable: true, data: all((jobs, row) => known(jobs.wait[row])) },
      { name: 'answered', type: 'DOUBLE', nullable: true, data: all((jobs, row) => known(jobs.answered[row])) },
      { name: 'closed', type: 'DOUBLE', nullable: true, data: all((jobs, row) => known(jobs.closed[row])) },
      { name: 'loss', type: 'STRING', nullable: true, data: all((jobs, row) => lossName(jobs.loss[row])) },
      { name: 'executions', type: 'INT32', data: all((jobs, row) => jobs.executions[row]) },
      { name: 'wrong', type: 'BOOLEAN', data: all((jobs, row) => jobs.wrong[row] === 1) },
      { name: 'convicted', type: 'INT32', data: all((jobs, row) => jobs.convicted[row]) },
    ],
    createdBy: 'verisim',
    kvMetadata: [{ key: 'inclusion_probability', value: String(share) }],
  });
  return new Uint8Array(buffer);
}
