/** Every strategy there is. Adding one: its file, and its line here. */
export { fixed } from './strategies/fixed.ts';
export { undercut } from './strategies/undercut.ts';
