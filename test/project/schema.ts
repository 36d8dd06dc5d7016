/** `npm run schema`: writes the schemas that editors check scenario and experiment files against. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { experimentJsonSchema } from '../../src/experiment/file/schema.ts';
import { printJson } from '../../src/results/files.ts';
import { scenarioJsonSchema } from '../../src/scenario/index.ts';

const folder = join(import.meta.dirname, '../../schema');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'scenario.json'), printJson(scenarioJsonSchema()));
writeFileSync(join(folder, 'experiment.json'), printJson(experimentJsonSchema()));
