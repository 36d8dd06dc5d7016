#!/usr/bin/env node
/** The command `verisim`. */
import { inlineMore } from '../engine/inlining.ts';
import { main } from './program.ts';

inlineMore();
// A reader that has seen enough (`verisim list metrics | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
await main(process.argv.slice(2));
