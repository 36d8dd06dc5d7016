/** What does Slurm run? A shell script with its options in it, that can be read, changed and submitted by hand. */
import { chmod, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../results/version.ts';
import type { SlurmSettings } from '../file/slurm.ts';
import type { Submission } from './submission.ts';

/** What starts `verisim`, as this process was started: by the same Node, from the same files. */
function verisim(): string[] {
  if (!import.meta.url.endsWith('.ts')) return [process.execPath, join(packageRoot, 'dist/cli/main.js')];
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return [process.execPath, '--import', tsx, join(packageRoot, 'src/cli/main.ts')];
}

/** A word of the shell that stands for itself. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A value in a line of options: quotes and backslashes are Slurm's there, and % begins a pattern in names of files. */
const option = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
const path = (text: string): string => option(text.replaceAll('%', '%%')).slice(1, -1);

/** Writes the script of the array; its file. */
export async function writeArrayScript(submission: Submission): Promise<string> {
  const { folder, name, settings, places, runs } = submission;
  const { cpus, at_once } = settings;
  return write(submission, 'array.sh', {
    comment: `${runs} runs of ${resolve(folder, '../..')}, in ${places} array tasks. Submitted again by hand, it does what is missing.`,
    options: [
      `--job-name=${name}`,
      `--array=0-${places - 1}${at_once === undefined ? '' : `%${at_once}`}`,
      `--cpus-per-task=${cpus}`,
      '--nodes=1',
      '--ntasks=1',
      '--requeue',
      '--open-mode=append',
      `--output="${path(resolve(folder, 'logs'))}/%a.log"`,
      ...limits(settings),
      ...settings.options.map(option),
    ],
    command: [...verisim(), 'cluster', 'do', resolve(folder)].map(quoted).concat('"$SLURM_ARRAY_TASK_ID"'),
  });
}

/** Writes the script of the job that follows the array and brings its rows home; its file. */
export async function writeCollectScript(submission: Submission): Promise<string> {
  const { folder, name, settings } = submission;
  const directory = resolve(folder, '../..');
  return write(submission, 'collect.sh', {
    comment: `Brings the rows of the array home to ${directory}.`,
    options: [
      `--job-name=${collectName(name)}`,
      '--nodes=1',
      '--ntasks=1',
      `--output="${path(resolve(folder, 'logs'))}/collect.log"`,
      ...limits(settings),
      ...settings.options.map(option),
    ],
    command: [...verisim(), 'cluster', 'collect', directory].map(quoted),
  });
}

/** Name of the job that follows an array of this name. */
export const collectName = (name: string): string => `${name}-collect`;

function limits({ partition, account, qos, time, memory }: SlurmSettings): string[] {
  const given = { partition, account, qos, time, mem: memory };
  return Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${option(String(value))}`],
  );
}

async function write(
  { folder, settings }: Submission,
  name: string,
  { comment, options, command }: { comment: string; options: readonly string[]; command: readonly string[] },
): Promise<string> {
  const file = join(folder, name);
  const lines = [
    '#!/bin/sh',
    ...options.map((each) => `#SBATCH ${each}`),
    `# ${comment}`,
    ...(settings.setup === undefined ? [] : [settings.setup]),
    `exec ${command.join(' ')}`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  await chmod(file, 0o755);
  return file;
}
