/** Which operators earn? The twenty that earn most, and all others together; first replication. */
import type { TopLevelSpec } from 'vega-lite';
import { type Chart, heading } from './chart.ts';
import { tell, tellShare, tokens } from './numbers.ts';
import { type Holder, operators } from './parties.ts';
import { CHEAT, HONEST, WIDTH } from './theme.ts';

const SHOWN = 20;
const size = (holder: Holder): number => holder.nodes + holder.validators;
const LABELS = { honest: 'honest', cheats: 'with nodes of an adversary', others: 'others together' };

export const revenue: Chart = {
  name: 'revenue-by-operator',
  question: 'value',
  draw(result) {
    const all = operators(result).sort((a, b) => b.revenue - a.revenue);
    const total = all.reduce((sum, holder) => sum + holder.revenue, 0);
    if (total <= 0) return null;
    const symbol = result.manifest.scenario.token.symbol;
    const most = all.slice(0, all.length <= SHOWN + 1 ? all.length : SHOWN);
    const others = all.slice(most.length);
    const values = most.map((holder) => ({
      label: size(holder) > 1 ? `${holder.label} (${size(holder)})` : holder.label,
      amount: tokens(result, holder.revenue),
      kind: holder.cheats ? LABELS.cheats : LABELS.honest,
    }));
    if (others.length > 0)
      values.push({
        label: `${tell(others.length, 6)} others`,
        amount: tokens(
          result,
          others.reduce((sum, holder) => sum + holder.revenue, 0),
        ),
        kind: LABELS.others,
      });
    const end = (value: { amount: number; kind: string }) => (value.kind === LABELS.others ? 0 : value.amount);
    const rows = values.map((value) => ({
      ...value,
      // A bar for all others would dwarf those of single operators: they are told in words.
      end: end(value),
      text: `${tell(value.amount)} · ${tellShare(value.amount / tokens(result, total))}`,
    }));
    const kinds = [LABELS.honest, LABELS.cheats].filter((kind) => rows.some((row) => row.kind === kind));
    const colours: Record<string, string> = { [LABELS.honest]: HONEST, [LABELS.cheats]: CHEAT };
    const y = { field: 'label', type: 'nominal' as const, sort: null, title: null, axis: { grid: false } };
    const x = {
      field: 'end',
      type: 'quantitative' as const,
      title: `revenue over the run, ${symbol}`,
      axis: { grid: false, tickCount: 6 },
    };
    const spec: TopLevelSpec = {
      $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
      title: heading(
        all.length > SHOWN + 1 ? `Revenue by operator: the ${SHOWN} that earn most` : 'Revenue by operator',
        result,
        [
          ...(result.summary.replications > 1 ? ['replication 1'] : []),
          ...(most.some((holder) => size(holder) > 1) ? ['in brackets: nodes and validators'] : []),
        ].join(' · ') || undefined,
      ),
      width: WIDTH - 120,
      height: { step: 20 },
      data: { values: rows },
      layer: [
        {
          mark: { type: 'bar', height: { band: 0.72 } },
          encoding: {
            y,
            x,
            color: {
              field: 'kind',
              type: 'nominal',
              scale: { domain: kinds, range: kinds.map((kind) => colours[kind]!) },
              legend: kinds.length > 1 ? { orient: 'top', direction: 'horizontal', title: null } : null,
            },
          },
        },
        {
          mark: { type: 'text', align: 'left', baseline: 'middle', dx: 5, fontSize: 10.5, color: '#57606a' },
          encoding: { y, x, text: { field: 'text', type: 'nominal' } },
        },
      ],
    };
    const share = all[0]!.revenue / total;
    const fair = 1 / all.length;
    const cheats = all.filter((holder) => holder.cheats);
    const taken = cheats.reduce((sum, holder) => sum + holder.revenue, 0) / total;
    const ofCheats =
      cheats.length === 0
        ? ''
        : ` The ${cheats.length} with nodes of an adversary have ${tellShare(taken)}, with ${tellShare(cheats.length / all.length)} of the operators.`;
    return {
      spec,
      reading:
        `The operator that earns most has ${tellShare(share)} of all revenue; ` +
        `an equal share of ${tell(all.length, 6)} would be ${tellShare(fair)}.${ofCheats}`,
    };
  },
};
