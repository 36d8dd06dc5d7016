/** Do sweep, sensitivity and tune of one experiment end as they say, keep what is done, and leave each other's pages alone? */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { interrupted, verisim, workplace } from '../support/command.ts';
import { TINY } from '../support/tiny.ts';

// Threads and pictures take as long as the machine has other things to do.
vi.setConfig({ testTimeout: 120_000 });

const root = workplace('verisim-experiments-cli-');
const write = (name: string, text: string): void => writeFileSync(join(root, name), text);
write('base.yaml', TINY.replace('3m', '1m'));
const HEAD = `
base: base.yaml
factors: [{name: nodes, path: nodes.all.count, values: [3, 4, 5, 6]}]
replications: 2
metrics: [utilization.mean]
`;
const SENSITIVITY = 'sensitivity: {method: {morris: {trajectories: 4}}, resamples: 100}\n';
const TUNE = `goals: [{metric: utilization.mean, maximize: true}]
tune: {population: 4, generations: 2, replications: 2, finalists: 1, fresh_replications: 2}
`;
write('queue.yaml', `name: queue${HEAD}${SENSITIVITY}${TUNE}`);
write('sweep-only.yaml', `name: sweep-only${HEAD}`);
// What adversaries keep, where there are none.
write('blind.yaml', `name: blind${HEAD.replace('utilization.mean', 'fraud.adversary_net_income_ratio')}${SENSITIVITY}`);

/** Every file that a manifest names is the one that it was made for. */
function checkManifest(file: string): string[] {
  const { files } = JSON.parse(readFileSync(file, 'utf8')) as { files: { path: string; sha256: string }[] };
  for (const { path, sha256 } of files) {
    const content = readFileSync(join(dirname(file), path));
    expect(createHash('sha256').update(content).digest('hex'), path).toBe(sha256);
  }
  return files.map(({ path }) => path);
}

const outs = ['--out', 'straight'];
const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');

describe('one experiment, one directory', () => {
  test('sweep, sensitivity and tune share the runs, and each keeps its page, charts and manifest', async () => {
    const analysis = await verisim('sensitivity', 'queue.yaml', '--workers', '1', '--json', ...outs);
    expect(analysis).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(analysis.stdout)).toMatchObject({
      ...{ directory: join('straight', 'queue'), report: join('straight', 'queue', 'sensitivity', 'report.html') },
      ...{ name: 'queue', replications: 2, leftOut: [], factors: [{ name: 'nodes' }] },
      metrics: [{ metric: 'utilization.mean', findings: { kind: 'morris', effects: [{ muStar: {} }] } }],
    });

    const search = await verisim('tune', 'queue.yaml', '--workers', '1', '--json', ...outs);
    expect(search).toMatchObject({ code: 0, stderr: '' });
    const told = JSON.parse(search.stdout);
    expect(told).toMatchObject({
      ...{ directory: join('straight', 'queue'), report: join('straight', 'queue', 'tune', 'report.html') },
      ...{ name: 'queue', method: 'nsga2', replications: 2, freshReplications: 2 },
    });
    expect(told.winner).toBe(told.finalists[0].candidate);
    expect(read('straight', 'queue', 'tune', 'winner.yaml')).toMatch(/^nodes:\n.*count: 3$/ms);

    const swept = await verisim('sweep', 'queue.yaml', '--executor', 'inline', '--json', ...outs);
    const { runs, fresh, report } = JSON.parse(swept.stdout);
    expect({ code: swept.code, runs, report }).toEqual({
      ...{ code: 0, runs: 8, report: join('straight', 'queue', 'report.html') },
    });
    // The analysis was at every value that its paths came to, and the search at others: only the rest is left.
    expect(fresh).toBeLessThan(8);

    for (const folder of ['.', 'sensitivity', 'tune']) {
      const files = checkManifest(join(root, 'straight', 'queue', folder, 'manifest.json'));
      expect(files).toContain('report.html');
      expect(files.some((path) => path.startsWith('charts/'))).toBe(true);
    }

    const pages = ['.', 'sensitivity', 'tune'].map((folder) => read('straight', 'queue', folder, 'report.html'));
    const again = await verisim('report', join('straight', 'queue'));
    expect(again).toEqual({ code: 0, stdout: `${join('straight', 'queue', 'report.html')}\n`, stderr: '' });
    for (const [i, folder] of ['.', 'sensitivity', 'tune'].entries()) {
      const files = checkManifest(join(root, 'straight', 'queue', folder, 'manifest.json'));
      const pdfs = files.filter((path) => path.endsWith('.pdf'));
      expect(pdfs.length).toBeGreaterThan(0);
      expect(pdfs).toEqual(files.flatMap((path) => (path.endsWith('.svg') ? path.replace(/svg$/, 'pdf') : [])));
      expect(read('straight', 'queue', folder, 'report.html')).toBe(pages[i]);
    }
  });

  test.each([
    ['sensitivity', join('sensitivity', 'sensitivity.json')],
    ['tune', join('tune', 'tuning.json')],
  ])(
    '%s keeps finished runs at Ctrl-C and ends with 130; goes on with 2 threads to the bytes of 1',
    async (command, file) => {
      const ask = [command, 'queue.yaml', '--out', `stopped-${command}`, '--quiet'];
      const stopped = await interrupted(3, ...ask);
      expect(stopped).toMatchObject({ code: 130, stdout: '' });
      expect(stopped.stderr).toBe('\nStopping; finished runs are kept: the same command goes on.\n');
      const directory = join(root, `stopped-${command}`, 'queue');
      expect(existsSync(join(directory, file))).toBe(false);
      const { rows } = JSON.parse(
        (await verisim('query', 'select count(*) as rows from runs', '--json', '--out', `stopped-${command}`)).stdout,
      )[0];
      expect(rows).toBe(3);
      expect(await verisim(...ask, '--workers', '2')).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(readFileSync(join(directory, file), 'utf8')).toBe(read('straight', 'queue', file));
    },
  );
});

test('sensitivity of nothing that could be said ends with 1, the reason told, and writes no page', async () => {
  const { code, stdout, stderr } = await verisim('sensitivity', 'blind.yaml', '--executor', 'inline', '--json');
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^Nothing is said about fraud\.adversary_net_income_ratio: \d+ runs leave it undefined \(0\/0\); first at nodes = /,
  );
  expect(JSON.parse(stdout)).toMatchObject({
    report: null,
    metrics: [],
    leftOut: [{ metric: 'fraud.adversary_net_income_ratio' }],
  });
  expect(existsSync(join(root, 'results', 'blind', 'sensitivity'))).toBe(false);
});

test.each([
  [['sensitivity', 'sweep-only.yaml'], /^sweep-only\.yaml:.*\$\.sensitivity: is missing/],
  [['sensitivity', 'queue.yaml', '--replications', '0'], /^--replications must be a whole number/],
  [['tune', 'sweep-only.yaml'], /^sweep-only\.yaml:.* has no section tune/],
  [['tune', 'queue.yaml', '--executor', 'slurm', '--detach'], /^detach is not for tune: /],
  [['sweep', 'queue.yaml', '--detach'], /^detach goes with the executor slurm, not with local/],
  [['sweep', 'queue.yaml', '--slurm', 'cpus=2'], /^settings of slurm go with the executor slurm/],
  [['sweep', 'queue.yaml', '--executor', 'bullmq', '--redis', ''], /^which Redis\? /],
  [['cluster', 'status', 'nowhere'], /^nowhere: there is no such directory/],
  [['worker', '--patience', '0'], /^patience must be at least 1 second/],
])('%j is refused with 2 before anything is done', async (args, said) => {
  const out = args[0] === 'worker' || args[0] === 'cluster' ? [] : ['--out', 'refused'];
  const { code, stdout, stderr } = await verisim(...args, ...out);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(said);
  expect(existsSync(join(root, 'refused'))).toBe(false);
});

test('validate refuses what sensitivity would', async () => {
  write('few.yaml', `name: few${HEAD.replace('[3, 4, 5, 6]', '[3]')}${SENSITIVITY}`);
  const line = 'few.yaml:3:56: $.factors[0].values: is one value, expected at least two to choose among\n';
  expect(await verisim('validate', 'few.yaml')).toEqual({ code: 2, stdout: '', stderr: line });
  expect(await verisim('sensitivity', 'few.yaml')).toEqual({ code: 2, stdout: '', stderr: line });
});
