/** Is a fragment of settings, extended by its scenario, the scenario with these settings? */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { settingOf, variantsWith } from '../../src/scenario/load.ts';
import { registries } from './registries.ts';
import { loaded, MINIMAL } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'verisim-fragment-'));
afterAll(() => rmSync(folder, { recursive: true }));
const base = join(folder, 'base.yaml');
writeFileSync(
  base,
  `${MINIMAL}  - {name: bulk, model: toy, arrivals: {poisson: {rate: 1/s}}, routing: {power-of-d: {d: 3}}}
incentives: {price: {token: 1 OPG}, fees: {node: 0.9, treasury: 0.1}, slashing: {fraction: {fraction: 0.1}}}
measures: {answer: {economy.fees: paid}}
`,
);

async function both(settings: Record<string, unknown>) {
  const variants = variantsWith(registries, base);
  const written = Object.entries(settings).map(([path, value]) => settingOf(path, value, base));
  const { content, exact } = variants.fragment(written);
  const file = join(folder, 'top.yaml');
  writeFileSync(join(folder, 'piece.yaml'), stringify(content));
  writeFileSync(file, 'extends: [base.yaml, piece.yaml]\n');
  return { content, exact, extended: await loaded(file), set: await variants.scenario(written) };
}

describe('a fragment', () => {
  it('says values by name, and gives the same scenario when it is extended', async () => {
    const { content, exact, extended, set } = await both({
      'flows.clients.verification.sampling.probability': 0.25,
      'flows.bulk.routing.power-of-d.d': 2,
      'nodes[0].count': 7,
      'incentives.fees.node': 0.8,
      'incentives.fees.treasury': 0.2,
      'incentives.slashing': 'none',
      horizon: '2h',
    });
    expect(content).toEqual({
      flows: [
        { name: 'clients', verification: { sampling: { probability: 0.25 } } },
        { name: 'bulk', routing: { 'power-of-d': { d: 2 } } },
      ],
      nodes: [{ group: 'honest', count: 7 }],
      incentives: { fees: { node: 0.8, treasury: 0.2 }, slashing: 'none' },
      horizon: '2h',
    });
    expect(exact).toBe(true);
    expect(extended).toEqual(set);
    expect(extended.nodes[0]!.count).toBe(7);
  });

  it('holds the whole of what is replaced as a whole', async () => {
    const { content, exact, extended, set } = await both({ 'measures.answer': { 'fraud.missed': 'unnoticed' } });
    expect(content).toEqual({ measures: { answer: { 'fraud.missed': 'unnoticed' } } });
    expect(exact).toBe(true);
    expect(extended).toEqual(set);
  });

  it('says so where extending cannot say it: a map in place of another one keeps what that had', async () => {
    const { exact, extended, set } = await both({ 'flows.bulk.routing': { 'power-of-d': {} } });
    expect(exact).toBe(false);
    expect(extended).not.toEqual(set);
  });

  it('refuses a path that leads nowhere', () => {
    const variants = variantsWith(registries, base);
    expect(() => variants.fragment([settingOf('flows.none.routing', 'uniform', base)])).toThrow('has no item "none"');
  });
});
