/** What lies on the shared file system between a submission and its array tasks; test/slow/slurm.test.ts has the real Slurm. */
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slurmSettings } from '../../../src/api/executor.ts';
import { slurmGiven } from '../../../src/cli/executor.ts';
import { slurm } from '../../../src/experiment/file/slurm.ts';
import { doPlace } from '../../../src/experiment/slurm/place.ts';
import { writeArrayScript } from '../../../src/experiment/slurm/script.ts';
import {
  keyOf,
  openRows,
  prepare,
  RowReader,
  readGround,
  readSubmission,
  submissionsOf,
  tasksOf,
} from '../../../src/experiment/slurm/submission.ts';
import { thisBuild } from '../../../src/experiment/task/build.ts';
import type { RunTask } from '../../../src/experiment/task/executor.ts';
import { Performer } from '../../../src/experiment/task/perform.ts';
import { Bases, taskOf } from '../../../src/experiment/task/point.ts';
import type { RunRow } from '../../../src/experiment/task/runRow.ts';

const folder = mkdtempSync(join(tmpdir(), 'verisim-submission-'));
afterAll(() => rmSync(folder, { recursive: true }));
const base = join(folder, 'tiny.yaml');
writeFileSync(
  base,
  `
name: tiny
horizon: 2m
models: [{name: toy, size: {exponential: {mean: 1s}}}]
nodes: [{group: all, count: 4}]
flows: [{name: clients, model: toy, arrivals: {poisson: {rate: 2/s}}}]
incentives: {price: {token: 1 OPG}}
`,
);

const bases = new Bases({ directory: folder });
let tasks: RunTask[];
beforeAll(async () => {
  const point = await bases.resolve({ base, settings: { 'nodes.all.count': 3 } });
  tasks = [1, 2, 3, 4, 5].map((replication) => taskOf(point, replication));
});

const { ground } = bases;
const build = thisBuild();
const submitted = (directory: string, settings = slurm.parse({ runs: 2 }), most = 100) =>
  prepare(join(folder, directory), tasks, { settings, build, most, ground });

async function all(rows: AsyncIterable<RunRow>): Promise<RunRow[]> {
  const found: RunRow[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

describe('a submission', () => {
  it('is found again with its tasks in their places, and the ground that they stand on', async () => {
    const submission = await submitted('found');
    expect(await submissionsOf(join(folder, 'found'))).toEqual([submission]);
    expect(submission).toMatchObject({ places: 3, runs: 5 });
    const places = await Promise.all([0, 1, 2].map((place) => tasksOf(submission, place)));
    expect(places.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(places.flat()).toEqual(tasks);
    expect(await readGround(submission, tasks[0]!.ground)).toEqual(ground(tasks[0]!.ground));
    expect((await submitted('found')).folder).toMatch(/slurm\/2$/);
  });

  it('has no more places than the cluster allows', async () => {
    expect(await submitted('few', slurm.parse({ runs: 1 }), 2)).toMatchObject({ places: 2 });
  });

  it('gives each row once, as soon as it is whole', async () => {
    const submission = await submitted('rows');
    const [row] = await all(doneOf(tasks.slice(0, 1)));
    const reader = new RowReader(submission);
    expect(await all(reader.rows())).toEqual([]);
    const rows = await openRows(submission, 0, '1-0');
    await rows.add(row!);
    await rows.close();
    expect(await all(reader.rows())).toEqual([row]);
    const file = join(submission.folder, 'rows', '0.1-0');
    const text = readFileSync(file, 'utf8');
    appendFileSync(file, text.slice(0, 30));
    expect(await all(reader.rows())).toEqual([]);
    appendFileSync(file, text.slice(30));
    expect(await all(reader.rows())).toEqual([row]);
    appendFileSync(file, 'no row\n');
    await expect(all(reader.rows())).rejects.toThrow(/0\.1-0 holds what is no row/);
  });

  it('an array task does the runs of its place that are missing, however often it is begun', async () => {
    const submission = await submitted('place');
    expect(await doPlace(submission.folder, 1, '7-0')).toBe(2);
    expect(await doPlace(submission.folder, 1, '7-1')).toBe(0);
    // Killed while it wrote its second row.
    const file = join(submission.folder, 'rows', '1.7-0');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -5));
    expect(await doPlace(submission.folder, 1, '7-2')).toBe(1);
    const rows = await all(new RowReader(submission).rows());
    expect(rows.sort((a, b) => a.replication - b.replication)).toEqual(await all(doneOf(tasks.slice(2, 4))));
  });

  it('is not done by another build', async () => {
    const { folder: made } = await submitted('other');
    const file = join(made, 'submission.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(`"${build.version}"`, '"0.0.1"'));
    await expect(doPlace(made, 0, '1-0')).rejects.toThrow(/was submitted by Verisim 0\.0\.1 .*, and this is/);
    expect(readdirSync(join(made, 'rows'))).toEqual([]);
  });

  it('that was not finished is none', async () => {
    const submission = await submitted('draft');
    const draft = join(folder, 'draft', 'slurm', '.verisim-0');
    expect(existsSync(draft)).toBe(false);
    writeFileSync(join(folder, 'draft', 'slurm', '.draft'), '');
    expect(await submissionsOf(join(folder, 'draft'))).toEqual([await readSubmission(submission.folder)]);
  });

  it('asks Slurm for what the settings say', async () => {
    const settings = slurm.parse({
      ...{ runs: 2, partition: 'long', time: '1-12', memory: 512, cpus: 3, at_once: 2 },
      ...{ options: ['--comment=two words'], setup: 'module load nodejs' },
    });
    const text = readFileSync(await writeArrayScript(await submitted("it's", settings)), 'utf8');
    const lines = text.split('\n');
    for (const line of [
      '#SBATCH --array=0-2%2',
      '#SBATCH --cpus-per-task=3',
      '#SBATCH --partition="long"',
      '#SBATCH --time="1-12"',
      '#SBATCH --mem="512"',
      '#SBATCH "--comment=two words"',
      '#SBATCH --requeue',
    ])
      expect(lines).toContain(line);
    expect(lines.at(-3)).toBe('module load nodejs');
    expect(lines.at(-2)).toMatch(/^exec '.*' 'cluster' 'do' '.*it'\\''s\/slurm\/1' "\$SLURM_ARRAY_TASK_ID"$/);
  });
});

describe('settings of Slurm on the command line', () => {
  it('stand over those of the file', async () => {
    const ofFile = slurm.parse({ partition: 'long', cpus: 2 });
    const given = await slurmGiven(['partition=short', 'time=30', 'options=--exclusive', 'options=-C avx2']);
    expect(await slurmSettings(given, ofFile)).toEqual({
      ...ofFile,
      partition: 'short',
      time: 30,
      options: ['--exclusive', '-C avx2'],
    });
  });

  it.each([
    ['partition', /--slurm partition: expected key=value/],
    ['cpus=0', /--slurm cpus: /],
    ['time=soon', /--slurm time: /],
    ['colour=red', /colour/],
    ['options=exclusive', /is no option, such as/],
  ])('%s is refused', async (written, message) => {
    await expect(slurmGiven([written])).rejects.toThrow(message);
  });
});

async function* doneOf(wanted: readonly RunTask[]): AsyncGenerator<RunRow> {
  const performer = new Performer();
  for (const task of wanted) {
    performer.learn(ground(task.ground));
    const row = performer.perform(task);
    expect(keyOf(row)).toBe(keyOf(task));
    yield row;
  }
}
