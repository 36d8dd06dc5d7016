import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { verisim, workplace } from '../support/command.ts';
import { TINY } from '../support/tiny.ts';

// Pictures take as long as the machine has other things to do.
vi.setConfig({ testTimeout: 120_000 });

workplace('verisim-sweep-cli-');
beforeAll(() => {
  writeFileSync('base.yaml', TINY);
  writeFileSync(
    'sweep.yaml',
    `
name: queue
question: Who waits?
base: base.yaml
factors:
  - {name: nodes, path: nodes.all.count, values: [3, 6]}
  - {name: load, path: flows.clients.arrivals.poisson.rate, range: [1/s, 2/s]}
design: {grid: {levels: 2}}
replications: 3
metrics: [wait.mean_seconds]
goals: [{metric: wait.mean_seconds, at_most: 0.2}]
`,
  );
});
test('sweep writes points, summary, charts, page and manifest; begun again it does nothing and writes the same', async () => {
  const first = await verisim('sweep', 'sweep.yaml', '--executor', 'inline');
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toContain('queue  4 points (grid) · 12 runs · seed 3');
  const files = ['points.csv', 'summary.csv', 'report.html', 'manifest.json', 'charts/effects--wait-mean-seconds.svg'];
  const contents = () => files.map((file) => readFileSync(join('results/queue', file), 'utf8'));
  const before = contents();
  const [head, line] = before[1]!.split('\n');
  expect(head).toBe('point,nodes,load,metric,unit,mean,sd,ci95_lo,ci95_hi,n');
  expect(line!.split(',').slice(1, 5)).toEqual(['3', '1', 'wait.mean_seconds', 's']);
  expect(existsSync('results/queue/charts/map--wait-mean-seconds--nodes--load.png')).toBe(true);
  const again = await verisim('sweep', 'sweep.yaml', '--executor', 'inline', '--json');
  const told = JSON.parse(again.stdout);
  expect(told).toMatchObject({ name: 'queue', runs: 12, fresh: 0, failed: 0, missing: 0 });
  expect(told.points[0]).toMatchObject({ base: 'tiny', values: { nodes: 3, load: 1 }, runs: 3 });
  expect(contents()).toEqual(before);
});

test('query answers in SQL over runs, points and summaries, as table, CSV or JSON', async () => {
  await verisim('sweep', 'sweep.yaml', '--executor', 'inline', '--quiet');
  await verisim('run', 'base.yaml', '--set', 'replications=2', '--quiet');
  const sql = 'select nodes, count(*) as n from runs join points using (result, point) group by 1 order by 1';
  expect(JSON.parse((await verisim('query', sql, '--json')).stdout)).toEqual([
    { nodes: 3, n: 6 },
    { nodes: 6, n: 6 },
  ]);
  expect((await verisim('query', sql, '--csv')).stdout).toBe('nodes,n\n3,6\n6,6\n');
  expect((await verisim('query', sql)).stdout.split('\n').map((line) => line.trim())).toEqual([
    'nodes  n',
    '3  6',
    '6  6',
    '2 rows',
    '',
  ]);
  const summaries = `select result, count(*) as n, min(n) as least from summary where metric = 'wait.mean_seconds' group by 1 order by 1`;
  expect(JSON.parse((await verisim('query', summaries, '--json')).stdout)).toEqual([
    { result: 'queue', n: 4, least: 3 },
    { result: 'tiny', n: 1, least: 2 },
  ]);
  const ledger = "select cast(sum(amount) as varchar) as paid from ledger where result = 'tiny' and reason = 'fee'";
  expect(Number(JSON.parse((await verisim('query', ledger, '--json')).stdout)[0].paid)).toBeGreaterThan(0);
  const means = 'select mean from summary s join points p using (result, point) where p.number = 1';
  const values =
    'select avg("latency.p50_seconds") as mean from runs join points using (result, point) where number = 1';
  expect(JSON.parse((await verisim('query', means, '--json')).stdout)).toHaveLength(1);
  expect(JSON.parse((await verisim('query', values, '--json')).stdout)[0].mean).toBeGreaterThan(0);
});

test('query says what is wrong with a question, and what there is', async () => {
  await verisim('sweep', 'sweep.yaml', '--executor', 'inline', '--quiet');
  const wrong = await verisim('query', 'selec 1');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('syntax error at or near "selec"');
  expect(wrong.stderr).toContain('the views runs');
  const missing = await verisim('query', 'from jobs');
  expect(missing).toMatchObject({ code: 2, stdout: '' });
  expect(missing.stderr).toContain('results has nothing for the view jobs');
  expect(await verisim('query', 'from runs', '--out', 'nowhere')).toMatchObject({
    code: 2,
    stderr: 'nowhere is not there: no results to query\n',
  });
});

test('a sweep with runs that fail ends with 1 and their count, the others kept', async () => {
  writeFileSync(
    'failing.yaml',
    `
name: failing
base: base.yaml
factors: [{path: incentives.price.token, values: [1 OPG, 4000000000 OPG]}]
replications: 2
metrics: [wait.mean_seconds]
`,
  );
  const { code, stderr, stdout } = await verisim('sweep', 'failing.yaml', '--executor', 'inline');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^2 of 4 runs failed:\n {2}1 x RunInputError: /);
  expect(stdout).toContain('2 of 4 runs failed and are in no number');
  expect(readFileSync('results/failing/report.html', 'utf8')).toContain('2 of 4 runs failed');
});

test('wrong experiments, executors and directories are refused with 2', async () => {
  writeFileSync(
    'wrong.yaml',
    'name: wrong\nbase: base.yaml\nfactors: [{path: nodes.all.count, values: [0]}]\nmetrics: [wait.mean_seconds]\n',
  );
  const line = 'wrong.yaml:3:44: $.factors[0].values[0]: nodes[0].count is 0, expected at least 1\n';
  expect(await verisim('sweep', 'wrong.yaml')).toEqual({ code: 2, stdout: '', stderr: line });
  expect(await verisim('validate', 'wrong.yaml')).toEqual({ code: 2, stdout: '', stderr: line });
  expect(await verisim('validate', 'sweep.yaml')).toEqual({ code: 0, stdout: 'sweep.yaml: valid\n', stderr: '' });
  expect(await verisim('sweep', 'sweep.yaml', '--executor', 'lcoal')).toMatchObject({ code: 2, stdout: '' });
  await verisim('run', 'base.yaml', '--set', 'name=queue', '--out', 'other', '--quiet');
  const taken = await verisim('sweep', 'sweep.yaml', '--out', 'other');
  expect(taken.code).toBe(2);
  expect(taken.stderr).toContain('holds files that are no earlier experiment');
});

test('schema prints that of experiments, too', async () => {
  expect(JSON.parse((await verisim('schema', 'experiment')).stdout).title).toBe('Verisim experiment');
  expect(JSON.parse((await verisim('schema')).stdout).title).toBe('Verisim scenario');
});
