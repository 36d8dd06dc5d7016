/**
 * What stops a run because the simulator itself, not its user, is wrong? A broken invariant: money that does not
 * add up, a probability that is not one. It names the event, the simulated time and the seed, so that the run can
 * be repeated up to that point. Whoever throws it deep inside a rule knows none of the three: the run loop adds them.
 */
export interface Moment {
  /** Kind and subject of the event that was being handled. */
  event?: string;
  /** Simulated seconds. */
  time?: number;
  /** Master seed of the run, with its replication. */
  seed?: string;
}

export class InvariantError extends Error {
  override readonly name = 'InvariantError';
  /** What is broken, without the moment. */
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
  at(moment: Moment): InvariantError {
    const known = {
      event: this.event ?? moment.event,
      time: this.time ?? moment.time,
      seed: this.seed ?? moment.seed,
    };
    return new InvariantError(this.reason, dropUndefined(known), { cause: this.cause ?? this });
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
