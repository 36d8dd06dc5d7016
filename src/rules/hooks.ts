/** Which quantities may a formula in a rule speak of? One hook per subject; units and meaning are part of it. */
import type { Hook } from '../language/hook.ts';

/** What several hooks speak of: of the subject `job`, of the subject `node`, of the run. */
const size = { source: 'j.size.data[job]', unit: 's', summary: 'work of the job at speed 1' };
const value = { source: 'j.value.data[job]', unit: 'USD', summary: 'harm to the client if the answer is wrong' };
const stake = {
  source: 'ledger.balance(n.bond.data[node]) / terms.unit',
  unit: 'token',
  summary: 'bond of the node',
};
const reputation = { source: 'n.reputation.data[node]', unit: '0..1', summary: 'reputation of the node' };
const time = { source: 'engine.now', unit: 's', summary: 'simulated time' };

/** Numbers about one job that has been routed: its own, and those of the node that answered it. */
export const jobHook: Hook = {
  name: 'job',
  subject: 'job',
  holders: ['j', 'n', 'ledger', 'terms'],
  variables: {
    size,
    value,
    fee: { source: 'j.fee.data[job] / terms.unit', unit: 'token', summary: 'what the client pays' },
    reputation: { source: 'n.reputation.data[j.node.data[job]]', unit: '0..1', summary: 'reputation of the node' },
    stake: {
      source: 'ledger.balance(n.bond.data[j.node.data[job]]) / terms.unit',
      unit: 'token',
      summary: 'bond of the node',
    },
  },
};

/** Numbers about a job before any node is chosen. */
export const quoteHook: Hook = {
  name: 'quote',
  subject: 'job',
  holders: ['j', 'engine'],
  variables: {
    size,
    value,
    time,
  },
};

/** Numbers about a job that is to be sent, its price known. */
export const modeHook: Hook = {
  name: 'mode',
  subject: 'job',
  holders: ['j', 'terms', 'engine'],
  variables: {
    size,
    value,
    fee: { source: 'j.fee.data[job] / terms.unit', unit: 'token', summary: 'what the client is to pay' },
    time,
  },
};

/** Numbers about one node. */
export const nodeHook: Hook = {
  name: 'node',
  subject: 'node',
  holders: ['n', 'ledger', 'terms'],
  variables: {
    stake,
    reputation,
    jobs: { source: 'n.epochJobs.data[node]', unit: 'jobs', summary: 'jobs it answered in this epoch' },
  },
};

/** Numbers about one node that is asked for its price, and about the job that it is asked for. */
export const askHook: Hook = {
  name: 'ask',
  subject: 'node',
  holders: ['n', 'e', 'j', 'asked', 'asking', 'ledger', 'terms', 'engine'],
  variables: {
    ask: { source: 'asked.data[node]', unit: 'USD', summary: "the group's ask as drawn for the node" },
    load: {
      source: 'e.present.data[n.executor.data[node]] / e.slots.data[n.executor.data[node]]',
      unit: '1',
      summary: 'jobs waiting or in service per slot of the node',
    },
    speed: { source: 'e.speed.data[n.executor.data[node]]', unit: '1', summary: 'speed of the node' },
    size: { source: 'j.size.data[asking.data[0]]', unit: 's', summary: 'work of the job at speed 1' },
    value: {
      source: 'j.value.data[asking.data[0]]',
      unit: 'USD',
      summary: 'harm to the client if the answer is wrong',
    },
    reputation,
    stake,
    time,
  },
};
