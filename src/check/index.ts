/** Which cases are there, by id? */
import * as all from './all.ts';
import type { Case } from './case.ts';

export const cases: Readonly<Record<string, Case>> = all;
