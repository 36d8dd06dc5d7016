/**
 * How do runs stand in a Parquet file? One row a run, a column a metric; of a metric that is a ratio of two totals both, too, in
 * `<metric>#num` and `<metric>#den`. All rows of a file have the same metrics, so that what a run lacks is not read as undefined.
 */
import { readFile } from 'node:fs/promises';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { RunRow } from '../task/runRow.ts';

/** Rows with equal shapes may stand in one file. */
export function shapeOf({ error, metrics, ratios }: RunRow): string {
  if (error !== null) return 'failed';
  return JSON.stringify([
    Object.keys(metrics),
    Object.entries(ratios).map(([name, { scale, count }]) => [name, scale, count]),
  ]);
}

const RATIOS = 'ratios';

/** The bytes of a part: the same for the same rows. All rows have one shape. */
export function printPart(rows: readonly RunRow[]): Uint8Array {
  const [first] = rows;
  if (first === undefined) throw new RangeError('a part has at least one row');
  const ratios = Object.entries(first.ratios);
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: 'point', type: 'STRING', data: rows.map(({ point }) => point) },
      { name: 'replication', type: 'INT32', data: rows.map(({ replication }) => replication) },
      { name: 'seed', type: 'STRING', data: rows.map(({ seed }) => seed) },
      { name: 'fingerprint', type: 'INT64', data: rows.map(({ fingerprint }) => BigInt(fingerprint)) },
      { name: 'events', type: 'INT64', data: rows.map(({ events }) => BigInt(events)) },
      { name: 'error', type: 'STRING', nullable: true, data: rows.map(({ error }) => error) },
      ...Object.keys(first.metrics).map((name) => ({
        name,
        type: 'DOUBLE' as const,
        nullable: true,
        data: rows.map(({ metrics }) => metrics[name]!),
      })),
      ...ratios.flatMap(([name]) =>
        (['num', 'den'] as const).map((total) => ({
          name: `${name}#${total}`,
          type: 'DOUBLE' as const,
          data: rows.map((row) => row.ratios[name]![total]),
        })),
      ),
    ],
    // Least and greatest of every column would be half of a small part.
    statistics: false,
    createdBy: 'verisim',
    kvMetadata: [
      {
        key: RATIOS,
        value: JSON.stringify(Object.fromEntries(ratios.map(([name, { scale, count }]) => [name, { scale, count }]))),
      },
    ],
  });
  return new Uint8Array(buffer);
}

/** Which runs a part holds. */
export async function readKeys(file: string): Promise<{ point: string; replication: number; failed: boolean }[]> {
  const buffer = await bytesOf(file);
  const rows = await parquetReadObjects({ file: buffer, columns: ['point', 'replication', 'error'] });
  return rows.map(({ point, replication, error }) => ({ point, replication, failed: (error ?? null) !== null }));
}

/** The rows of a part: all, or those of some points; with all metrics, or some. */
export async function readPart(
  file: string,
  {
    points,
    metrics: wanted,
  }: { points?: ReadonlySet<string> | undefined; metrics?: readonly string[] | undefined } = {},
): Promise<RunRow[]> {
  const buffer = await bytesOf(file);
  const metadata = parquetMetadata(buffer);
  const kinds = JSON.parse(metadata.key_value_metadata?.find(({ key }) => key === RATIOS)?.value ?? '{}') as Record<
    string,
    { scale: number; count: boolean }
  >;
  const columns = metadata.schema.slice(1).map(({ name }) => name);
  const names = columns.filter(
    (name) => !OWN.includes(name) && !name.includes('#') && (wanted === undefined || wanted.includes(name)),
  );
  const ratios = names.filter((name) => Object.hasOwn(kinds, name));
  const rows = await parquetReadObjects({
    file: buffer,
    metadata,
    columns: [...OWN, ...names, ...ratios.flatMap((name) => [`${name}#num`, `${name}#den`])],
  });
  return rows
    .filter(({ point }) => points === undefined || points.has(point))
    .map((row): RunRow => {
      const error = row.error ?? null;
      const metrics: RunRow['metrics'] = {};
      const totals: RunRow['ratios'] = {};
      for (const name of names) metrics[name] = row[name] ?? null;
      for (const name of ratios) totals[name] = { num: row[`${name}#num`], den: row[`${name}#den`], ...kinds[name]! };
      return {
        point: row.point,
        replication: row.replication,
        seed: row.seed,
        fingerprint: Number(row.fingerprint),
        events: Number(row.events),
        error,
        metrics,
        ratios: totals,
      };
    });
}

const OWN = ['point', 'replication', 'seed', 'fingerprint', 'events', 'error'];

async function bytesOf(file: string): Promise<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = await readFile(file);
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}
