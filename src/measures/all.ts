/** Every measure there is, in the order of the three questions. Adding one: its file, and its line here. */
export { adversaries } from './adversaries.ts';
export { availability } from './availability.ts';
export { coldStarts } from './coldStarts.ts';
export { decentralization } from './decentralization.ts';
export { economy } from './economy.ts';
export { enclaves } from './enclaves.ts';
export { fraud } from './fraud.ts';
export { modes } from './modes.ts';
export { places } from './places.ts';
export { settlement } from './settlement.ts';
export { stages } from './stages.ts';
export { staking } from './staking.ts';
export { throughput } from './throughput.ts';
export { token } from './token.ts';
export { tokens } from './tokens.ts';
