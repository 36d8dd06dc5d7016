/** Every case there is, one line a family. */

export { A01 } from './cases/A01.ts';
export { A11 } from './cases/A11.ts';
export { B01 } from './cases/B01.ts';
export { B02 } from './cases/B02.ts';
export { B03 } from './cases/B03.ts';
export { B05 } from './cases/B05.ts';
export { B12 } from './cases/B12.ts';
export { D01 } from './cases/D01.ts';
export { D02 } from './cases/D02.ts';
export { D03 } from './cases/D03.ts';
export { D04 } from './cases/D04.ts';
export { D06 } from './cases/D06.ts';
export { D07 } from './cases/D07.ts';
export { D08 } from './cases/D08.ts';
export { D09 } from './cases/D09.ts';
export { D10 } from './cases/D10.ts';
export { D11 } from './cases/D11.ts';
export { D12 } from './cases/D12.ts';
export { E01 } from './cases/E01.ts';
