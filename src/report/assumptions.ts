/** What was assumed? The scenario as it was run, a line per party, flow and rule, in words that fit a table. */

import { adversaries } from '../agents/index.ts';
import { tell, tellDuration, tellShare } from '../charts/numbers.ts';
import { metaAt, schemaAt } from '../language/schemaTree.ts';
import { SERVICES } from '../network/services.ts';
import { rules } from '../rules/index.ts';
import type { Scenario } from '../scenario/schema.ts';

export interface Assumption {
  section: string;
  what: string;
  value: string;
}

/** Fields in seconds, in base units of the token, in USD, and integer parts of 10^9. */
const DURATIONS = new Set(
  (
    'horizon epoch block_time finality upload retry receipt objective from until at for warmup idle every recovery ' +
    'refresh halt_after cliff vesting heartbeat expiry attestation_age reattest'
  ).split(' '),
);
/** Lengths of time within the parameters of a rule, and distributions of such. */
const INNER = new Set(['jail', 'evidence']);
const TIMES = new Set(
  'size latency joins leaves every for timeout patience delay load fetch upgrade jitter between lasting'.split(' '),
);
const AMOUNTS = new Set(['stake', 'wealth', 'supply', 'minimum_stake']);
const DOLLARS = new Set(['value', 'willingness', 'price', 'ask']);
/** Thresholds that are fractions: thirds are told to four digits. */
const FRACTIONS = new Set(['nakamoto', 'quorum']);
const PARTS = new Set<string>(['node', 'validators', 'publisher', 'treasury', 'burn', ...SERVICES]);

type Unit = 'none' | 'time' | 'token' | 'usd';

interface Money {
  asset: 'token' | 'usd';
  amount: number;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMoney = (value: unknown): value is Money => isMap(value) && 'asset' in value && 'amount' in value;

/** One value in words: a rule as "poisson (rate 8)", a distribution as "exponential (mean 1 s)". */
function tellValue(key: string, value: unknown, scenario: Scenario, unit: Unit = 'none'): string {
  const { symbol, decimals } = scenario.token;
  if (typeof value === 'number') {
    if (key === 'gas_price') return `${tell(value)} base units`;
    if (unit === 'time' || DURATIONS.has(key) || INNER.has(key)) return tellDuration(value);
    if (unit === 'token' || AMOUNTS.has(key)) return `${tell(value / 10 ** decimals, 12)} ${symbol}`;
    if (unit === 'usd' || DOLLARS.has(key)) return `$${tell(value, 12)}`;
    if (FRACTIONS.has(key)) return tell(value, 4);
    return tell(value, 12);
  }
  if (!isMap(value) && !Array.isArray(value)) return String(value);
  if (Array.isArray(value))
    return value.length > 12
      ? `${value.length} values`
      : value.map((item) => tellValue(key, item, scenario, unit)).join(', ');
  if (isMoney(value))
    return value.asset === 'usd' ? `$${tell(value.amount, 12)}` : `${tell(value.amount, 12)} ${symbol}`;
  if (typeof value.expression === 'string') return value.expression;
  if (typeof value.rule === 'string') return tellRule(value.rule, value.params, scenario);
  if (typeof value.kind === 'string') {
    const { kind, ...parameters } = value;
    const of = unitOf(key);
    const plain = kind === 'constant' && typeof parameters.value === 'number';
    return plain ? tellValue(key, parameters.value, scenario, of) : withParameters(kind, parameters, scenario, of);
  }
  return withParameters('', value, scenario, unit);
}

/** A rule or an attack with its parameters, in the units that its own schema gives them. */
export function tellRule(name: string, params: unknown, scenario: Scenario): string {
  const known = [...Object.values(rules).flatMap((byName) => Object.values(byName)), ...Object.values(adversaries)];
  const schemas = known.filter((one) => one.name === name).map((one) => one.schema);
  const told = Object.entries(isMap(params) ? params : {}).map(([key, value]) => {
    const unit = schemas.map((schema) => metaAt(schemaAt(schema, key)).unit).find((found) => found !== undefined);
    const text = tellValue(key, value, scenario, unit === 's' ? 'time' : 'none');
    return `${key.replaceAll('_', ' ')} ${text}${unit === '1/s' ? '/s' : ''}`;
  });
  return told.length === 0 ? name : `${name} (${told.join(', ')})`;
}

/** Unit of a distribution's values. */
function unitOf(key: string): Unit {
  if (AMOUNTS.has(key)) return 'token';
  if (DOLLARS.has(key)) return 'usd';
  return TIMES.has(key) ? 'time' : 'none';
}

/** Parameters that are no quantity of the distribution's unit. */
const BARE = new Set(['scv', 'k', 'alpha', 'shape', 'n', 'p', 's']);

function withParameters(name: string, parameters: unknown, scenario: Scenario, unit: Unit): string {
  const told = Object.entries(isMap(parameters) ? parameters : {})
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(
      ([key, value]) => `${key.replaceAll('_', ' ')} ${tellValue(key, value, scenario, BARE.has(key) ? 'none' : unit)}`,
    );
  if (name === '') return told.join(', ');
  return told.length === 0 ? name : `${name} (${told.join(', ')})`;
}

/** What stands with others on a line; rules with parameters have their own. */
function isShort(value: unknown): boolean {
  if (!isMap(value) || 'kind' in value || isMoney(value)) return true;
  return typeof value.rule === 'string' && Object.keys(isMap(value.params) ? value.params : {}).length === 0;
}

/** A list item: its plain fields on one line, then a line for each rule. */
function itemRows(section: string, item: object, key: 'name' | 'group', scenario: Scenario): Assumption[] {
  const named = item as Record<string, unknown>;
  const fields = Object.entries(named).filter(([field, value]) => field !== key && value !== undefined);
  const short = fields.filter(([, value]) => isShort(value));
  const long = fields.filter(([, value]) => !isShort(value));
  const who = String(named[key]);
  return [
    {
      section,
      what: who,
      value: short
        .map(([field, value]) => `${field.replaceAll('_', ' ')} ${tellValue(field, value, scenario)}`)
        .join(', '),
    },
    ...long.map(([field, value]) => ({
      section,
      what: `${who}: ${field.replaceAll('_', ' ')}`,
      value: tellValue(field, value, scenario),
    })),
  ];
}

/** Rows by section, in the order of the scenario's keys. */
export function assumptionsOf(scenario: Scenario): Assumption[] {
  const single = (section: string, what: string, value: unknown): Assumption[] =>
    value === undefined ? [] : [{ section, what, value: tellValue(what, value, scenario) }];
  const map = (section: string, value: object): Assumption[] =>
    Object.entries(value).flatMap(([what, inner]) =>
      single(section, what, inner).map((row) => ({ ...row, what: what.replaceAll('_', ' ') })),
    );
  const list = (section: string, items: readonly object[], key: 'name' | 'group') =>
    items.flatMap((item) => itemRows(section, item, key, scenario));
  const fees = Object.entries(scenario.incentives.fees)
    .filter(([to, parts]) => PARTS.has(to) && parts > 0)
    .map(([to, parts]) => `${tell(parts / 1e9, 9)} ${to}`)
    .join(', ');
  const { fees: _, ...incentives } = scenario.incentives;
  return [
    ...single('run', 'horizon', scenario.horizon),
    ...single('run', 'epoch', scenario.epoch),
    ...single('run', 'scale', scenario.scale),
    ...map('token', { ...scenario.token, allocation: undefined }),
    ...allocationRows(scenario),
    ...(scenario.chain.mode === 'off' && !scenario.chain.payment
      ? single('chain', 'mode', 'off')
      : chainRows(scenario)),
    ...(scenario.regions ? map('regions', scenario.regions) : []),
    ...list('models', scenario.models, 'name'),
    ...list('operators', scenario.operators, 'group'),
    ...list('nodes', scenario.nodes, 'group'),
    ...list('validators', scenario.validators, 'group'),
    ...list('delegators', scenario.delegators, 'group'),
    ...list('flows', scenario.flows, 'name'),
    ...map('verification', scenario.verification),
    ...simplifications(scenario),
    { section: 'incentives', what: 'fees', value: fees },
    ...map('incentives', incentives),
    ...list('adversaries', scenario.adversaries, 'name'),
    ...list('outages', scenario.outages ?? [], 'name'),
    ...map('inference', scenario.inference),
    ...scenario.changes.map(({ at }) => ({
      section: 'changes',
      what: `at ${tellDuration(at)}`,
      value: 'see manifest.json',
    })),
    ...map('measures', { ...scenario.measures, answer: undefined }),
    ...Object.entries(scenario.measures.answer ?? {}).map(([metric, told]) => ({
      section: 'measures',
      what: `answer: ${told}`,
      value: metric,
    })),
  ];
}

/** What the model leaves out that a reader would expect of this scenario. */
function simplifications({ verification: { enclaves }, chain }: Scenario): Assumption[] {
  if (!enclaves || chain.mode === 'off' || enclaves.heartbeat_gas === 0) return [];
  const value = 'pay for their gas at the end of each epoch, and take no room in blocks';
  return [{ section: 'verification', what: 'heartbeats', value }];
}

/** Parts of the supply: how much, what of it is free at once, and when the rest is. */
function allocationRows(scenario: Scenario): Assumption[] {
  return (scenario.token.allocation ?? []).map(({ name, amount, tge, cliff, vesting, to }) => {
    const told = [
      tellValue('supply', amount, scenario),
      `to ${to}`,
      ...(tge > 0 ? [`${tellShare(tge)} at once`] : []),
      ...(cliff > 0 ? [`nothing more for ${tellDuration(cliff)}`] : []),
      ...(vesting > 0 ? [`the rest over ${tellDuration(vesting)}`] : []),
    ];
    return { section: 'token', what: `allocation: ${name}`, value: told.join(', ') };
  });
}

function chainRows(scenario: Scenario): Assumption[] {
  return Object.entries(scenario.chain).map(([what, value]) => ({
    section: 'chain',
    what: what.replaceAll('_', ' '),
    value: what === 'gas_price' ? `${tell(Number(value))} base units per gas` : tellValue(what, value, scenario),
  }));
}
