/**
 * Which offences were there? A sample of stated size: every offence has a lot of its own, and those below a bar are
 * kept; when the log is full, the bar is halved. What is kept is a simple random sample whose inclusion
 * probability is the bar, and it does not depend on the order of events.
 */
import type { KeyedDraw } from '../engine/keyed.ts';
import type { F64, Table } from '../engine/state.ts';
import { AUDIT } from '../network/tables.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { OffenceRow } from './record.ts';
import { cells } from './windows.ts';

/** Most offences kept. */
const CAPACITY = 4096;
const FATES = ['detected', 'missed', 'false-conviction'] as const;
const COLUMNS = ['lot', 'time', 'flow', 'job', 'node', 'behaviour', 'value', 'fate', 'settled'] as const;

export class OffenceLog {
  private readonly run: Simulation;
  private readonly table: Table;
  private readonly columns: Record<(typeof COLUMNS)[number], F64>;
  private readonly bar: F64;
  private readonly draws: readonly KeyedDraw[];

  constructor(run: Simulation) {
    this.run = run;
    this.table = run.world.store.table('measures/offences', 16);
    this.columns = Object.fromEntries(COLUMNS.map((name) => [name, this.table.column(name, 'f64')])) as Record<
      (typeof COLUMNS)[number],
      F64
    >;
    this.bar = cells(run, 'offences/bar', 1);
    if (this.bar.data[0] === 0) this.bar.data[0] = 1;
    this.draws = run.scenario.flows.map((flow) => run.world.draw('flow', flow.name, 'offence log'));
  }

  /** Probability with which an offence is in the log. */
  get inclusion(): number {
    return this.bar.data[0];
  }

  /** Notes an offence whose fate is known now. Only while its job's record stands. */
  note(task: number, fate: (typeof FATES)[number]): void {
    const { jobs, tasks } = this.run.world.tables;
    const job = tasks.job.data[task];
    const flow = jobs.flow.data[job];
    const lot = this.draws[flow].uniform(jobs.number.data[job], tasks.ordinal.data[task]);
    if (lot >= this.bar.data[0]) return;
    if (this.table.size === CAPACITY) this.thin();
    if (lot >= this.bar.data[0]) return;
    const row = this.table.add();
    const c = this.columns;
    c.lot.data[row] = lot;
    c.time.data[row] = tasks.ended.data[task];
    c.flow.data[row] = flow;
    c.job.data[row] = jobs.number.data[job];
    c.node.data[row] = tasks.node.data[task];
    c.behaviour.data[row] = tasks.behaviour.data[task];
    c.value.data[row] = jobs.value.data[job];
    c.fate.data[row] = FATES.indexOf(fate);
    c.settled.data[row] = this.run.world.engine.now;
  }

  /** Everything kept, in order of time, with those still pending at the same inclusion probability. */
  rows(): OffenceRow[] {
    const c = this.columns;
    const rows: OffenceRow[] = [];
    for (let i = 0; i < this.table.size; i++)
      rows.push(
        this.row(
          c.time.data[i],
          c.flow.data[i],
          c.job.data[i],
          c.node.data[i],
          c.behaviour.data[i],
          c.value.data[i],
          FATES[c.fate.data[i]],
          c.settled.data[i],
        ),
      );
    const { jobs, tasks } = this.run.world.tables;
    for (let task = 0; task < tasks.table.size; task += tasks.table.stride) {
      const job = tasks.job.data[task];
      if (job < 0 || jobs.closed.data[job] === 1 || tasks.cheat.data[task] === 0 || tasks.role.data[task] === AUDIT)
        continue;
      if (tasks.ended.data[task] < 0 || tasks.convicted.data[task] === 1) continue;
      const flow = jobs.flow.data[job];
      const number = jobs.number.data[job];
      if (this.draws[flow].uniform(number, tasks.ordinal.data[task]) >= this.inclusion) continue;
      rows.push(
        this.row(
          tasks.ended.data[task],
          flow,
          number,
          tasks.node.data[task],
          tasks.behaviour.data[task],
          jobs.value.data[job],
          'pending',
          null,
        ),
      );
    }
    return rows.sort((a, b) => a.time - b.time || a.job - b.job || a.node - b.node);
  }

  private row(
    time: number,
    flow: number,
    job: number,
    node: number,
    behaviour: number,
    value: number,
    fate: OffenceRow['fate'],
    settled: number | null,
  ): OffenceRow {
    const { scenario, world, behaviours } = this.run;
    const { nodes } = world.tables;
    const adversary = nodes.adversary.data[node];
    return {
      kind: 'invalid-result',
      time,
      flow: scenario.flows[flow].name,
      job,
      node,
      operator: nodes.operator.data[node],
      adversary: adversary >= 0 ? scenario.adversaries[adversary].name : '',
      behaviour: behaviours.banks[behaviours.model(flow)].classNames[behaviour],
      value_usd: value,
      fate,
      settled,
    };
  }

  /** Halves the bar and drops what lies above it. */
  private thin(): void {
    this.bar.data[0] /= 2;
    const columns = Object.values(this.columns);
    let kept = 0;
    for (let i = 0; i < this.table.size; i++) {
      if (this.columns.lot.data[i] >= this.bar.data[0]) continue;
      for (const column of columns) column.data[kept] = column.data[i];
      kept++;
    }
    this.table.size = kept;
  }
}
