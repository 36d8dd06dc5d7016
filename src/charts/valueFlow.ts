/** Who paid whom? Tokens moved from role to role over the run, mean over replications. */
import type { TopLevelSpec } from 'vega-lite';
import { COURSE, type Role } from '../network/ledger.ts';
import type { Result } from '../results/result.ts';
import { type Chart, heading } from './chart.ts';
import { tell } from './numbers.ts';
import { WIDTH } from './theme.ts';

export interface Flow {
  from: string;
  to: string;
  reason: string;
  /** Whole tokens, mean over replications. */
  amount: number;
}

/** Token flows by (from, to, reason), largest first. Sums are exact before they are divided. */
export function tokenFlows(result: Result): Flow[] {
  const { decimals } = result.manifest.scenario.token;
  const sums = new Map<string, { from: string; to: string; reason: string; units: bigint }>();
  for (const row of result.ledger) {
    if (row.asset !== 'token' || row.amount === '0') continue;
    const key = `${row.from}\n${row.to}\n${row.reason}`;
    const sum = sums.get(key) ?? { from: row.from, to: row.to, reason: row.reason, units: 0n };
    sum.units += BigInt(row.amount);
    sums.set(key, sum);
  }
  return [...sums.values()]
    .map(({ units, ...flow }) => ({
      ...flow,
      amount: Number(units) / 10 ** decimals / result.summary.replications,
    }))
    .sort((a, b) => b.amount - a.amount || (`${a.from}${a.to}` < `${b.from}${b.to}` ? -1 : 1));
}

/** Where tokens come from or go to without being paid by one party of the network to another. */
const BEYOND = new Set(['mint', 'outside', 'burn']);

/** Results of another version may know other roles: last. */
const place = (role: string): number => COURSE[role as Role] ?? Number.POSITIVE_INFINITY;

/** Endowments at the start are no payments. */
export const isGenesis = (flow: Flow): boolean => flow.reason === 'genesis';

/** Nor are parts of the allocation that become free, many times what anybody pays: the chart of the supply tells them. */
const isEndowment = (flow: Flow): boolean => isGenesis(flow) || flow.reason === 'unlock';

/** Stake that changes hands within its role is moved, not paid. */
const isMove = (flow: Flow): boolean => flow.from === flow.to;

export const valueFlow: Chart = {
  name: 'value-flow',
  question: 'value',
  draw(result) {
    const flows = tokenFlows(result).filter((flow) => !isEndowment(flow) && !isMove(flow));
    if (flows.length === 0) return null;
    const symbol = result.manifest.scenario.token.symbol;
    const cells = new Map<string, { from: string; to: string; amount: number }>();
    for (const { from, to, amount } of flows) {
      const cell = cells.get(`${from}\n${to}`) ?? { from, to, amount: 0 };
      cell.amount += amount;
      cells.set(`${from}\n${to}`, cell);
    }
    const most = Math.max(...[...cells.values()].map((cell) => cell.amount));
    const values = [...cells.values()].map((cell) => ({
      ...cell,
      text: tell(cell.amount),
      dark: Math.sqrt(cell.amount / most) > 0.55,
    }));
    const roles = (side: 'from' | 'to') =>
      [...new Set(values.map((value) => value[side]))].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
    const columns = roles('to').length;
    const x = {
      field: 'to',
      type: 'nominal' as const,
      sort: roles('to'),
      title: 'received by',
      axis: { orient: 'top' as const, labelAngle: columns > 7 ? -35 : 0, domain: false, ticks: false, titlePadding: 8 },
    };
    const y = {
      field: 'from',
      type: 'nominal' as const,
      sort: roles('from'),
      title: 'paid by',
      axis: { grid: false, domain: false, ticks: false },
    };
    const spec: TopLevelSpec = {
      $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
      title: heading(
        `Value flow: ${symbol} moved from role to role over the run`,
        result,
        result.summary.replications > 1 ? 'mean over replications' : undefined,
      ),
      width: { step: columns > 7 ? Math.max(56, Math.floor(WIDTH / columns)) : 92 },
      height: { step: 34 },
      data: { values },
      layer: [
        {
          mark: { type: 'rect', stroke: '#ffffff', strokeWidth: 2 },
          encoding: {
            x,
            y,
            color: {
              field: 'amount',
              type: 'quantitative',
              scale: { type: 'sqrt', domain: [0, most], range: ['#e6f0f7', '#08519c'] },
              legend: null,
            },
          },
        },
        {
          mark: { type: 'text', fontSize: 12, baseline: 'middle' },
          encoding: {
            x,
            y,
            text: { field: 'text', type: 'nominal' },
            color: { condition: { test: 'datum.dark', value: '#ffffff' }, value: '#1b1f24' },
          },
        },
      ],
    };
    const top = flows.find((flow) => !BEYOND.has(flow.from) && !BEYOND.has(flow.to));
    if (top === undefined) return { spec, reading: 'All value comes in from outside the network or goes out of it.' };
    return {
      spec,
      reading: `The largest payment within the network is ${top.reason} from ${top.from} to ${top.to}: ${tell(top.amount)} ${symbol}.`,
    };
  },
};
