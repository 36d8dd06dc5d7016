import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/measures/run.ts';
import { OFFENCES } from '../../src/network/facts.ts';
import { AUDIT, JAILED, JOINING } from '../../src/network/tables.ts';
import { setting } from '../support/bound.ts';
import { BANKS, flow, scenario } from '../support/scenario.ts';
import { deviation, fits } from '../support/statistics.ts';

const INVALID = OFFENCES.indexOf('invalid-result');

/** A job answered by `node`: record and task as the life cycle would leave them. */
function answered(world: ReturnType<typeof setting>, number: number, node: number) {
  const job = world.addJob(number);
  const task = world.addTask(job, world.tables.nodes.executor.data[node]!);
  world.tables.jobs.node.data[job] = node;
  world.tables.tasks.ended.data[task] = 0;
  return { job, task };
}

describe('none', () => {
  it('accepts and closes at once', async () => {
    const world = setting();
    const rule = await world.bind('verification', 'none');
    expect(rule.copies(0)).toBe(1);
    rule.answered(3, 4);
    expect(world.calls).toEqual([
      ['accept', 3, 4],
      ['close', 3, 0],
    ]);
  });
});

describe('tee', () => {
  it('convicts and rejects a cheat when it attests the execution, and slows service by its factor', async () => {
    const world = setting();
    const rule = await world.bind('verification', 'tee', { factor: 1.2 });
    expect([rule.executionFactor, rule.needsEnclave]).toEqual([1.2, true]);
    const honest = answered(world, 0, 0);
    rule.answered(honest.job, honest.task);
    const cheat = answered(world, 1, 0);
    world.tables.tasks.cheat.data[cheat.task] = 1;
    rule.answered(cheat.job, cheat.task);
    expect(world.calls).toEqual([
      ['accept', honest.job, honest.task],
      ['close', honest.job, 1],
      ['convict', cheat.task, OFFENCES.indexOf('invalid-proof')],
      ['reject', cheat.job],
      ['close', cheat.job, 1],
    ]);
  });

  it('sees nothing when it attests the hand-off only', async () => {
    const world = setting();
    const rule = await world.bind('verification', 'tee', { attests: 'hand-off' });
    const cheat = answered(world, 1, 0);
    world.tables.tasks.cheat.data[cheat.task] = 1;
    rule.answered(cheat.job, cheat.task);
    expect(world.steps()).toEqual(['accept', 'close']);
  });
});

describe('sampling', () => {
  it.each([0, 0.05, 0.5, 1])('audits with probability %d', async (probability) => {
    const world = setting({ nodes: [0, 0, 0] });
    const rule = await world.bind('verification', 'sampling', { probability });
    let audits = 0;
    const kinds = new Set<string>();
    for (let number = 0; number < 5000; number++) {
      const { job, task } = answered(world, number, 0);
      rule.answered(job, task);
      // Either somebody looks, or the job is closed at once.
      kinds.add(world.steps().join());
      if (world.tables.jobs.tasks.data[job] !== task) audits++;
    }
    expect([...kinds].every((kind) => ['accept,spawn', 'accept,close'].includes(kind))).toBe(true);
    expect(Math.abs(audits - 5000 * probability)).toBeLessThanOrEqual(
      4 * Math.sqrt(5000 * probability * (1 - probability)),
    );
  });

  it('reads its probability off the job: an expression of reputation, stake, value', async () => {
    const world = setting({ nodes: [0, 0] });
    const rule = await world.bind('verification', 'sampling', { probability: 'reputation < 0.5 ? 1 : 0' });
    world.tables.nodes.reputation.data[1] = 0.2;
    const asked = [0, 1].map((node) => {
      const { job, task } = answered(world, 5, node);
      rule.answered(job, task);
      return world.steps()[1];
    });
    expect(asked).toEqual(['close', 'spawn']);
  });

  it('draws auditors uniformly over all others, neighbours in the table included', async () => {
    const world = setting({ nodes: Array(6).fill(0) });
    const rule = await world.bind('verification', 'sampling', { probability: 1 });
    const count = Array<number>(6).fill(0);
    let right = true;
    for (let number = 0; number < 12_000; number++) {
      const { job, task } = answered(world, number, 2);
      rule.answered(job, task);
      const spawn = world.calls.splice(0).find(([step]) => step === 'spawn')!;
      right &&= spawn[1] === job && spawn[2] === AUDIT && spawn[4] === task;
      count[world.tables.executors.node.data[spawn[3]!]!]!++;
    }
    expect(right).toBe(true);
    expect(count[2]).toBe(0);
    const others = count.filter((_, node) => node !== 2);
    expect(fits(others, Array(5).fill(1 / 5))).toBe(true);
    // Stepping on to the next one in the table would give node 3 twice its share: this check refuses that.
    expect(
      fits(
        others.map((n, i) => (i === 2 ? n + 2000 : n)),
        Array(5).fill(1 / 5),
      ),
    ).toBe(false);
  });

  it('asks distinct auditors, as many as there are, of the set that it names', async () => {
    for (const by of ['nodes', 'validators'] as const) {
      const world = setting({ nodes: [0, 0, 0], validators: [1, 1, 1, 1] });
      const rule = await world.bind('verification', 'sampling', { probability: 1, auditors: 5, by });
      const { job, task } = answered(world, 7, 1);
      rule.answered(job, task);
      const executors = world.calls.filter(([step]) => step === 'spawn').map((call) => call[3]!);
      expect(new Set(executors).size).toBe(executors.length);
      const owner = world.tables.executors[by === 'nodes' ? 'node' : 'validator'];
      expect(executors.map((e) => owner.data[e]).sort()).toEqual(by === 'nodes' ? [0, 2] : [0, 1, 2, 3]);
    }
  });

  it('asks validators of the set only, each with the same chance, also when few of many are in it', async () => {
    for (const [size, out] of [
      [5, [1, 3]],
      [400, Array.from({ length: 396 }, (_, v) => v + 2)],
    ] as const) {
      const world = setting({ nodes: [0], validators: Array(size).fill(1) });
      const { status } = world.tables.validators;
      // In jail, and as candidates without a seat.
      out.forEach((v, i) => {
        status.data[v] = i % 2 === 0 ? JAILED : JOINING;
      });
      const rule = await world.bind('verification', 'sampling', { probability: 1, by: 'validators' });
      const count = Array<number>(size).fill(0);
      for (let number = 0; number < 3000; number++) {
        const { job, task } = answered(world, number, 0);
        rule.answered(job, task);
        const spawn = world.calls.splice(0).find(([step]) => step === 'spawn')!;
        count[world.tables.executors.validator.data[spawn[3]!]!]!++;
      }
      expect(out.filter((v) => count[v]! > 0)).toEqual([]);
      const seated = count.filter((_, v) => !(out as readonly number[]).includes(v));
      expect(fits(seated, Array(seated.length).fill(1 / seated.length))).toBe(true);
    }
  });

  it('asks nobody, and closes the job, when no validator is in the set', async () => {
    const world = setting({ nodes: [0], validators: [1, 1] });
    world.tables.validators.status.data.fill(JAILED);
    const rule = await world.bind('verification', 'sampling', { probability: 1, by: 'validators' });
    const { job, task } = answered(world, 7, 0);
    rule.answered(job, task);
    expect(world.calls).toEqual([
      ['accept', job, task],
      ['close', job, 0],
    ]);
  });

  it('convicts when more than half of the auditors disagree, and not at a tie', async () => {
    const verdict = async (auditors: number, against: number) => {
      const world = setting({ nodes: Array(9).fill(0) });
      const rule = await world.bind('verification', 'sampling', { probability: 1, auditors });
      const { job, task } = answered(world, 7, 1);
      rule.answered(job, task);
      const { tasks, jobs } = world.tables;
      const audits: number[] = [];
      for (let t = jobs.tasks.data[job]!; t >= 0; t = tasks.sibling.data[t]!) if (t !== task) audits.push(t);
      world.steps();
      audits.forEach((audit, i) => {
        world.opinion.agree = () => i >= against;
        rule.audited(job, audit);
        // No verdict before all have spoken.
        expect(world.calls.length > 0).toBe(i === auditors - 1);
      });
      return world.calls;
    };
    expect((await verdict(3, 1)).map(([s]) => s)).toEqual(['close']);
    expect((await verdict(3, 2)).map(([s, , b]) => [s, b])).toEqual([
      ['convict', INVALID],
      ['close', 1],
    ]);
    expect((await verdict(4, 2)).map(([s]) => s)).toEqual(['close']);
  });

  it('pays auditors from the treasury', async () => {
    const world = setting({ nodes: [0, 0], validators: [1] });
    const rule = await world.bind('verification', 'sampling', { probability: 1, by: 'validators', reward: '0.25 OPG' });
    const { job, task } = answered(world, 7, 1);
    rule.answered(job, task);
    rule.audited(job, world.tables.jobs.tasks.data[job]!);
    expect(world.ledger.balance(world.tables.validators.wallet.data[0]!)).toBe(250_000);
    expect(world.ledger.balance(world.world.treasury)).toBe(-250_000);
  });

  it('detects a cheated job with probability p, within 4 standard errors over replications', async () => {
    for (const [p, by] of [
      [0.1, 'nodes'],
      [0.4, 'validators'],
    ] as const) {
      const checked = await scenario({
        horizon: '300s',
        nodes: [{ group: 'n', count: 10 }],
        validators: [{ group: 'v', count: 3, stake: 10 }],
        flows: [flow({ arrivals: { poisson: { rate: '4/s' } }, verification: { sampling: { probability: p, by } } })],
        adversaries: [{ name: 'lazies', attack: 'lazy', count: 2 }],
      });
      const rates: number[] = [];
      for (let replication = 0; replication < 10; replication++) {
        const { metrics } = runScenario(checked, { replication, banks: BANKS });
        rates.push(metrics['fraud.detection_rate_per_cheated_job']!);
        expect(metrics['fraud.detection_rate_per_audited_cheated_job']).toBe(1);
        // A lazy auditor makes its answer up as well, and an honest node pays for it; validators are honest here.
        if (by === 'validators') expect(metrics['fraud.false_convictions']).toBe(0);
        else expect(metrics['fraud.false_convictions']).toBeGreaterThan(0);
      }
      expect(deviation(rates, p)).toBeLessThan(4);
      // The check has power: it refuses a rate that is a third off.
      expect(deviation(rates, p * 1.35)).toBeGreaterThan(4);
    }
  });

  it('is blind to colluders exactly as often as it asks one of them', async () => {
    // 4 of 10 nodes collude; the auditor is one of the 9 others: blind with probability 3/9.
    const checked = await scenario({
      horizon: '300s',
      nodes: [{ group: 'n', count: 10 }],
      flows: [flow({ arrivals: { poisson: { rate: '4/s' } }, verification: { sampling: { probability: 1 } } })],
      adversaries: [{ name: 'ring', attack: 'collude', count: 4 }],
    });
    const rates = Array.from(
      { length: 10 },
      (_, replication) =>
        runScenario(checked, { replication, banks: BANKS }).metrics['fraud.detection_rate_per_cheated_job']!,
    );
    expect(deviation(rates, 6 / 9)).toBeLessThan(4);
    // If an auditor could be the executor itself, 4/10 would be blind.
    expect(deviation(rates, 6 / 10)).toBeGreaterThan(4);
  });
});

describe('redundant-majority', () => {
  /** Hands in copies one by one; `camp` says whose answers agree. */
  async function vote(camps: number[]) {
    const world = setting({ nodes: Array(9).fill(0) });
    const rule = await world.bind('verification', 'redundant-majority', { copies: camps.length });
    const job = world.addJob(0);
    expect(rule.copies(job)).toBe(camps.length);
    const tasks = camps.map((_, i) => {
      const task = world.addTask(job, i);
      world.tables.tasks.ended.data[task] = -1;
      return task;
    });
    world.opinion.agree = (a, b) => camps[tasks.indexOf(a)] === camps[tasks.indexOf(b)];
    const log: string[][] = [];
    for (const task of tasks) {
      world.tables.tasks.ended.data[task] = 1;
      rule.answered(job, task);
      log.push(world.calls.splice(0).map(([s, ...x]) => (s === 'convict' ? `${s} ${tasks.indexOf(x[0]!)}` : s)));
    }
    return log;
  }

  it('accepts with the vote that makes more than half, and convicts the others when all are in', async () => {
    expect(await vote([0, 0, 0])).toEqual([[], ['accept'], ['close']]);
    expect(await vote([1, 0, 0])).toEqual([[], [], ['accept', 'convict 0', 'close']]);
    expect(await vote([0, 0, 1])).toEqual([[], ['accept'], ['convict 2', 'close']]);
    expect(await vote([0])).toEqual([['accept', 'close']]);
    const five = await vote([0, 1, 0, 2, 0]);
    expect(five.slice(0, 4)).toEqual([[], [], [], []]);
    expect(new Set(five[4])).toEqual(new Set(['accept', 'convict 1', 'convict 3', 'close']));
    expect(five[4]!.at(-1)).toBe('close');
  });

  it('rejects when nobody has more than half: half is not enough', async () => {
    expect(await vote([0, 1, 2])).toEqual([[], [], ['reject', 'close']]);
    expect(await vote([0, 0, 1, 1])).toEqual([[], [], [], ['reject', 'close']]);
  });

  it("accepts wrong answers at Sarmenta's rate: sum over j >= 2 of C(3, j) phi^j (1 - phi)^(3 - j)", async () => {
    // Distinct nodes, so without replacement: N large makes the two laws meet (phi 0.05: 0.00725 against 0.00718).
    const [n, bad] = [400, 20];
    const phi = bad / n;
    const sarmenta = 3 * phi ** 2 * (1 - phi) + phi ** 3;
    const checked = await scenario({
      horizon: '100s',
      nodes: [{ group: 'n', count: n }],
      models: [{ name: 'toy', size: { constant: '10ms' } }],
      flows: [flow({ arrivals: { poisson: { rate: '40/s' } }, verification: { 'redundant-majority': { copies: 3 } } })],
      adversaries: [{ name: 'ring', attack: 'collude', count: bad }],
    });
    const rates: number[] = [];
    for (let replication = 0; replication < 10; replication++) {
      const { metrics } = runScenario(checked, { replication, banks: BANKS });
      rates.push(metrics['fraud.wrong_answers_share']!);
    }
    expect(deviation(rates, sarmenta)).toBeLessThan(4);
    // Without the votes the rate would be phi; with unanimity asked it would be phi^3.
    expect(deviation(rates, phi)).toBeGreaterThan(4);
    expect(deviation(rates, phi ** 3)).toBeGreaterThan(4);
  });

  it('gives every job r executions on distinct nodes', async () => {
    const checked = await scenario({
      nodes: [{ group: 'n', count: 4 }],
      flows: [flow({ arrivals: { poisson: { rate: '1/s' } }, verification: { 'redundant-majority': { copies: 3 } } })],
    });
    const { metrics, entities } = runScenario(checked, { replication: 1, banks: BANKS });
    const executions = entities.filter((e) => e.role === 'node').reduce((sum, e) => sum + e.executions, 0);
    const jobs = metrics['throughput.jobs_per_second']! * 200;
    expect(executions / jobs).toBeGreaterThan(2.9);
    expect(metrics['verification.overhead']).toBeGreaterThan(1.8);
    // A scenario of too few nodes is refused; in mid-run they may become too few.
    const few = { ...checked, nodes: [{ ...checked.nodes[0]!, count: 2 }] };
    expect(runScenario(few, { replication: 1, banks: BANKS }).metrics['throughput.unserved_share']).toBe(1);
  });
});
