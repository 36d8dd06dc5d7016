/**
 * What stops a run? Either the simulator itself is wrong (a broken invariant: money that does not add up), or what its
 * user wrote gives what cannot be simulated, which shows only once it is drawn or computed (a formula that divides by
 * zero). Both name the event, the simulated time and the seed, so that the run can be repeated up to that point.
 * Whoever throws deep inside a rule knows none of the three: the run loop adds them.
 */
export interface Moment {
  /** Kind and subject of the event that was being handled. */
  event?: string;
  /** Simulated seconds. */
  time?: number;
  /** Master seed of the run, with its replication. */
  seed?: string;
}

/** What both kinds have in common: a reason, and the moment as far as it is known. */
export abstract class RunError extends Error {
  /** What is wrong, without the moment. */
  readonly reason: string;
  readonly event: string | undefined;
  readonly time: number | undefined;
  readonly seed: string | undefined;

  constructor(reason: string, moment: Moment = {}, options?: ErrorOptions) {
    super(describe(reason, moment), options);
    this.reason = reason;
    this.event = moment.event;
    this.time = moment.time;
    this.seed = moment.seed;
  }

  /** The same error with what was not yet known of its moment filled in; what is known stays. */
  abstract at(moment: Moment): RunError;

  protected completed(moment: Moment): [reason: string, moment: Moment, options: ErrorOptions] {
    const known = {
      event: this.event ?? moment.event,
      time: this.time ?? moment.time,
      seed: this.seed ?? moment.seed,
    };
    return [this.reason, dropUndefined(known), { cause: this.cause ?? this }];
  }
}

/** Verisim itself is wrong: exit code 1. */
export class InvariantError extends RunError {
  override readonly name = 'InvariantError';

  override at(moment: Moment): InvariantError {
    return new InvariantError(...this.completed(moment));
  }
}

/** What the scenario says cannot be simulated, though each part of it may be said: exit code 2. The reason names the part. */
export class RunInputError extends RunError {
  override readonly name = 'RunInputError';

  override at(moment: Moment): RunInputError {
    return new RunInputError(...this.completed(moment));
  }
}

function describe(reason: string, { event, time, seed }: Moment): string {
  const where = [
    event === undefined ? '' : `event ${event}`,
    time === undefined ? '' : `time ${time} s`,
    seed === undefined ? '' : `seed ${seed}`,
  ].filter((part) => part !== '');
  return where.length === 0 ? reason : `${reason} (${where.join(', ')})`;
}

function dropUndefined(moment: { [K in keyof Moment]: Moment[K] | undefined }): Moment {
  return Object.fromEntries(Object.entries(moment).filter(([, value]) => value !== undefined));
}
