import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OFFENCES } from '../../src/network/facts.ts';
import { AUDIT, EXITED, JAILED } from '../../src/network/tables.ts';
import { setting } from '../support/bound.ts';
import { flow, measure, scenario, simulate } from '../support/scenario.ts';

const INVALID = OFFENCES.indexOf('invalid-result');

describe('slashing by fraction', () => {
  /** Convicts node 0, with a bond of so much, of one invalid result at `time`. */
  async function slashed(params: object, bond: number, terms: object = {}) {
    const world = setting({ nodes: [bond, 50], terms });
    const rule = await world.bind('slashing', 'fraction', params);
    const job = world.addJob(0);
    const task = world.addTask(job, 0);
    const { nodes, clients } = world.tables;
    return {
      world,
      convict(time: number, offence = INVALID) {
        world.engine.run(time);
        rule.convicted(task, offence, -1);
      },
      bond: () => world.ledger.balance(nodes.bond.data[0]!),
      taken: () => ({
        victim: world.ledger.balance(clients.wallet.data[0]!),
        treasury: world.ledger.balance(world.world.treasury),
        burn: Number(world.ledger.total(null, 'burn')),
      }),
    };
  }

  it('takes its share of the bond as it stands, again and again', async () => {
    const { convict, bond, world } = await slashed({ fraction: 0.05, jail: 0 }, 1000);
    convict(1);
    expect(bond()).toBe(950);
    convict(2);
    // floor(950 x 0.05) = 47
    expect(bond()).toBe(903);
    expect(world.tables.nodes.slashed.data[0]).toBe(97);
    world.ledger.close();
  });

  it.each([
    [0.29, 100, 29],
    [0.57, 100, 57],
    [0.07, 10_000_000_000_000, 700_000_000_000],
    [1 / 3, 9_007_199_254_740_991, 3_002_399_748_577_930],
    [1, 12_345, 12_345],
  ])('is floor(bond x fraction) in whole parts per 10^9, not in doubles: %d of %d', async (fraction, units, taken) => {
    const { convict, bond } = await slashed({ fraction, jail: 0 }, units);
    convict(1);
    expect(units - bond()).toBe(taken);
  });

  it('splits what it takes by the waterfall, to the last unit', async () => {
    const { convict, taken, world } = await slashed(
      { fraction: 0.1, jail: 0, to: { victim: 0.5, treasury: 0.3, burn: 0.2 } },
      1000,
    );
    convict(1);
    expect(taken()).toEqual({ victim: 50, treasury: 30, burn: 20 });
    world.ledger.close();
  });

  /** Convicts node 0 of `amount` = 10 % of 1,000 units, found wrong by so many of three auditors; or by an explicit challenger. */
  async function challenged(to: unknown, against: number, explicit = false) {
    const world = setting({ nodes: [1000, 0, 0, 0], validators: [1, 1] });
    const rule = await world.bind('slashing', 'fraction', { fraction: 0.1, jail: 0, to });
    const job = world.addJob(0);
    const task = world.addTask(job, 0);
    const { nodes, validators, tasks, clients } = world.tables;
    const wrong = new Set<number>();
    // Two auditing nodes and a validator, and one that has not been heard yet.
    const executors = [nodes.executor.data[1]!, validators.executor.data[0]!, nodes.executor.data[2]!];
    for (const [i, executor] of executors.entries()) {
      const audit = world.addTask(job, executor, AUDIT);
      tasks.checks.data[audit] = task;
      tasks.ended.data[audit] = 1;
      if (i < against) wrong.add(audit);
    }
    const late = world.addTask(job, nodes.executor.data[3]!, AUDIT);
    tasks.checks.data[late] = task;
    world.opinion.agree = (_, audit) => !wrong.has(audit);
    rule.convicted(task, INVALID, explicit ? late : -1);
    const has = (account: number) => world.ledger.balance(account);
    world.ledger.close();
    return {
      victim: has(clients.wallet.data[0]!),
      first: has(nodes.wallet.data[1]!),
      validator: has(validators.wallet.data[0]!),
      third: has(nodes.wallet.data[2]!),
      late: has(nodes.wallet.data[3]!),
      treasury: has(world.world.treasury),
      burn: Number(world.ledger.total(null, 'burn')),
    };
  }
  const NOBODY = { victim: 0, first: 0, validator: 0, third: 0, late: 0, treasury: 0, burn: 0 };

  it('goes down a list as that of validators does: victim, challengers in equal parts, treasury up to a most, burn', async () => {
    const steps = [
      { to: 'victim', share: 0.25 },
      { to: 'challenger', share: 0.5 },
      { to: 'treasury', most: '0.00002 OPG' },
    ];
    // 25 of 100; half of 75, rounded down, to two, the later one first, who share to the unit; 20; the rest is burned.
    expect(await challenged(steps, 2)).toEqual({
      ...NOBODY,
      victim: 25,
      first: 19,
      validator: 18,
      treasury: 20,
      burn: 18,
    });
    // Without anybody who found it wrong their step is passed over.
    expect(await challenged(steps, 0)).toEqual({ ...NOBODY, victim: 25, treasury: 20, burn: 55 });
    // Whom the verdict names has it alone.
    expect(await challenged(steps, 2, true)).toEqual({ ...NOBODY, victim: 25, late: 37, treasury: 20, burn: 18 });
  });

  it('knows a share of the challengers, too, and burns it where there are none', async () => {
    const shares = { victim: 0.5, challenger: 0.3, treasury: 0.2, burn: 0 };
    expect(await challenged(shares, 3)).toEqual({
      ...NOBODY,
      victim: 50,
      first: 10,
      validator: 10,
      third: 10,
      treasury: 20,
    });
    expect(await challenged(shares, 0)).toEqual({ ...NOBODY, victim: 50, treasury: 20, burn: 30 });
  });

  it('rewards whoever challenged, in a whole network, and sums to what was taken', async () => {
    const run = (verification: unknown, to: unknown) =>
      scenario({
        flows: [flow({ verification })],
        nodes: [{ group: 'n', count: 6, stake: '100 OPG' }],
        adversaries: [{ name: 'a', attack: 'lazy', count: 1 }],
        incentives: { slashing: { fraction: { jail: 0, to } } },
      }).then(simulate);
    for (const verification of [
      { sampling: { probability: 0.5, auditors: 3 } },
      { optimistic: { looks: 0.5, window: '10s', round: '1s' } },
    ]) {
      const { ledger, tables } = (await run(verification, [{ to: 'challenger', share: 0.5 }])).world;
      const rewarded = ledger.total('node-bond', 'node', 'slash');
      expect(rewarded).toBeGreaterThan(1_000_000n);
      const all = tables.nodes.slashed.data.slice(0, 6).reduce((a, b) => a + b);
      expect(Number(rewarded + ledger.total('node-bond', 'burn', 'slash'))).toBe(all);
      // The cheat itself finds nobody guilty but by an auditor's error.
      const guilty = tables.nodes.slashed.data.findIndex((units) => units > 0);
      expect(ledger.balance(tables.nodes.wallet.data[guilty]!)).toBe(0);
    }
    // A majority of copies is nobody's challenge.
    const voted = (await run({ 'redundant-majority': { copies: 3 } }, [{ to: 'challenger', share: 0.5 }])).world.ledger;
    expect(voted.total('node-bond', 'node', 'slash')).toBe(0n);
    expect(voted.total('node-bond', 'burn', 'slash')).toBeGreaterThan(0n);
  });

  it.each([
    [{ victim: 0.5, burn: 0.4 }, '$.incentives.slashing.fraction.to: the shares must sum to 1'],
    [[{ to: 'reporter' }], '$.incentives.slashing.fraction.to[0].to: is "reporter"'],
    [[], '$.incentives.slashing.fraction.to'],
  ])('refuses to go to %j', async (to, problem) => {
    await expect(scenario({ incentives: { slashing: { fraction: { to } } } })).rejects.toThrow(problem);
  });

  it('burns nothing when nothing is to be burned, whatever the amount', async () => {
    for (const units of [10, 30, 70, 90]) {
      const { convict, taken } = await slashed(
        { fraction: 0.1, jail: 0, to: { victim: 0.5, treasury: 0.5, burn: 0 } },
        units,
      );
      convict(1);
      const to = taken();
      expect(to.burn).toBe(0);
      expect(to.victim + to.treasury).toBe(units / 10);
      expect(Math.abs(to.victim - to.treasury)).toBeLessThanOrEqual(1);
    }
  });

  it('jails for so long, and expels whose bond falls below the minimum', async () => {
    const jailed = await slashed({ fraction: 0.1, jail: '600s' }, 1000, { minimumStake: 900 });
    jailed.convict(5);
    expect(jailed.world.calls.splice(0)).toEqual([['jail', 0, 605]]);
    jailed.convict(6);
    expect(jailed.world.calls).toEqual([['expel', 0]]);
  });

  it('takes once per window, and not from who has left', async () => {
    const { convict, bond, world } = await slashed({ fraction: 0.1, jail: 0, window: '10s' }, 1000);
    convict(1);
    convict(10.99);
    expect(bond()).toBe(900);
    convict(11);
    expect(bond()).toBe(810);
    world.tables.nodes.status.data[0] = EXITED;
    convict(50);
    expect(bond()).toBe(810);
  });

  it('punishes the offences that it names', async () => {
    const { convict, bond } = await slashed({ fraction: 0.1, jail: 0, offences: ['invalid-proof'] }, 1000);
    convict(1, INVALID);
    expect(bond()).toBe(1000);
    convict(1, OFFENCES.indexOf('invalid-proof'));
    expect(bond()).toBe(900);
  });

  it('takes the cheats of a run out of service, and brings them back after jail', async () => {
    const run = measure(
      await scenario({
        horizon: '2000s',
        nodes: [{ group: 'n', count: 5, stake: '100 OPG' }],
        flows: [
          {
            name: 'f',
            model: 'toy',
            arrivals: { poisson: { rate: '1/s' } },
            verification: { sampling: { probability: 1, by: 'validators' } },
          },
        ],
        validators: [{ group: 'v', count: 1, stake: 1 }],
        adversaries: [{ name: 'lazies', attack: 'lazy', count: 1 }],
        incentives: {
          slashing: { fraction: { fraction: 0.5, jail: '100s', window: '100s' } },
          minimum_stake: '10 OPG',
        },
      }),
    );
    const nodes = run.record().entities.filter((e) => e.role === 'node');
    const cheat = nodes.find((e) => e.adversary === 'lazies')!;
    // 100 -> 50 -> 25 -> 12.5 -> 6.25 < 10: out. Out of jail it cheats again.
    expect(cheat).toMatchObject({ status: 'exited', stake: 0, slashed: 93_750_000, falseConvictions: 0 });
    expect(cheat.convictions).toBeGreaterThanOrEqual(4);
    for (const honest of nodes)
      if (honest !== cheat) expect(honest).toMatchObject({ status: 'active', slashed: 0, stake: 1e8 });
    const log = run.record().offences.filter((o) => o.fate === 'detected');
    const times = [...new Set(log.map((o) => o.settled!))];
    // One slash a window: the fourth is at least three windows after the first.
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThanOrEqual(300);
  });
});

describe('slashing none', () => {
  it('does nothing', async () => {
    const world = setting({ nodes: [100] });
    const rule = await world.bind('slashing', 'none');
    rule.convicted(world.addTask(world.addJob(0), 0), INVALID, -1);
    expect(world.ledger.balance(world.tables.nodes.bond.data[0]!)).toBe(100);
    expect(world.calls).toEqual([]);
  });
});

describe('emission', () => {
  it('none issues nothing', async () => {
    expect((await setting().bind('emission', 'none')).due(3)).toBe(0);
  });

  it('linear gives every epoch its part, the last one what is left of the span', async () => {
    const { due } = await setting({ terms: { epoch: 100 } }).bind('emission', 'linear', {
      pool: '1 OPG',
      over: '250s',
    });
    expect([0, 1, 2, 3].map(due)).toEqual([400_000, 400_000, 200_000, 0]);
  });

  it('issues the whole pool to the unit, carrying fractions from epoch to epoch', async () => {
    for (const [epochs, pool] of [
      [3, '0.00001'],
      [7, '1'],
      [13, '0.000123'],
      [49, '1000'],
      [100, '0.000001'],
    ] as const) {
      const run = measure(
        await scenario({
          horizon: `${epochs * 10 + 20}s`,
          epoch: '10s',
          flows: [],
          incentives: { emission: { linear: { pool: `${pool} OPG`, over: `${epochs * 10}s` } } },
        }),
      );
      const { ledger } = run.simulation.world;
      expect([epochs, pool, ledger.total('mint', 'emission-pot')]).toEqual([
        epochs,
        pool,
        BigInt(Math.round(Number(pool) * 1e6)),
      ]);
    }
  });

  it('is never more than one unit behind the line', async () => {
    const run = measure(
      await scenario({
        horizon: '490s',
        epoch: '10s',
        flows: [],
        incentives: { emission: { linear: { pool: '0.0001 OPG', over: '700s' } } },
      }),
    );
    // 100 units over 70 epochs; after 49 of them 70 are due.
    expect(run.simulation.world.ledger.total('mint', 'emission-pot')).toBe(70n);
  });
});

/** What a division of the emission by `name` gives to whom. */
async function dividedBy(
  name: 'proportional' | 'split',
  amount: number,
  params: object,
  nodes: { bond: number; jobs?: number; status?: number }[],
) {
  const world = setting({ nodes: nodes.map((n) => n.bond), validators: [1] });
  nodes.forEach((n, i) => {
    world.tables.nodes.epochJobs.data[i] = n.jobs ?? 0;
    if (n.status !== undefined) world.tables.nodes.status.data[i] = n.status;
  });
  const rule = await world.bind('division', name, params);
  world.ledger.issue(world.world.emissionPot, amount, world.ledger.genesisReason);
  rule.divide(amount, 0);
  world.ledger.close();
  expect(world.ledger.balance(world.world.emissionPot)).toBe(0);
  return {
    parts: nodes.map((_, i) => world.ledger.balance(world.tables.nodes.wallet.data[i]!)),
    treasury: world.ledger.balance(world.world.treasury),
    validators: world.ledger.balance(world.world.validatorsPot),
  };
}

describe('division split', () => {
  const divided = (amount: number, params: object, jobs: number[]) =>
    dividedBy(
      'split',
      amount,
      params,
      jobs.map((done) => ({ bond: 0, jobs: done })),
    );

  it('gives nodes, validators and the treasury their shares, to the unit', async () => {
    expect(await divided(1001, { nodes: 0.5, validators: 0.3, treasury: 0.2 }, [3, 1])).toEqual({
      ...{ parts: [375, 125], validators: 300, treasury: 201 },
    });
    expect(await divided(7, { validators: 1 }, [1])).toEqual({ parts: [0], validators: 7, treasury: 0 });
    expect(await divided(7, { nodes: 1, by: 'equal' }, [0])).toEqual({ parts: [7], validators: 0, treasury: 0 });
  });

  it('gives the treasury what no node earns', async () => {
    expect(await divided(10, { nodes: 0.6, validators: 0.4 }, [0, 0])).toEqual({
      ...{ parts: [0, 0], validators: 4, treasury: 6 },
    });
  });

  it('loses nothing to rounding, whatever the shares', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1e9), fc.double({ min: 0, max: 1, noNaN: true }), async (amount, x) => {
        const { parts, validators, treasury } = await divided(amount, { nodes: x, validators: 1 - x }, [2, 1, 0]);
        expect(parts[0]! + parts[1]! + validators + treasury).toBe(amount);
        expect(Math.abs(validators - (1 - x) * amount)).toBeLessThanOrEqual(1 + amount / 1e9);
        expect(treasury).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses shares that do not sum to 1, and a share of validators who are not there', async () => {
    const refused = (division: object) => scenario({ incentives: { division } });
    await expect(refused({ split: { nodes: 0.5 } })).rejects.toThrow('the shares must sum to 1');
    await expect(refused({ split: { nodes: 0.5, validators: 0.5 } })).rejects.toThrow(
      '$.incentives.division: is split, but validators get a share of the emission, and there are none',
    );
  });
});

describe('division proportional', () => {
  const divided = (amount: number, params: object, nodes: Parameters<typeof dividedBy>[3]) =>
    dividedBy('proportional', amount, params, nodes);
  const three = [
    { bond: 10, jobs: 1 },
    { bond: 20, jobs: 0 },
    { bond: 70, jobs: 3 },
  ];

  it('shares by work, stake, head or formula', async () => {
    expect((await divided(100, { by: 'work' }, three)).parts).toEqual([25, 0, 75]);
    expect((await divided(100, { by: 'stake' }, three)).parts).toEqual([10, 20, 70]);
    expect((await divided(99, { by: 'equal' }, three)).parts).toEqual([33, 33, 33]);
    const formula = await divided(1000, { by: 'sqrt(jobs)' }, [
      { bond: 0, jobs: 1 },
      { bond: 0, jobs: 4 },
      { bond: 0, jobs: 9 },
    ]);
    // 1 : 2 : 3, weights in parts per 10^9 of the largest.
    expect(formula.parts[0]).toBeGreaterThanOrEqual(166);
    formula.parts.forEach((part, i) => {
      expect(Math.abs(part - (1000 * (i + 1)) / 6)).toBeLessThanOrEqual(1);
    });
    expect(formula.parts.reduce((a, b) => a + b)).toBe(1000);
  });

  it('leaves out who is not active; what nobody earns goes to the treasury', async () => {
    const jailed = await divided(100, { by: 'stake' }, [three[0]!, three[1]!, { ...three[2]!, status: JAILED }]);
    expect(jailed.parts).toEqual([33, 67, 0]);
    expect(await divided(100, { by: 'work' }, [{ bond: 5 }])).toMatchObject({ parts: [0], treasury: 100 });
  });

  it('hands the validators their pot', async () => {
    expect(await divided(100, { to: 'validators' }, three)).toEqual({ parts: [0, 0, 0], treasury: 0, validators: 100 });
  });

  it('gives each within one unit of its share, in whatever order the nodes are listed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1e6),
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 8 }).filter((w) => w.some((x) => x > 0)),
        async (amount, work) => {
          const list = work.map((jobs) => ({ bond: 0, jobs }));
          const { parts } = await divided(amount, { by: 'work' }, list);
          const reversed = (await divided(amount, { by: 'work' }, [...list].reverse())).parts.reverse();
          const total = work.reduce((a, b) => a + b);
          parts.forEach((part, i) => {
            expect(Math.abs(part - (amount * work[i]!) / total)).toBeLessThan(1);
            expect(Math.abs(part - reversed[i]!)).toBeLessThanOrEqual(1);
          });
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("validators' pot", () => {
  it('is shared by power; delegators get their part of it less commission', async () => {
    const run = measure(
      await scenario({
        horizon: '100s',
        flows: [],
        validators: [
          { group: 'a', count: 1, stake: '10 OPG', commission: 0.1 },
          { group: 'b', count: 1, stake: '30 OPG', commission: 0 },
        ],
        // Dealt in turn: 20 and 20 to the first, 20 to the second.
        delegators: [{ group: 'd', count: 3, stake: '20 OPG' }],
        incentives: {
          emission: { linear: { pool: '100 OPG', over: '100s' } },
          division: { proportional: { to: 'validators' } },
        },
      }),
    );
    const of = (role: string) =>
      run
        .record()
        .entities.filter((e) => e.role === role)
        .map((e) => e.revenue);
    // Powers 50 and 50: 50 OPG each. First: 40/50 delegated, 40 less 10 % = 36 to two delegators. Second: 20/50 = 20 to one.
    expect(of('validator')).toEqual([14_000_000, 30_000_000]);
    expect(of('delegator')).toEqual([18_000_000, 20_000_000, 18_000_000]);
  });
});

describe('pricing', () => {
  it('token: an amount, or a formula of the job', async () => {
    const world = setting();
    const job = world.addJob(0);
    world.tables.jobs.size.data[job] = 2.5;
    expect((await world.bind('pricing', 'token', '1.5 OPG')).quote(job)).toBe(1_500_000);
    expect((await world.bind('pricing', 'token', { formula: '0.1 + 0.2 * size' })).quote(job)).toBeCloseTo(600_000, 6);
  });

  it('fixed-usd: the list price in tokens, rounded up, with margin', async () => {
    const usd = (amount: number) => ({ listPrice: [{ asset: 'usd' as const, amount }], usdPerToken: 0.3 });
    const quote = async (terms: object, params: object) => {
      const world = setting({ terms });
      return (await world.bind('pricing', 'fixed-usd', params)).quote(world.addJob(0));
    };
    // 0.02 / 0.3 x 10^6 = 66,666.67
    expect(await quote(usd(0.02), {})).toBe(66_667);
    expect(await quote(usd(0.03), {})).toBe(100_000);
    expect(await quote(usd(0.03), { margin: 0.1 })).toBe(110_000);
    expect(await quote({ listPrice: [null], usdPerToken: 0.3 }, { amount: '$0.03' })).toBe(100_000);
    expect(await quote({ listPrice: [{ asset: 'token', amount: 77 }] }, { amount: '$9' })).toBe(77);
  });
});

describe('reputation counters', () => {
  it('is the share of good verdicts with the prior, per node', async () => {
    const world = setting({ nodes: [0, 0] });
    const rule = await world.bind('reputation', 'counters', { good: 2, bad: 1 });
    const reputation = () => Array.from(world.tables.nodes.reputation.data.subarray(0, 2));
    expect(reputation()).toEqual([1, 1]);
    rule.observed(0, true);
    expect(reputation()).toEqual([3 / 4, 1]);
    rule.observed(0, false);
    rule.observed(0, false);
    expect(reputation()).toEqual([3 / 6, 1]);
  });

  it('learns from verdicts only: jobs that nobody looked at leave it alone', async () => {
    const record = measure(
      await scenario({
        horizon: '1000s',
        flows: [
          {
            name: 'f',
            model: 'toy',
            arrivals: { poisson: { rate: '1/s' } },
            verification: { sampling: { probability: 0.2, by: 'validators' } },
          },
        ],
        validators: [{ group: 'v', count: 1, stake: 1 }],
        adversaries: [{ name: 'lazies', attack: { lazy: { probability: 0.5 } }, count: 1 }],
      }),
    ).record();
    for (const node of record.entities.filter((e) => e.role === 'node'))
      if (node.adversary === '') expect(node.reputation).toBe(1);
      else {
        // About half of its audited jobs were bad.
        expect(node.reputation).toBeGreaterThan(0.3);
        expect(node.reputation).toBeLessThan(0.7);
      }
  });
});

describe('slashing by amount', () => {
  const AMOUNT = OFFENCES.indexOf('invalid-result');
  async function convicted(bond: number, params: object, challenger: boolean, terms: object = {}) {
    const world = setting({ nodes: [bond, 0], validators: [0], terms });
    const rule = await world.bind('slashing', 'amount', params);
    const { ledger, tables } = world;
    world.ledger.issue(world.world.treasury, 1000, ledger.genesisReason);
    const task = world.addTask(world.addJob(0), 0);
    const audit = challenger ? world.addTask(0, tables.validators.executor.data[0]!) : -1;
    rule.convicted(task, AMOUNT, audit);
    const of = (account: number) => ledger.balance(account);
    return {
      bond: of(tables.nodes.bond.data[0]!),
      client: of(tables.clients.wallet.data[0]!),
      auditor: of(tables.validators.wallet.data[0]!),
      treasury: of(world.world.treasury),
      burnt: Number(ledger.total(null, 'burn')),
      slashed: tables.nodes.slashed.data[0],
      steps: world.steps(),
    };
  }
  const params = { amount: '0.0001 token', refund: '0.00003 token', bounty: '0.00005 token' };

  it('refunds first, pays the bounty next, and burns the rest', async () => {
    expect(await convicted(500, params, true)).toEqual({
      bond: 400,
      client: 30,
      auditor: 50,
      treasury: 1000,
      burnt: 20,
      slashed: 100,
      steps: [],
    });
  });

  it('takes what there is, and the bounty from the treasury where that is too little', async () => {
    const found = await convicted(45, { ...params, to: 'treasury', jail: '9s' }, true);
    expect(found).toEqual({ bond: 0, client: 30, auditor: 50, treasury: 965, burnt: 0, slashed: 45, steps: ['jail'] });
  });

  it('pays no bounty where nobody is named or found, and expels below the minimum stake', async () => {
    const found = await convicted(500, params, false, { minimumStake: 450 });
    expect(found).toMatchObject({ bond: 400, client: 30, auditor: 0, burnt: 70, steps: ['expel'] });
  });
});
