/** What does a node ask for a job, in tokens of now? Its drawn ask, or its group's formula, converted at the oracle's price. */
import { bindExpression } from '../language/expression.ts';
import { askOf } from '../network/asks.ts';
import type { Binder } from './binder.ts';
import { askHook } from './hooks.ts';

/** Base units, a real number, that `node` asks for `job`. */
export function asks(b: Binder): (job: number, node: number) => number {
  const { tables, terms } = b;
  const asked = askOf(tables);
  const formulas = terms.asks ?? [];
  if (formulas.every((formula) => formula === undefined))
    return (_job, node) => (asked.data[node] / terms.usdPerToken) * terms.unit;
  const asking = b.cells('asking', 'f64');
  const holders = {
    n: tables.nodes,
    e: tables.executors,
    j: tables.jobs,
    asked,
    asking,
    ledger: b.ledger,
    terms,
    engine: b.engine,
  };
  const bound = formulas.map((formula) =>
    formula === undefined ? (node: number) => asked.data[node] : bindExpression(formula, askHook, holders),
  );
  const { group } = tables.nodes;
  return (job, node) => {
    asking.data[0] = job;
    return (bound[group.data[node]](node) / terms.usdPerToken) * terms.unit;
  };
}

/** Why rules that ask cannot work, where some group of nodes has no ask. */
export function withoutAsks({ asks: there }: { asks: boolean }): string | null {
  return there ? null : 'but not every group of nodes states an ask';
}
