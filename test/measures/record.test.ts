/** Is a record whole? Every metric declared, every number finite, the log of offences a fair sample, stops clean. */
import { describe, expect, it } from 'vitest';
import { adversaries } from '../../src/agents/index.ts';
import { metricCatalogue } from '../../src/measures/index.ts';
import { MeasuredRun, runScenario } from '../../src/measures/run.ts';
import { BUSY } from '../support/busy.ts';
import { BANKS, flow, measure, scenario, type Written } from '../support/scenario.ts';

async function recorded(written: Written) {
  const checked = await scenario(written);
  return { checked, record: measure(checked).record() };
}

/** The busy scenarios, each run once. */
const BUSY_RECORDS = await Promise.all(Object.values(BUSY).map(recorded));

describe('the catalogue', () => {
  it('declares exactly what runs report, each name once', () => {
    const names = metricCatalogue.map((info) => info.name);
    expect(new Set(names).size).toBe(names.length);
    const reported = new Set<string>();
    for (const { checked, record } of BUSY_RECORDS) {
      const { metrics, series } = record;
      const perAdversary = names.filter((name) => name.startsWith('fraud.adversary.<name>.'));
      const ofNodes = checked.adversaries.filter(({ attack }) => adversaries[attack.rule]!.holds !== 'validators');
      for (const { name } of ofNodes)
        for (const pattern of perAdversary) expect(Object.keys(metrics)).toContain(pattern.replace('<name>', name));
      for (const name of Object.keys(metrics))
        reported.add(
          name.replace(
            /^(strategy|fraud\.adversary|staking\.adversary|mode|flow|places\.(?:clients|region|provider)|stages\.group|wait\.flow)\.[^.]+\./,
            '$1.<name>.',
          ),
        );
      for (const path of Object.keys(series.values)) expect(names).toContain(path);
    }
    // What a network does not have (an allocation, an oracle) is not told of it, but some network has it.
    expect([...reported].sort()).toEqual([...names].sort());
    for (const { unit, summary, convention } of metricCatalogue)
      for (const text of [unit, summary, convention]) expect(text.length).toBeGreaterThan(0);
  });
});

describe('a record', () => {
  it('is plain JSON with finite numbers only, also of a run in which nothing happens', async () => {
    const empty = [{ flows: [], horizon: '10s' }, { flows: [flow({ arrivals: { poisson: { rate: 0 } } })] }];
    for (const { checked, record } of [...BUSY_RECORDS, ...(await Promise.all(empty.map(recorded)))]) {
      expect(JSON.parse(JSON.stringify(record))).toEqual(record);
      const { windows } = checked.measures;
      expect(record.series.time).toHaveLength(windows);
      for (const values of Object.values(record.series.values)) expect(values).toHaveLength(windows);
    }
  });

  it('shares between 0 and 1, counts that are whole', () => {
    for (const { record } of BUSY_RECORDS) {
      const { metrics } = record;
      for (const { name, unit } of metricCatalogue) {
        const value = metrics[name];
        if (value === null || value === undefined) continue;
        if (unit === 'share') expect([name, value >= 0 && value <= 1 + 1e-9]).toEqual([name, true]);
        if (
          ['jobs', 'offences', 'convictions', 'votes', 'executions', 'blocks', 'transactions'].includes(unit) &&
          name !== 'queue.jobs_in_system'
        )
          expect([name, Number.isInteger(value)]).toEqual([name, true]);
      }
    }
  });
});

describe('the log of offences', () => {
  it('is a sample of stated inclusion when there are more than it holds', async () => {
    const checked = await scenario({
      horizon: '1000s',
      nodes: [{ group: 'n', count: 4 }],
      models: [{ name: 'toy', size: { constant: '1ms' } }],
      flows: [flow({ arrivals: { poisson: { rate: '20/s' } } })],
      adversaries: [{ name: 'a', attack: 'lazy', share: 1 }],
    });
    const { offences, offencesInclusion, metrics } = runScenario(checked, { replication: 1, banks: BANKS });
    const attempted = metrics['fraud.attempted']!;
    expect(attempted).toBeGreaterThan(15_000);
    expect(offencesInclusion).toBeLessThan(1);
    expect(offences.length).toBeLessThanOrEqual(4096);
    const p = offencesInclusion;
    expect(Math.abs(offences.length - attempted * p)).toBeLessThan(4 * Math.sqrt(attempted * p * (1 - p)));
    // Early and late offences are kept alike, though the bar fell in between.
    const early = offences.filter((o) => o.time < 500).length;
    expect(Math.abs(early - offences.length / 2)).toBeLessThan(
      4 * Math.sqrt(offences.length / 4) + 4 * Math.sqrt(attempted / 4) * p,
    );
    expect(offences.every((o, i) => i === 0 || offences[i - 1]!.time <= o.time)).toBe(true);
  });

  it('agrees with the counts when it holds all', async () => {
    const { offences, offencesInclusion, metrics } = measure(await scenario(BUSY['everything at once'])).record();
    expect(offencesInclusion).toBe(1);
    const count = (fate: string) => offences.filter((o) => o.fate === fate).length;
    expect(['detected', 'missed', 'pending', 'false-conviction'].map(count)).toEqual(
      ['detected', 'missed', 'pending', 'false_convictions'].map((name) => metrics[`fraud.${name}`]),
    );
  });
});

describe('progress', () => {
  it('is told once a window, and may stop the run', async () => {
    const checked = await scenario();
    const told: number[] = [];
    runScenario(checked, { replication: 0, banks: BANKS, onProgress: (done) => told.push(done) > 0 });
    expect(told).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    expect(() => runScenario(checked, { replication: 0, banks: BANKS, onProgress: (done) => done < 0.5 })).toThrow(
      'stopped',
    );
  });

  it('advances by so many events and says when it is through', async () => {
    const checked = await scenario();
    const whole = measure(checked).record();
    const run = new MeasuredRun(checked, { replication: 1, banks: BANKS });
    run.simulation.start();
    let steps = 0;
    while (!run.advance(97)) steps++;
    run.simulation.finish();
    expect(run.record()).toEqual(whole);
    expect(steps).toBe(Math.floor(whole.events / 97));
  });
});
