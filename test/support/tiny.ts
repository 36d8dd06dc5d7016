/** A scenario of milliseconds, for tests of what is done with scenarios: four equal nodes, one flow, 3 minutes. */
export const TINY = `
name: tiny
seed: 3
horizon: 3m
models: [{name: toy, size: {exponential: {mean: 1s}}}]
nodes: [{group: all, count: 4}]
flows: [{name: clients, model: toy, arrivals: {poisson: {rate: 2/s}}}]
incentives: {price: {token: 1 OPG}}
`;
