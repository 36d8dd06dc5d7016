/** Which steps of a job's life may a rule call? One stable object per run; the simulation implements it. */
export interface Life {
  /** A job comes on a flow. `size` (s) is drawn when it is -1, and `client` when it is not given. */
  arrive(flow: number, size: number, client?: number): void;
  /** Queueing is over: the executor begins the task. */
  started(task: number): void;
  /** The executor has done the task's work. */
  executed(task: number): void;
  /**
   * One more execution for a job: role ANSWER, COPY or AUDIT of the tables; `checks` the task it checks, or -1. Returns the
   * task, or -1 when the executor's queue was found full at once: an audit is then not made; an answer or copy that its client
   * waits for takes the whole attempt with it, and the job is sent again or lost: it must not be touched any more.
   */
  spawn(job: number, role: number, executor: number, checks: number): number;
  /** Do two tasks' outputs agree under the scenario's metric and threshold? */
  agree(a: number, b: number): boolean;
  /** The client gets the answer of `task` and pays. */
  accept(job: number, task: number): void;
  /** Moves `amount` base units from an account to those whom the job's fee is for; `jobs.node` is the node among them. */
  pay(job: number, from: number, amount: number): void;
  /** The client gets no answer and pays nothing. */
  reject(job: number): void;
  /** The author of `task` is found guilty of OFFENCES[offence]. */
  convict(task: number, offence: number): void;
  /**
   * No dispute is possible any more: truth and verdict are compared, and the record is freed with its last task.
   * `checked`: the answers were looked at, so that their authors' reputation learns from it.
   */
  close(job: number, checked: boolean): void;
  /** An answer given at `answered` (s) on `flow` is final on the chain. */
  proved(flow: number, answered: number, weight: number): void;
  /** Takes a node out of service until a time (s), or for good (Infinity). */
  jail(node: number, until: number): void;
  /** Takes a node out of the network for good. */
  expel(node: number): void;
}
