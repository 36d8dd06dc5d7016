#!/usr/bin/env node
/** The command `verisim`. */
import { main } from './program.ts';

await main(process.argv.slice(2));
