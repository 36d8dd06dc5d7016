/** Does a job's luck belong to the job? Then it is the same in scenarios that treat the job differently. */
import { describe, expect, it } from 'vitest';
import { luck, own } from '../support/luck.ts';
import { flow, scenario, type Written } from '../support/scenario.ts';

const TERMS = {
  clients: 5,
  value: { uniform: { low: 1, high: 9 } },
  verification: { sampling: { probability: 0.5, auditors: 2 } },
};
const base: Written = {
  nodes: [{ group: 'n', count: 8, stake: '10 OPG' }],
  models: [{ name: 'toy', size: { lognormal: { mean: '1s', scv: 3 } }, disagreement: 0.01 }],
  flows: [flow(TERMS)],
  adversaries: [
    { name: 'idlers', attack: { lazy: { probability: 0.4 } }, count: 2 },
    { name: 'ring', attack: { collude: { probability: 0.6 } }, count: 2 },
  ],
};
const of = async (more: Written = {}) => luck(await scenario({ ...base, ...more }), 150);

describe('the luck of a job', () => {
  it('is untouched by audits: every arrival, size, node and cheat stays when they are removed', async () => {
    const audited = await of();
    expect(audited.size).toBeGreaterThan(250);
    // The comparison has something to compare: cheats of both kinds, several nodes, all inputs.
    const all = [...audited.values()];
    expect(new Set(all.map((l) => l.node)).size).toBe(8);
    expect(all.filter((l) => l.cheat === 1).length).toBeGreaterThan(20);
    expect(all.filter((l) => l.cheat === 0).length).toBeGreaterThan(100);
    expect(await of({ flows: [flow({ ...TERMS, verification: 'none' })] })).toEqual(audited);
    expect(await of({ flows: [flow({ ...TERMS, verification: { sampling: { probability: 1 } } })] })).toEqual(audited);
  });

  it.each(['power-of-d', 'stake-weighted', 'sticky'])(
    'keeps sizes, values, inputs and clients under %s routing',
    async (routing) => {
      const uniform = await of();
      const other = await of({ flows: [flow({ ...TERMS, routing })] });
      expect(own(other)).toEqual(own(uniform));
      if (routing === 'sticky') expect(other).not.toEqual(uniform);
    },
  );

  it('is untouched by copies, by fees, by slower nodes and by a change in mid-run', async () => {
    const plain = own(await of());
    expect(own(await of({ flows: [flow({ ...TERMS, verification: 'redundant-majority' })] }))).toEqual(plain);
    expect(own(await of({ nodes: [{ group: 'n', count: 8, speed: 0.5 }] }))).toEqual(plain);
    expect(
      own(
        await of({
          changes: [{ at: '50s', set: { 'flows.f.routing': 'sticky', 'incentives.slashing': { fraction: {} } } }],
        }),
      ),
    ).toEqual(plain);
  });

  it('is untouched by a flow more: the jobs of the others are the same', async () => {
    const alone = await of();
    const more = { ...flow(TERMS), name: 'g', arrivals: { poisson: { rate: '1/s' } } };
    for (const flows of [
      [flow(TERMS), more],
      [more, flow(TERMS)],
    ]) {
      const together = await of({ flows });
      const mine = new Map([...together].filter(([name]) => name.startsWith('f/')));
      const shift = flows[0] === more ? 5 : 0;
      for (const job of mine.values()) job.client -= shift;
      expect(mine).toEqual(alone);
      // The other flow has luck of its own.
      const [first, second] = ['f/3', 'g/3'].map((name) => together.get(name)!.size);
      expect(first).not.toBe(second);
    }
  });

  it('changes with the seed and with the replication', async () => {
    const sizes = async (more: Written) => [...(await of(more)).values()].map((l) => l.size);
    expect(await sizes({ seed: 2 })).not.toEqual(await sizes({}));
  });
});
