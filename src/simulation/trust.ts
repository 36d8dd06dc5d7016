/**
 * Do clients still believe in the network? Each has trust from 0 to 1, loses a share of it when an answer that it took is found
 * to be wrong, and regains it with time; its jobs are sent with the probability of its trust, by their own luck.
 */
import type { KeyedDraw } from '../engine/keyed.ts';
import { exp } from '../engine/portable.ts';
import type { F64 } from '../engine/state.ts';
import type { Tables } from '../network/tables.ts';
import type { World } from '../network/world.ts';
import type { Flow } from '../scenario/schema.ts';

/** Of a client. */
export interface TrustColumns {
  /** Trust lost as of `since` (s): 0 at first. */
  lost: F64;
  since: F64;
  /** Wrong answers found out, and jobs not sent for want of trust. */
  found: F64;
  withheld: F64;
}

export function trustColumns({ clients }: Tables): TrustColumns {
  const column = (name: string) => clients.table.column(`trust/${name}`, 'f64');
  return { lost: column('lost'), since: column('since'), found: column('found'), withheld: column('withheld') };
}

export class Trust {
  private readonly world: World;
  private readonly columns: TrustColumns;
  private readonly draw: KeyedDraw;
  private readonly loss: number;
  private readonly recovery: number;
  private readonly least: number;

  constructor(world: World, { name, trust }: Flow, flow: number) {
    const { loss, recovery = Number.POSITIVE_INFINITY, leaves_below } = trust as NonNullable<Flow['trust']>;
    this.world = world;
    this.columns = trustColumns(world.tables);
    this.draw = world.draw('flow', name, 'trust');
    this.loss = loss;
    this.recovery = recovery;
    this.least = leaves_below;
    const { tasks, jobs } = world.tables;
    world.facts.on('offence', (task) => {
      const job = tasks.job.data[task];
      if (jobs.flow.data[job] !== flow || jobs.answered.data[job] < 0) return;
      if (tasks.node.data[task] === jobs.node.data[job]) this.disappoint(jobs.client.data[job]);
    });
  }

  /** Trust of a client now: lost trust falls exponentially. */
  of(client: number): number {
    const { lost, since } = this.columns;
    if (lost.data[client] === 0) return 1;
    return 1 - lost.data[client] * exp((since.data[client] - this.world.engine.now) / this.recovery);
  }

  /** Does the client of a new job send it? */
  sends(job: number): boolean {
    const { jobs } = this.world.tables;
    const client = jobs.client.data[job];
    const trust = this.of(client);
    if (trust === 1) return true;
    if (trust >= this.least && this.draw.uniform(jobs.number.data[job], 0) < trust) return true;
    this.columns.withheld.data[client] += jobs.weight.data[job];
    return false;
  }

  private disappoint(client: number): void {
    const { lost, since, found } = this.columns;
    lost.data[client] = 1 - this.of(client) * (1 - this.loss);
    since.data[client] = this.world.engine.now;
    found.data[client]++;
  }
}
