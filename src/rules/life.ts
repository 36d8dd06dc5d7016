/** Which steps of a job's life may a rule call? One stable object per run; the simulation implements it. */
export interface Life {
  /**
   * A job comes on a flow. `size` (s), tokens and `client` are drawn when they are -1 or not given; `mode` says which of the
   * flow's methods is to verify it, where it has several.
   */
  arrive(flow: number, size: number, client?: number, tokensIn?: number, tokensOut?: number, mode?: number): void;
  /** Queueing is over: the executor begins the task, whose work is known from now on: its model may have to be loaded first. */
  started(task: number): void;
  /** The executor has done the task's work. */
  executed(task: number): void;
  /**
   * One more task for a job: role ANSWER, COPY, AUDIT or PROOF of the tables; `checks` the task it checks or proves, or -1. A
   * proof takes `work` seconds at speed 1, an execution as long as the job. Returns the task, or -1 when the executor's queue
   * was found full at once: an audit or proof is then not made; an answer or copy that its client waits for takes the whole
   * attempt with it, and the job is sent again or lost: it must not be touched any more.
   */
  spawn(job: number, role: number, executor: number, checks: number, work?: number): number;
  /** Gives up a task that has not ended, of a job that goes on without it: it will not be handed in. */
  abandon(task: number): void;
  /**
   * Remembers that a rule has something to do about a job later; whoever schedules the ticket that is returned calls `due` with
   * it, once. The rule under which the job was sent is then told, unless the job was closed, lost or sent again meanwhile.
   */
  appoint(job: number, what: number): number;
  due(ticket: number): void;
  /** Do two tasks' outputs agree under the scenario's metric and threshold? */
  agree(a: number, b: number): boolean;
  /** Does a task's output agree with the one that the model's reference class gives, as somebody knows it who ran that before? */
  right(task: number): boolean;
  /** The client gets the answer of `task` and pays. */
  accept(job: number, task: number): void;
  /** Moves `amount` base units from an account to those whom the job's fee is for; `jobs.node` is the node among them. */
  pay(job: number, from: number, amount: number): void;
  /** What is in escrow for an answered job, `amount` base units, waits there for its proof or verdict: RELEASES[until]. */
  escrow(job: number, amount: number, until: number): void;
  /** The proof that a job's `proofRowOf` was waiting for is final (`proved`), or will never be. */
  released(row: number, proved: boolean): void;
  /** The client gets no answer and pays nothing. */
  reject(job: number): void;
  /** The author of `task` is found guilty of OFFENCES[offence], by `challenger`'s execution; absent: by the audits against it. */
  convict(task: number, offence: number, challenger?: number): void;
  /**
   * No dispute is possible any more: truth and verdict are compared, and the record is freed with its last task, at once when
   * that is over.
   * `checked`: the answers were looked at, so that their authors' reputation learns from it.
   */
  close(job: number, checked: boolean): void;
  /** What became of a job's own proof: PROOFS[outcome] of the facts. */
  proven(job: number, outcome: number): void;
  /** An answer given at `answered` (s) on `flow` is final on the chain; `mode` by `modeKey`, -1 where flows have one. */
  proved(flow: number, answered: number, weight: number, mode: number): void;
  /** An answer will never be: UNPROVED[cause] of the facts. */
  unproved(flow: number, weight: number, cause: number): void;
  /** An output that settlement had taken on its way (`carry`) reaches its client. */
  handIn(task: number): void;
  /** Takes a node out of service until a time (s), or for good (Infinity). */
  jail(node: number, until: number): void;
  /** Takes a node out of the network for good. */
  expel(node: number): void;
}
