/** Every case there is, one line a family. */
export { D01 } from './cases/D01.ts';
