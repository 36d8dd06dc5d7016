/** Votes that go on until m agree, adaptive replication, and spot checks: each by hand, step by step. */
import { describe, expect, it } from 'vitest';
import { OFFENCES } from '../../src/network/facts.ts';
import { ANSWER, COPY, EXITED } from '../../src/network/tables.ts';
import { setting } from '../support/bound.ts';

const INVALID = OFFENCES.indexOf('invalid-result');

/** A rule, jobs whose executions end when the test says so, and what the life cycle was asked for since the last look. */
async function stage(name: string, params: unknown, nodes = 12) {
  const world = setting({ nodes: Array(nodes).fill(0) });
  const rule = await world.bind('verification', name, params);
  const { jobs, tasks } = world.tables;
  /** What each execution says, by task; 0 where nothing is said. */
  const output = new Map<number, number>();
  world.opinion.agree = (a, b) => (output.get(a) ?? 0) === (output.get(b) ?? 0);
  world.opinion.right = (task) => (output.get(task) ?? 0) === 0;
  /** Runs what was put off. */
  const settle = () => {
    for (;;) {
      world.engine.run(world.engine.now);
      const due = world.calls.findIndex(([step]) => step === 'due');
      if (due < 0) return;
      const [[, job, what]] = world.calls.splice(due, 1) as [[string, number, number]];
      rule.due!(job, what);
    }
  };
  return {
    world,
    rule,
    /** A job with its first executions, on nodes 0, 1, ... or the one given. */
    send(number: number, node = 0) {
      const job = world.addJob(number);
      const copies = rule.copies(job);
      for (let k = 0; k < copies; k++)
        world.addTask(job, world.tables.nodes.executor.data[node + k]!, k === 0 ? ANSWER : COPY);
      jobs.spawned.data[job] = copies;
      return job;
    },
    /** Executions of a job that have not ended, in the order of sending. */
    open(job: number): number[] {
      const found: number[] = [];
      for (let task = jobs.tasks.data[job]!; task >= 0; task = tasks.sibling.data[task]!)
        if (tasks.ended.data[task]! < 0) found.unshift(task);
      return found;
    },
    /** One of them is handed in; returns what followed. */
    handIn(job: number, task: number, says = 0) {
      output.set(task, says);
      tasks.ended.data[task] = 1;
      rule.answered(job, task);
      settle();
      return world.calls.splice(0).map(([step, ...rest]) => `${step} ${rest.join(' ')}`);
    },
    at(time: number) {
      world.engine.run(time);
      settle();
      return world.calls.splice(0).map(([step, ...rest]) => `${step} ${rest.join(' ')}`);
    },
    nodeOf: (task: number) => tasks.node.data[task]!,
  };
}

/** Words of a list of steps. */
const names = (steps: string[]) => steps.map((step) => step.split(' ')[0]);

describe('m-first', () => {
  it('accepts at the m-th execution that agrees, asks for as many more as are missing, and convicts the others', async () => {
    const { send, open, handIn, nodeOf } = await stage('redundant-m-first', { m: 3 });
    const job = send(0);
    const [a, b, c] = open(job) as [number, number, number];
    expect(handIn(job, b, 7)).toEqual([]);
    expect(handIn(job, a)).toEqual([]);
    // 2 : 1, so one more can decide it.
    expect(names(handIn(job, c))).toEqual(['spawn']);
    const [d] = open(job) as [number];
    expect(names(handIn(job, d, 7))).toEqual(['spawn']);
    const [e] = open(job) as [number];
    expect(handIn(job, e, 7)).toEqual([
      `accept ${job} ${b}`,
      `convict ${c} ${INVALID}`,
      `convict ${a} ${INVALID}`,
      `close ${job} 1`,
    ]);
    expect(new Set([a, b, c, d, e].map(nodeOf)).size).toBe(5);
  });

  it('asks for m - 1 more when all differ, and rejects the job after `most` executions', async () => {
    const { send, open, handIn } = await stage('redundant-m-first', { m: 3, most: 4 });
    const job = send(0);
    const [a, b, c] = open(job) as [number, number, number];
    handIn(job, a, 1);
    handIn(job, b, 2);
    // Two would be needed, and one is allowed.
    expect(names(handIn(job, c, 3))).toEqual(['spawn']);
    expect(handIn(job, open(job)[0]!, 3)).toEqual([`reject ${job}`, `close ${job} 0`]);
  });

  it('rejects when nobody is left to ask', async () => {
    const { send, open, handIn } = await stage('redundant-m-first', { m: 2 }, 2);
    const job = send(0);
    const [a, b] = open(job) as [number, number];
    handIn(job, a, 1);
    expect(handIn(job, b, 2)).toEqual([`reject ${job}`, `close ${job} 0`]);
  });

  it('with m = 1 takes the first answer and calls the other copies off, nobody having been compared', async () => {
    const { send, open, handIn } = await stage('redundant-m-first', { m: 1, copies: 3 });
    const job = send(0);
    const [a, b, c] = open(job) as [number, number, number];
    expect(handIn(job, b, 9)).toEqual([`accept ${job} ${b}`, `abandon ${c}`, `abandon ${a}`, `close ${job} 0`]);
  });

  it('without cancel waits for the others, and judges them too', async () => {
    const { send, open, handIn } = await stage('redundant-m-first', { m: 1, copies: 3, cancel: false });
    const job = send(0);
    const [a, b, c] = open(job) as [number, number, number];
    expect(handIn(job, b)).toEqual([`accept ${job} ${b}`]);
    expect(handIn(job, a, 4)).toEqual([]);
    expect(handIn(job, c)).toEqual([`convict ${a} ${INVALID}`, `close ${job} 1`]);
  });
});

describe('adaptive replication', () => {
  it('replicates everything of a newcomer, then a share 1 / c of what it answers; a wrong result starts it anew', async () => {
    const { world, send, open, handIn } = await stage('redundant-adaptive', { trusted_after: 10 });
    let number = 0;
    /** One job answered by node 0; true when it was replicated. The replica says `other`. */
    const answer = (other = 0): boolean => {
      const job = send(number++);
      const first = handIn(job, open(job)[0]!, 0);
      if (names(first)[0] === 'accept') {
        expect(names(first)).toEqual(['accept', 'close']);
        return false;
      }
      expect(names(first)).toEqual(['spawn']);
      handIn(job, open(job)[0]!, other);
      // Where they differ a third one decides; it sides with the replica.
      for (const task of open(job)) handIn(job, task, other);
      return true;
    };
    for (let k = 0; k < 10; k++) expect(answer()).toBe(true);
    const valid = [...world.tables.nodes.table.columns.values()].find((column) => column.name.endsWith('/valid'))!;
    expect(valid.data[0]).toBe(10);
    let replicated = 0;
    let expected = 0;
    for (let k = 0; k < 3000; k++) {
      expected += 1 / valid.data[0]!;
      const before = valid.data[0]!;
      const was = answer();
      if (was) replicated++;
      // The record grows by what was looked at only.
      expect(valid.data[0]! - before).toBe(was ? 1 : 0);
    }
    expect(Math.abs(replicated - expected)).toBeLessThan(4 * Math.sqrt(expected));
    expect(replicated).toBeLessThan(150);
    while (!answer(5));
    expect(valid.data[0]).toBe(0);
    for (let k = 0; k < 10; k++) expect(answer()).toBe(true);
  });
});

describe('spot checks', () => {
  it('hold answers until a batch is full and its checks are passed, in the order of answers', async () => {
    const { send, open, handIn } = await stage('spot-check', {
      probability: 'value',
      batch: { items: 3, age: '100s' },
    });
    const jobs = [0, 1, 2, 3].map((number) => send(number));
    const [a, b, c, d] = jobs as [number, number, number, number];
    const answers = jobs.map((job) => open(job)[0]!);
    expect(handIn(a, answers[0]!)).toEqual([]);
    expect(handIn(b, answers[1]!)).toEqual([]);
    expect(handIn(c, answers[2]!)).toEqual(
      [a, b, c].flatMap((job, i) => [`accept ${job} ${answers[i]}`, `close ${job} 0`]),
    );
    expect(handIn(d, answers[3]!)).toEqual([]);
  });

  it('wait for a check under way, and let the whole batch go when it is passed', async () => {
    const { world, send, open, handIn, nodeOf } = await stage('spot-check', {
      probability: 'value',
      batch: { items: 2, age: '100s' },
    });
    const [a, b, c] = [0, 1, 2].map((number) => send(number)) as [number, number, number];
    world.tables.jobs.value.data[a] = 1;
    const [answerA, answerB, answerC] = [a, b, c].map((job) => open(job)[0]!) as [number, number, number];
    expect(handIn(a, answerA)).toEqual([`spawn ${a} ${COPY} ${world.tables.tasks.executor.data[answerA]} -1`]);
    const [check] = open(a) as [number];
    expect(nodeOf(check)).toBe(nodeOf(answerA));
    expect(handIn(b, answerB)).toEqual([]);
    expect(handIn(c, answerC)).toEqual([]);
    expect(handIn(a, check)).toEqual([
      `accept ${a} ${answerA}`,
      `close ${a} 1`,
      `accept ${b} ${answerB}`,
      `close ${b} 0`,
    ]);
  });

  it('put a node that fails one out for good, and have everything that it answered made anew by others', async () => {
    const { world, send, open, handIn, nodeOf } = await stage('spot-check', {
      probability: 'value',
      batch: { items: 3, age: '100s' },
    });
    const [a, b, late, other] = [0, 1, 2].map((number) => send(number)).concat(send(3, 5)) as number[] as [
      number,
      number,
      number,
      number,
    ];
    world.tables.jobs.value.data[b] = 1;
    handIn(a, open(a)[0]!);
    expect(handIn(other, open(other)[0]!)).toEqual([]);
    handIn(b, open(b)[0]!);
    const [check] = open(b) as [number];
    const steps = handIn(b, check, 3);
    expect(steps.slice(0, 2)).toEqual([`convict ${check} ${INVALID}`, 'expel 0']);
    expect(steps.slice(2).map((step) => step.split(' ').slice(0, 3).join(' '))).toEqual([
      `spawn ${a} ${ANSWER}`,
      `spawn ${b} ${ANSWER}`,
    ]);
    for (const job of [a, b]) expect(nodeOf(open(job)[0]!)).not.toBe(0);
    // What was under way on it counts for nothing either; the node of another answer is left alone.
    const [unchecked] = open(late) as [number];
    expect(names(handIn(late, unchecked))).toEqual(['spawn']);
    expect(world.tables.jobs.closed.data[other]).toBe(0);
  });

  it('do not expel a node that is out already', async () => {
    const { world, send, open, handIn } = await stage('spot-check', { probability: 1 });
    const job = send(0);
    handIn(job, open(job)[0]!);
    world.tables.nodes.status.data[0] = EXITED;
    expect(names(handIn(job, open(job)[0]!, 1))).toEqual(['convict', 'spawn']);
  });

  it('let go what was held long enough, but an answer whose check is under way', async () => {
    const { world, send, open, handIn, at } = await stage('spot-check', {
      probability: 'value',
      batch: { items: 9, age: '10s' },
    });
    const [a, b] = [0, 1].map((number) => send(number)) as [number, number];
    world.tables.jobs.value.data[a] = 1;
    const [answerA, answerB] = [a, b].map((job) => open(job)[0]!) as [number, number];
    handIn(a, answerA);
    handIn(b, answerB);
    expect(at(9.9)).toEqual([]);
    expect(at(10)).toEqual([`accept ${b} ${answerB}`, `close ${b} 0`]);
    handIn(a, open(a)[0]!);
    expect(at(19.9)).toEqual([]);
    expect(at(20)).toEqual([`accept ${a} ${answerA}`, `close ${a} 1`]);
  });

  it('pass over a job that was called off meanwhile', async () => {
    const { world, send, open, handIn } = await stage('spot-check', { probability: 0, batch: { items: 2 } });
    const [a, b] = [0, 1].map((number) => send(number)) as [number, number];
    handIn(a, open(a)[0]!);
    // Sent again, as after a time-out.
    world.tables.jobs.resent.data[a] = 1;
    const [answer] = open(b) as [number];
    expect(handIn(b, answer)).toEqual([`accept ${b} ${answer}`, `close ${b} 0`]);
  });
});
