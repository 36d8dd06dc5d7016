import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { type Outcome, verisim, workplace } from '../support/command.ts';

// Threads, processes and pictures take as long as the machine has other things to do.
vi.setConfig({ testTimeout: 60_000 });

const root = workplace('verisim-cli-');

/** The command as a process of its own, as users have it: compiled, by `npm test`. */
function spawned(...args: string[]): Promise<Outcome> {
  const file = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [file, ...args], { cwd: root });
    const outcome: Outcome = { code: null, stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (data) => (outcome[name] += data));
    child.on('error', failed);
    child.on('close', (code) => done({ ...outcome, code }));
  });
}

const TINY = `
name: tiny
question: How long do clients wait?
horizon: 10m
models: [{name: toy, size: {exponential: {mean: 1s}}}]
nodes: [{group: all, count: 4}]
flows: [{name: clients, model: toy, arrivals: {poisson: {rate: 2/s}}}]
incentives: {price: {token: 1 OPG}}
`;
writeFileSync(join(root, 'tiny.yaml'), TINY);
writeFileSync(
  join(root, 'wrong.yaml'),
  TINY.replace('count: 4', 'count: -4').replace('model: toy, arr', 'model: tiy, arr'),
);

test('--help lists the commands', async () => {
  const { code, stdout } = await spawned('--help');
  expect(code).toBe(0);
  for (const command of [
    ...['run', 'validate', 'list', 'explain', 'init', 'schema', 'report', 'calibrate', 'completion'],
    ...['worker', 'cluster'],
  ])
    expect(stdout).toMatch(new RegExp(`verisim ${command}\\b`));
});

test('a process ends with the code of what went wrong', async () => {
  const { code, stdout, stderr } = await spawned('rnu', 'tiny.yaml');
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/Did you mean run\?/);
  expect(stderr).toContain('verisim --help');
});

test.each([
  [['rnu', 'x.yaml']],
  [['run', 'tiny.yaml', '--sed', '3']],
  [[]],
  [['run']],
  [['list', 'everything']],
  [['run', 'tiny.yaml', '--workers', '0']],
])('%j is wrong input: exit 2, said on stderr', async (args) => {
  const { code, stdout, stderr } = await verisim(...args);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).not.toBe('');
});

test('every problem of a scenario is told with its place; nothing is written', async () => {
  const { code, stdout, stderr } = await verisim('run', 'wrong.yaml', '--out', 'of-wrong');
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^wrong\.yaml:6:\d+: \$\.nodes\[0\]\.count: /m);
  expect(stderr).toMatch(/^wrong\.yaml:7:\d+: \$\.flows\[0\]\.model: .*did you mean "toy"/m);
  expect(existsSync(join(root, 'of-wrong'))).toBe(false);
});

test('validate tells good files from bad ones', async () => {
  const good = await verisim('validate', 'tiny.yaml');
  expect(good).toMatchObject({ code: 0, stdout: 'tiny.yaml: valid\n', stderr: '' });
  const both = await verisim('validate', '--json', 'tiny.yaml', 'wrong.yaml');
  expect(both.code).toBe(2);
  expect(JSON.parse(both.stdout)).toMatchObject([
    { file: 'tiny.yaml', valid: true, problems: [] },
    { file: 'wrong.yaml', valid: false, problems: [{ line: 6 }, { line: 7 }] },
  ]);
});

test('run prints the answers and the path of the report, and writes the files of a result', async () => {
  const { code, stdout, stderr } = await verisim('run', 'tiny.yaml', '--out', 'plain', '--replications', '2');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('How long do clients wait?');
  for (const question of ['Where is it computed and verified?', 'Can the result be trusted?', 'Who gets the value?'])
    expect(stdout).toContain(question);
  expect(stdout).not.toContain('\u001b');
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(`Report: ${join('plain', 'tiny', 'report.html')}`);
  expect(readdirSync(join(root, 'plain', 'tiny')).sort()).toEqual([
    'charts',
    'distances.csv',
    'entities.csv',
    'ledger.csv',
    'manifest.json',
    'offences.csv',
    'report.html',
    'summary.json',
    'timeseries.csv',
  ]);
});

test('run --json prints JSON alone, the same numbers with 1 and 2 threads; --seed and --set count', async () => {
  const run = (...args: string[]) => verisim('run', 'tiny.yaml', '--json', '--replications', '2', ...args);
  const one = await run('--out', 'one', '--workers', '1');
  const two = await run('--out', 'two', '--workers', '2');
  const other = await run('--out', 'other', '--seed', 'x', '--set', 'flows.clients.arrivals.poisson.rate=1/s');
  const [first] = JSON.parse(one.stdout);
  expect(first.name).toBe('tiny');
  expect(first.metrics['throughput.jobs_per_second']).toMatchObject({ n: 2, unit: 'jobs/s' });
  expect(JSON.parse(two.stdout)[0].metrics).toEqual(first.metrics);
  const [slower] = JSON.parse(other.stdout);
  expect(slower.seed).toBe('x');
  expect(slower.metrics['throughput.jobs_per_second'].mean).toBeLessThan(1.5);
  for (const file of ['summary.json', 'timeseries.csv', 'report.html'])
    expect(readFileSync(join(root, 'two/tiny', file), 'utf8')).toBe(readFileSync(join(root, 'one/tiny', file), 'utf8'));
});

test('validate refuses a model that run could not load, at its place', async () => {
  writeFileSync(join(root, 'broken.onnx'), 'no model at all');
  writeFileSync(join(root, 'broken.yaml'), TINY.replace('size: {exponential: {mean: 1s}}', 'behaviour: broken.onnx'));
  const { code, stderr } = await verisim('validate', 'broken.yaml');
  expect(code).toBe(2);
  expect(stderr).toMatch(/^broken\.yaml:5:\d+: \$\.models\[0\]\.behaviour: cannot be used: .*broken\.onnx/);
});

test('an --out that is a file is told before anything is simulated', async () => {
  writeFileSync(join(root, 'a-file'), 'mine');
  const { code, stdout, stderr } = await verisim('run', 'tiny.yaml', '--out', 'a-file');
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^a-file.tiny: cannot hold results: /);
});

test('a formula that gives no number in the run is told as a mistake, with the formula', async () => {
  const endless = 'incentives.division={proportional: {by: "1 / (jobs - jobs)"}}';
  const emission = 'incentives.emission={linear: {pool: 10 OPG, over: 10m}}';
  expect(await verisim('validate', 'tiny.yaml', '--set', endless)).toMatchObject({ code: 0 });
  const { code, stderr } = await verisim(
    ...['run', 'tiny.yaml', '--out', 'endless', '--set', endless, '--set', emission, '--set', 'epoch=1m'],
  );
  expect(stderr).toMatch(/^the formula "1 \/ \(jobs - jobs\)" is Infinity for node 0, which is not a finite number \(/);
  expect(stderr).not.toContain('fault of Verisim');
  expect(code).toBe(2);
  expect(existsSync(join(root, 'endless'))).toBe(false);
});

test('init writes a scenario that runs; it does not overwrite', async () => {
  const first = await verisim('init', 'first-try');
  expect(first.code).toBe(0);
  expect(await verisim('validate', 'first-try.yaml')).toMatchObject({ code: 0 });
  const before = readFileSync(join(root, 'first-try.yaml'), 'utf8');
  const second = await verisim('init', 'first-try');
  expect(second).toMatchObject({ code: 2, stderr: 'first-try.yaml is already there\n' });
  expect(readFileSync(join(root, 'first-try.yaml'), 'utf8')).toBe(before);
  expect((await verisim('init', 'Not A Name')).code).toBe(2);
});

test('explain tells parameters with default and unit, formula and source', async () => {
  const { code, stdout } = await verisim('explain', 'sampling');
  expect(code).toBe(0);
  expect(stdout).toContain('probability (expression, 0..1, default 0.05)');
  expect(stdout).toContain('variable reputation: reputation of the node (0..1)');
  expect(stdout).toMatch(/^formula: /m);
  expect(stdout).toMatch(/^source: /m);
  expect((await verisim('explain', 'settlement/none')).stdout).toMatch(/^none {2}rule of slot settlement\n/);
  const unknown = await verisim('explain', 'samplign');
  expect(unknown).toMatchObject({ code: 2, stderr: 'nothing is named samplign; did you mean "sampling"?\n' });
});

test('explain tells the entries of maps, the values of lists, and every way to say a value', async () => {
  const { stdout } = await verisim('explain', 'slashing/fraction');
  expect(stdout).toContain('to (map; or list, each map, default {"victim":0,"challenger":0,"treasury":0,"burn":1})');
  for (const [entry, fallback] of [
    ['victim', 0],
    ['challenger', 0],
    ['treasury', 0],
    ['burn', 1],
  ])
    expect(stdout).toContain(`  to.${entry} (share, 0..1, default ${fallback})`);
  expect(stdout).toMatch(/offences \(list, each one of invalid-result, invalid-proof, .*, default \["invalid-result",/);
  const proportional = (await verisim('explain', 'proportional')).stdout;
  expect(proportional).toMatch(/by \(one of work, stake, equal; or expression, .*default work\)/);
  expect(proportional).toContain('variable stake: bond of the node (token)');
});

test('list names every block once, on one line', async () => {
  const metrics = await verisim('list', 'metrics');
  expect(metrics.stdout).toMatch(/^ {2}throughput\.jobs_per_second +jobs\/s +\S/m);
  const rules = JSON.parse((await verisim('list', 'rules', '--json')).stdout) as { slot: string; name: string }[];
  const names = rules.map(({ slot, name }) => `${slot}/${name}`);
  expect(names).toContain('routing/uniform');
  expect(new Set(names).size).toBe(names.length);
});

test('schema is a JSON Schema of draft 7', async () => {
  const { stdout } = await verisim('schema');
  expect(JSON.parse(stdout)).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' });
});

test('report makes the same page again, keeps the jobs, and adds a PDF of every chart', async () => {
  const traced = await verisim(
    'run',
    'tiny.yaml',
    '--trace',
    'jobs',
    '--replications',
    '2',
    '--quiet',
    '--out',
    'traced',
  );
  expect(traced).toMatchObject({ code: 0, stderr: '' });
  const file = (...path: string[]): string => join(root, 'traced', 'tiny', ...path);
  const before = ['report.html', 'jobs.parquet', 'summary.json'].map((name) => readFileSync(file(name)));
  const charts = readdirSync(file('charts'));
  for (let time = 0; time < 2; time++) {
    const { code, stdout } = await verisim('report', join('traced', 'tiny'));
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${join('traced', 'tiny', 'report.html')}\n` });
    const after = ['report.html', 'jobs.parquet', 'summary.json'].map((name) => readFileSync(file(name)));
    expect(after.map((content, i) => content.equals(before[i]!))).toEqual([true, true, true]);
    const pdfs = charts.flatMap((name) => (name.endsWith('.svg') ? name.replace(/svg$/, 'pdf') : []));
    expect(readdirSync(file('charts')).sort()).toEqual([...charts, ...pdfs].sort());
    const { files } = JSON.parse(readFileSync(file('manifest.json'), 'utf8')) as { files: { path: string }[] };
    expect(files.filter(({ path }) => path.endsWith('.pdf')).map(({ path }) => path)).toEqual(
      pdfs.map((name) => `charts/${name}`).sort(),
    );
  }
});

test('report of something that is no result is wrong input', async () => {
  expect(await verisim('report', 'nowhere')).toMatchObject({ code: 2, stdout: '' });
});
