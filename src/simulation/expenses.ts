/**
 * What do nodes pay for their work? Proxies pay the provider behind them for every execution, whether anybody waits for it still
 * or not, nodes or publishers pay storage for a model that a node fetches. An execution that is broken off (its client gave up,
 * its node failed) is paid for in part: such APIs bill the tokens made until then. What is due is added up and paid at the end of each epoch from the payer's income; what
 * that does not cover is bought outside.
 */
import type { F64, U8 } from '../engine/state.ts';
import type { Observer } from '../network/facts.ts';
import { STAGE } from '../network/tables.ts';
import type { World } from '../network/world.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Behaviours } from './behaviours.ts';

/** Of each node, over the run so far. */
export interface ExpenseColumns {
  /** USD for the provider behind it, and for models that it fetched. */
  upstreamUsd: F64;
  downloadsUsd: F64;
  /** Base units that it paid, and that it bought outside for that. */
  paid: F64;
  bought: F64;
}

/** True where somebody has such expenses. */
export function hasExpenses({ nodes, models }: Scenario): boolean {
  return (
    nodes.some((group) => group.upstream_cost !== undefined) || models.some((model) => model.download !== undefined)
  );
}

function expenseColumns({ nodes }: World['tables']): ExpenseColumns {
  const column = (name: string) => nodes.table.column(`expenses/${name}`, 'f64');
  return {
    upstreamUsd: column('upstreamUsd'),
    downloadsUsd: column('downloadsUsd'),
    paid: column('paid'),
    bought: column('bought'),
  };
}

export class Expenses {
  readonly observer: Observer;
  private readonly world: World;
  readonly columns: ExpenseColumns;
  /** Base units due upstream of each node, a real number. */
  private readonly due: F64;
  /** USD per execution, by group of nodes and model. */
  private charge: readonly (readonly number[])[] = [];
  private readonly upstreamReason: number;
  private readonly downloadReason: number;
  private readonly buyReason: number;

  constructor(world: World, scenario: Scenario, behaviours: Behaviours, publishers: readonly number[]) {
    this.world = world;
    const { tables, market, ledger, store, services } = world;
    const { nodes, tasks, jobs } = tables;
    const hub = scenario.models.some((model) => model.download !== undefined);
    this.columns = expenseColumns(tables);
    this.due = nodes.table.column('expenses/due', 'f64');
    this.upstreamReason = ledger.reason('upstream');
    this.downloadReason = ledger.reason('download');
    this.buyReason = ledger.reason('purchase');
    const { columns, due } = this;
    const unit = Number(`1e${scenario.token.decimals}`);
    const model = scenario.flows.map((_, f) => behaviours.model(f));
    /** 1: the node has the model. */
    const table = store.table('hub');
    const fetched: U8 = table.column('fetched', 'u8');
    const fetch = (node: number, m: number): void => {
      const place = node * scenario.models.length + m;
      while (table.size <= place) table.add();
      if (fetched.data[place] === 1) return;
      fetched.data[place] = 1;
      const download = scenario.models[m].download;
      if (!download) return;
      const { fee, paid_by } = download;
      const units = fee.asset === 'token' ? (fee.units ?? 0) : Math.ceil((fee.amount / market.price) * unit - 1e-6);
      const usd = fee.asset === 'usd' ? fee.amount : (units / unit) * market.price;
      if (paid_by === 'node') {
        columns.downloadsUsd.data[node] += usd;
        this.pay(node, services.storage, units, this.downloadReason);
      } else {
        this.cover(publishers[m], units);
        ledger.move(publishers[m], services.storage, units, this.downloadReason);
      }
    };
    /** An execution went so far: 1 is to its end. */
    const bill = (task: number, part: number): void => {
      const node = tasks.node.data[task];
      // Stages and proofs run no model.
      if (node < 0 || tasks.echo.data[task] === 1 || tasks.role.data[task] >= STAGE) return;
      const m = model[jobs.flow.data[tasks.job.data[task]]];
      if (hub) fetch(node, m);
      // Who has a cheaper model answer pays the provider of that: in proportion to what it computes.
      const usd = this.charge[nodes.group.data[node]][m] * behaviours.costs[m][tasks.behaviour.data[task]] * part;
      if (usd === 0) return;
      columns.upstreamUsd.data[node] += usd;
      due.data[node] += (usd / market.price) * unit;
    };
    this.observer = {
      executed: (task) => bill(task, 1),
      withdrawn: (task, spent) => {
        if (spent > 0) bill(task, Math.min(1, spent / tasks.work.data[task]));
      },
    };
  }

  /** What providers charge from now on. */
  configure({ nodes, models }: Scenario): void {
    this.charge = nodes.map(({ upstream_cost }) =>
      models.map(({ price }) => {
        if (upstream_cost === undefined) return 0;
        return upstream_cost === 'list' ? (price?.amount ?? 0) : upstream_cost.amount;
      }),
    );
  }

  /** At the end of an epoch: what is due upstream is paid, down to whole base units. */
  settle(): void {
    const { nodes } = this.world.tables;
    const outside = this.world.ledger.outside[0];
    for (let node = 0; node < nodes.table.size; node++) {
      const whole = Math.floor(this.due.data[node]);
      if (whole === 0) continue;
      this.due.data[node] -= whole;
      this.pay(node, outside, whole, this.upstreamReason);
    }
  }

  private pay(node: number, to: number, units: number, reason: number): void {
    const wallet = this.world.tables.nodes.wallet.data[node];
    this.columns.bought.data[node] += this.cover(wallet, units);
    this.columns.paid.data[node] += units;
    this.world.ledger.move(wallet, to, units, reason);
  }

  /** Buys what an account lacks to pay `units`; returns what was bought. */
  private cover(account: number, units: number): number {
    const { ledger } = this.world;
    const lacking = Math.max(0, units - ledger.balance(account));
    ledger.move(ledger.outside[0], account, lacking, this.buyReason);
    return lacking;
  }
}
