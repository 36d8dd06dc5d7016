/** Every measure there is, in the order of the three questions. Adding one: its file, and its line here. */
export { adversaries } from './adversaries.ts';
export { decentralization } from './decentralization.ts';
export { economy } from './economy.ts';
export { fraud } from './fraud.ts';
export { payments } from './payments.ts';
export { profit } from './profit.ts';
export { throughput } from './throughput.ts';
export { token } from './token.ts';
export { trust } from './trust.ts';
