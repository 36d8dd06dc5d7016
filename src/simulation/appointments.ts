/**
 * What has a rule put off about a job? A ticket for each: it stays good for as long as the job is the same and open, in the same
 * attempt. Whoever calls a job off need not look for what was to happen to it: its time comes, and finds nothing.
 */
import type { F64, Table } from '../engine/state.ts';
import type { Jobs } from '../network/tables.ts';
import type { World } from '../network/world.ts';

export class Appointments {
  private readonly jobs: Jobs;
  private readonly table: Table;
  private readonly job: F64;
  private readonly flow: F64;
  private readonly number: F64;
  private readonly attempt: F64;
  private readonly about: F64;

  constructor({ store, tables, room }: World) {
    this.jobs = tables.jobs;
    this.table = store.core('life/appointments', room.jobs);
    this.job = this.table.column('job', 'f64');
    this.flow = this.table.column('flow', 'f64');
    this.number = this.table.column('number', 'f64');
    this.attempt = this.table.column('attempt', 'f64');
    this.about = this.table.column('what', 'f64');
  }

  make(job: number, what: number): number {
    const { jobs } = this;
    const ticket = this.table.take();
    this.job.data[ticket] = job;
    this.flow.data[ticket] = jobs.flow.data[job];
    this.number.data[ticket] = jobs.number.data[job];
    this.attempt.data[ticket] = jobs.resent.data[job];
    this.about.data[ticket] = what;
    return ticket;
  }

  /** Takes the ticket back; its job, or -1 when that is not what it was. */
  keep(ticket: number): number {
    const { jobs } = this;
    const job = this.job.data[ticket];
    this.table.giveBack(ticket);
    const same =
      jobs.flow.data[job] === this.flow.data[ticket] &&
      jobs.number.data[job] === this.number.data[ticket] &&
      jobs.resent.data[job] === this.attempt.data[ticket] &&
      jobs.closed.data[job] === 0;
    return same ? job : -1;
  }

  /** What a ticket taken back was about, until the next one is made. */
  what(ticket: number): number {
    return this.about.data[ticket];
  }
}
