/** Every strategy there is. Adding one: its file, and its line here. */
export { bestResponse } from './strategies/bestResponse.ts';
export { fictitiousPlay } from './strategies/fictitiousPlay.ts';
export { fixed } from './strategies/fixed.ts';
export { logit } from './strategies/logit.ts';
export { replicator } from './strategies/replicator.ts';
export { undercut } from './strategies/undercut.ts';
