/**
 * How fast is Verisim, beside what else one could use? `npm run bench` runs everything, `npm run bench -- hold mm1` parts.
 * Read the ratios: both sides of each ran in this very call, in turn. Nothing here passes or fails.
 */
import { availableParallelism, cpus } from 'node:os';
import { core } from './core.ts';
import { demo } from './demo.ts';
import { hold } from './hold.ts';
import { mm1 } from './mm1.ts';
import { open } from './open.ts';
import { sweepBench } from './sweep.ts';

const parts: Record<string, () => void | Promise<void>> = { hold, mm1, core, open, demo, sweep: sweepBench };
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  process.stderr.write(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}\n`);
  process.exitCode = 2;
} else {
  process.stdout.write(`Node ${process.version}, ${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}\n`);
  for (const name of asked.length > 0 ? asked : Object.keys(parts)) await parts[name]!();
}
