import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIVE, EXITED, JAILED } from '../../src/network/tables.ts';
import { setting } from '../support/bound.ts';

describe('rosters', () => {
  it('list who is active in index order, however often that changes', () => {
    const change = fc.record({
      node: fc.nat(9),
      status: fc.constantFrom(ACTIVE, JAILED, EXITED),
      tell: fc.constantFrom('jailed', 'released', 'left', 'joined'),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const { tables, directory, world } = setting({ nodes: Array(10).fill(0) });
        const roster = directory.roster(0);
        for (const { node, status, tell } of changes) {
          tables.nodes.status.data[node] = status;
          world.facts.emit(tell as 'left', node, 0);
          const expected = Array.from({ length: 10 }, (_, n) => n).filter(
            (n) => tables.nodes.status.data[n] === ACTIVE,
          );
          expect(Array.from({ length: roster.count }, (_, place) => roster.at(place))).toEqual(expected);
          for (let n = 0; n < 10; n++) expect(roster.includes(n)).toBe(expected.includes(n));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('hand out a node by stake at the exact boundaries of the cumulated bonds', () => {
    const { directory } = setting({ nodes: [10, 0, 30, 60] });
    const roster = directory.roster(0);
    const at = (u: number) => roster.byStake(1, u);
    expect([0.05, 0.0999, 0.1, 0.3999, 0.4, 0.9999].map(at)).toEqual([0, 0, 2, 2, 3, 3]);
    expect([0.1, 0.3, 0.6, 0.9].map((u) => roster.byStake(0, u))).toEqual([0, 1, 2, 3]);
  });

  it('outlive a wiring: after the facts were cleared and heard again, the same roster follows', () => {
    const { tables, directory, world } = setting({ nodes: [0, 0, 0] });
    const roster = directory.roster(0);
    expect(roster.count).toBe(3);
    world.facts.clear();
    directory.listen(world.facts);
    tables.nodes.status.data[1] = JAILED;
    world.facts.emit('jailed', 1, 0);
    expect([roster.count, roster.at(1)]).toEqual([2, 2]);
    expect(directory.roster(0)).toBe(roster);
  });
});

describe('facts and steps', () => {
  it('reach every listener in the order in which they asked', async () => {
    const { composeObservers, Facts } = await import('../../src/network/facts.ts');
    const log: string[] = [];
    const facts = new Facts();
    for (const name of ['a', 'b']) facts.on('jailed', (node, until) => log.push(`${name} ${node} ${until}`));
    facts.emit('jailed', 3, 9);
    facts.emit('left', 3, 0);
    const steps = composeObservers([
      { arrived: (job) => void log.push(`first ${job}`) },
      {},
      { arrived: (job) => void log.push(`second ${job}`), proved: (...all) => void log.push(all.join()) },
      { arrived: (job) => void log.push(`third ${job}`) },
    ]);
    steps.arrived(7, 0, 0);
    steps.proved(1, 2, 3, 4);
    steps.closed(1, 0, 0);
    expect(log).toEqual(['a 3 9', 'b 3 9', 'first 7', 'second 7', 'third 7', '1,2,3,4']);
  });
});
