/** Every adversary there is. Adding one: its file, and its line here. */
export { collude } from './adversaries/collude.ts';
export { enclaveBreak } from './adversaries/enclaveBreak.ts';
export { equivocate } from './adversaries/equivocate.ts';
export { imageRevocation } from './adversaries/imageRevocation.ts';
export { lazy } from './adversaries/lazy.ts';
export { offline } from './adversaries/offline.ts';
export { rubberStamp } from './adversaries/rubberStamp.ts';
export { selective } from './adversaries/selective.ts';
export { substitute } from './adversaries/substitute.ts';
export { sybil } from './adversaries/sybil.ts';
export { zombie } from './adversaries/zombie.ts';
