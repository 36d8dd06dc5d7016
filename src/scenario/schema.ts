/** How is a scenario written? One zod object composed of one file per top-level key. */
export type * from './scenario.ts';
