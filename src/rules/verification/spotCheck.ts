/**
 * Can the answer be trusted? Nodes are now and then given a job whose answer is known. What a node answers is held until a whole
 * batch of it has gone by without a failed check; a node that fails one is out for good, and its held answers are made anew.
 */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { expression } from '../../language/expression.ts';
import { OFFENCES } from '../../network/facts.ts';
import { ANSWER, COPY, EXITED } from '../../network/tables.ts';
import { auditors } from '../auditors.ts';
import { defineRule } from '../contract.ts';
import { HeldAnswers } from '../heldAnswers.ts';
import { jobHook } from '../hooks.ts';
import { unfinished } from '../unfinished.ts';

/** What is put off, until the execution that was handed in is dealt with: sending one may fail, and take the job with it. */
const CHECK = 0;
const AGAIN = 1;

export const spotCheck = defineRule({
  slot: 'verification',
  name: 'spot-check',
  summary:
    'with probability q a node that answers gets a job whose answer is known; answers are held for a batch of n, and those of a node that fails a check are discarded and made anew by others (blacklisting and backtracking)',
  schema: z.strictObject({
    probability: expression(jobHook, { min: 0, max: 1, description: 'chance q of a check beside an answer' }).default(
      0.1,
    ),
    batch: z
      .strictObject({
        items: z.int().min(1).max(1_000_000).default(100).describe('answers n of a node that are released together'),
        age: duration({
          clock: 'job',
          positive: true,
          description: 'what is held is released when the oldest answer was held so long, though the batch is not full',
        }).default(3600),
      })
      .prefault({})
      .describe('How long answers are held; their clients wait so long.'),
  }),
  formula:
    'a node that cheats with probability s per execution survives n answers with probability (1 - q s)^n; with a share f of such nodes the wrong part of what is accepted is s f (1 - q s)^n / ((1 - f) + f (1 - q s)^n). A check is an execution more of a job like the one beside it, and cannot be told from one',
  source: 'Sarmenta, "Sabotage-tolerance mechanisms for volunteer computing systems", CCGrid 2001, FGCS 18 (2002)',
  check: (_, { nodes }) =>
    nodes > 1 ? null : 'but what a caught node answered is made anew by others, and there are none',
  bind({ probability, batch }, b) {
    const { life, engine } = b;
    const { jobs, tasks, nodes } = b.tables;
    const chance = b.expression(probability, jobHook);
    const select = b.draw('audit');
    const other = auditors(b, 'nodes');
    const offence = OFFENCES.indexOf('invalid-result');
    const underWay = unfinished(b);
    const held = new HeldAnswers(b, batch.items);
    /** The execution whose answer is held, and 1 when a check went with it. */
    const answer = b.column(jobs.table, 'answer', 'f64', -1);
    const checked = b.column(jobs.table, 'checked', 'f64');
    /** Executions by others so far, after those that were discarded. */
    const again = b.column(jobs.table, 'again', 'f64');
    /** 1: it failed a check. */
    const caught = b.column(nodes.table, 'caught', 'u8');
    /** When what a node has been holding longest was handed in, and its batch ends (s); -1: nothing is held. */
    const ends = b.column(nodes.table, 'ends', 'f64', -1);
    const later = b.event('later', (ticket) => life.due(ticket));
    const aged = b.lane('age', batch.age, (node) => {
      if (ends.data[node] >= 0 && engine.now >= ends.data[node]) release(node, true);
    });

    function putOff(job: number, what: number): void {
      engine.after(0, later, life.appoint(job, what));
    }
    function discard(job: number): void {
      putOff(job, AGAIN);
    }
    function letGo(job: number): void {
      life.accept(job, answer.data[job]);
      life.close(job, checked.data[job] === 1);
    }
    function release(node: number, all: boolean): void {
      held.release(node, all, letGo);
      ends.data[node] = -1;
      if (held.count(node) > 0) begin(node);
    }
    function begin(node: number): void {
      ends.data[node] = engine.now + batch.age;
      engine.push(aged, node);
    }
    function convict(node: number, task: number): void {
      caught.data[node] = 1;
      ends.data[node] = -1;
      life.convict(task, offence);
      if (nodes.status.data[node] !== EXITED) life.expel(node);
      held.discard(node, discard);
    }

    return {
      executionFactor: 1,
      needsEnclave: false,
      copies(job) {
        again.data[job] = 0;
        return 1;
      },
      answered(job, task) {
        const node = tasks.node.data[task];
        if (caught.data[node] === 1) {
          // The answers that it has not been checked for are discarded already, and this is one more.
          if (tasks.role.data[task] === ANSWER) discard(job);
          return;
        }
        if (tasks.role.data[task] === COPY) {
          if (!life.right(task)) {
            convict(node, task);
            return;
          }
          held.pass(job);
        } else {
          answer.data[job] = task;
          // Formulas may speak of the node; made anew, it is another one.
          jobs.node.data[job] = node;
          const looked = select.uniform(jobs.number.data[job], tasks.ordinal.data[task]) < chance(job);
          checked.data[job] = looked ? 1 : 0;
          held.add(node, job, !looked);
          if (ends.data[node] < 0) begin(node);
          if (looked) {
            putOff(job, CHECK);
            return;
          }
        }
        while (held.isComplete(node)) release(node, false);
      },
      due(job, what) {
        if (what === CHECK) {
          const task = answer.data[job];
          // Caught by another check at the same instant, its answers are discarded already.
          if (caught.data[tasks.node.data[task]] === 0) life.spawn(job, COPY, tasks.executor.data[task], -1);
          return;
        }
        // Checks of discarded answers: nobody needs them any more.
        underWay.giveUp(job);
        const executor = other(job, again.data[job]++ % 31);
        if (executor < 0) {
          life.reject(job);
          life.close(job, true);
        } else {
          life.spawn(job, ANSWER, executor, -1);
        }
      },
      audited() {},
    };
  },
});
