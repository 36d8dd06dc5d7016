/** `npm run schema`: writes schema/scenario.json, which editors check scenario files against. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printJson } from '../../src/results/files.ts';
import { scenarioJsonSchema } from '../../src/scenario/index.ts';

const folder = join(import.meta.dirname, '../../schema');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'scenario.json'), printJson(scenarioJsonSchema()));
