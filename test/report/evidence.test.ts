/** Does the page of evidence say what a reader must know: what was allowed, what failed, what would have been refused, and what is missing? */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Evidence } from '../../src/check/evidence.ts';
import type { Outcome } from '../../src/check/run.ts';
import { publishEvidence } from '../../src/report/evidence.ts';

const folder = mkdtempSync(join(tmpdir(), 'verisim-evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Told = Partial<Outcome> & Pick<Outcome, 'id' | 'label' | 'params' | 'expected' | 'value'>;
const outcome = (told: Told, row: Partial<Outcome['row']>): Outcome => ({
  ...{ se: 0, half: 0, observations: 1, verdict: 'pass' as const },
  ...told,
  row: { id: told.id, label: told.label, params: told.params, expected: told.expected, kind: 'exact', ...row },
});

const OUTCOMES = [
  outcome(
    { id: 'C04', label: 'attacker_share_sqrt', params: { identities: 16 }, expected: 0.3, value: 0.3 },
    { abs: 1e-9 },
  ),
  outcome(
    { id: 'C04', label: 'attacker_share_sqrt', params: { identities: 4 }, expected: 0.2, value: 0.2 },
    { rel: 0.02 },
  ),
  outcome(
    {
      id: 'D04',
      label: 'ErlangB',
      params: { c: 1, a: 2 },
      expected: 0.5,
      value: 0.501,
      se: 0.001,
      half: 0.004,
      observations: 128,
      tells: true,
    },
    { kind: 'stat' },
  ),
  outcome(
    {
      ...{ id: 'D04', label: 'ErlangB', params: { c: 9, a: 2 }, expected: 0.1, value: 0.2, se: 0.01, half: 0.04 },
      ...{ observations: 128, tells: false, verdict: 'fail', reason: 'off by <much>' },
    },
    { kind: 'stat' },
  ),
  outcome({ id: 'C01', label: 'P_fail', params: { M: 100 }, expected: 1, value: null, verdict: 'not-covered' }, {}),
];

async function told(): Promise<{ html: string; markdown: string }> {
  const evidence = new Evidence('7');
  for (const each of OUTCOMES) evidence.add(each);
  const files = { html: join(folder, 'page.html'), markdown: join(folder, 'page.md') };
  await publishEvidence(evidence, files);
  return { html: readFileSync(files.html, 'utf8'), markdown: readFileSync(files.markdown, 'utf8') };
}

describe('the page of evidence', () => {
  it('says what passed, what failed and why, what a tenth more would have done, and what is not covered', async () => {
    const { html, markdown } = await told();
    for (const text of [html, markdown]) {
      expect(text).toContain('3 of 5 rows pass, 1 fail, 1 not covered.');
      expect(text).toContain(
        'the same runs fail 1 of 2 statistical rows; too imprecise for that: D04 ErlangB c=9 a=2.',
      );
      expect(text).toContain('ErlangB c=9 a=2: off by &lt;much');
      expect(text).toMatch(/Not covered[\s\S]*C01/);
      expect(text).toContain('seed 7');
    }
    expect(html).toContain('<td class="fail">fail</td>');
  });

  it('has rows in the order of their parameters, with what each is allowed and no column that is empty', async () => {
    const { markdown } = await told();
    const [, exact = ''] = /## C04[\s\S]*?\n(\| Number[\s\S]*?)\n\n/.exec(markdown) ?? [];
    expect(exact.split('\n')).toEqual([
      '| Number | Parameters | Published | Allowed | Measured | Verdict |',
      '|---|---|---:|---:|---:|---|',
      '| attacker_share_sqrt | identities=4 | 0.2 | ± 2 % | 0.2 | pass |',
      '| attacker_share_sqrt | identities=16 | 0.3 | ± 1e-9 | 0.3 | pass |',
    ]);
    expect(markdown).toContain('| Number | Parameters | Published | Measured | Interval | n | Verdict |');
    expect(markdown).toContain('| ErlangB | c=1 a=2 | 0.5 | 0.501 | 0.497 to 0.505 | 128 | pass |');
  });
});
