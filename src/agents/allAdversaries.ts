/** Every adversary there is. Adding one: its file, and its line here. */
export { collude } from './adversaries/collude.ts';
export { equivocate } from './adversaries/equivocate.ts';
export { lazy } from './adversaries/lazy.ts';
export { offline } from './adversaries/offline.ts';
export { substitute } from './adversaries/substitute.ts';
export { sybil } from './adversaries/sybil.ts';
