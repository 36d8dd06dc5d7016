/** How does a scenario become one record? Simulate window by window, let every measure speak, cut the warm-up off the levels. */
import type { Scenario } from '../scenario/schema.ts';
import type { ProfileSet } from '../simulation/behaviours.ts';
import { Simulation } from '../simulation/simulation.ts';
import { mser5 } from '../stats/mser5.ts';
import type { QuantileHistogram } from '../stats/quantileHistogram.ts';
import { entityRows } from './entities.ts';
import { measures } from './index.ts';
import { type JobTrace, traceJobs } from './jobTrace.ts';
import type { Attached, Measure, Ratio } from './measure.ts';
import type { LiveAgreement, RunRecord } from './record.ts';
import { BLOCK, Windows } from './windows.ts';

export type { ProfileSet } from '../simulation/behaviours.ts';

export interface RunOptions {
  /** 1, 2, ...: the run's seed is `${scenario.seed}/${replication}`. */
  replication: number;
  banks: ProfileSet;
  /** Test mode: run concurrent events of one instant in random order. */
  shuffle?: number;
  /** Keep a row a job, with this probability (0..1]; left out: none. */
  trace?: number;
  /** Who measures; all, unless a few are enough. */
  measures?: readonly Measure[];
  /** Called after every window with the share of the horizon done; returning false stops the run with an AbortError. */
  onProgress?: (done: number) => boolean | undefined;
}

/** A simulation with all measures attached, and the way to go on with it. */
export class MeasuredRun {
  readonly simulation: Simulation;
  readonly windows: Windows;
  private readonly attached: Attached[] = [];
  private readonly replication: number;
  private trace: JobTrace | undefined;

  constructor(scenario: Scenario, options: RunOptions) {
    this.replication = options.replication;
    let windows: Windows | undefined;
    this.simulation = new Simulation(scenario, {
      replication: options.replication,
      banks: options.banks,
      shuffle: options.shuffle ?? 0,
      observers: (run) => {
        const cut = new Windows(run);
        windows = cut;
        this.attached.push(...(options.measures ?? measures).map((measure) => measure.attach(run, cut)));
        const observers = this.attached.flatMap((measure) => (measure.observer ? [measure.observer] : []));
        if (options.trace === undefined) return observers;
        this.trace = traceJobs(run, options.trace);
        return [...observers, this.trace.observer];
      },
    });
    this.windows = windows as Windows;
  }

  /**
   * Runs on for at most so many events; true when the horizon is reached. In between, `simulation.checkpoint()` may be taken,
   * and another measured run of the same scenario may `simulation.resume` it and go on.
   */
  advance(events: number = Number.POSITIVE_INFINITY, onProgress?: RunOptions['onProgress']): boolean {
    const { windows, simulation } = this;
    for (let left = events; windows.current < windows.count; ) {
      const w = windows.current;
      left -= simulation.run(windows.end(w), left);
      if (left <= 0) return false;
      for (const measure of this.attached) measure.window?.(w);
      windows.next();
      if (onProgress?.((w + 1) / windows.count) === false) throw new DOMException('stopped', 'AbortError');
    }
    return true;
  }

  /** Runs on from wherever it is to the horizon, and settles what is left there. */
  runToEnd(onProgress?: RunOptions['onProgress']): void {
    this.advance(Number.POSITIVE_INFINITY, onProgress);
    this.simulation.finish();
  }

  /** The numbers of the run so far, steady ones from window `first` (a whole number of blocks) on; quantiles may be left out. */
  metrics(first: number, quantiles = true): Record<string, number | null | Ratio> {
    return Object.assign({}, ...this.attached.map((measure) => measure.metrics(first, quantiles)));
  }

  /** How a quantity was distributed, a histogram for each block of windows. Throws RangeError for a name that no measure has. */
  spread(name: string): readonly QuantileHistogram[] {
    const found = this.attached.flatMap((measure) => measure.spreads?.[name] ?? []);
    if (found.length === 0) throw new RangeError(`no measure keeps the distribution of ${name}`);
    return found;
  }

  record(): RunRecord {
    const { windows, simulation, attached } = this;
    const { scenario, world } = simulation;
    const warmup = warmUp(scenario, windows, attached);
    const listed = attached.flatMap((measure) => measure.offences?.() ?? []);
    return {
      replication: this.replication,
      seed: world.seed,
      fingerprint: world.engine.fingerprint,
      events: world.engine.count,
      ...values(this.metrics(warmup.first)),
      warmup: { seconds: warmup.first * windows.length, reached: warmup.reached },
      series: {
        time: Array.from({ length: windows.count }, (_, w) => windows.end(w)),
        values: Object.assign({}, ...attached.map((measure) => measure.series?.() ?? {})),
      },
      entities: entityRows(simulation),
      ledger: [...world.ledger.rows()].map((row) => ({ ...row, amount: `${row.amount}` })),
      offences: listed.flatMap(({ rows }) => rows),
      offencesInclusion: Math.min(1, ...listed.map(({ inclusion }) => inclusion)),
      live: liveAgreement(simulation),
      ...(this.trace && { jobs: this.trace.columns() }),
    };
  }
}

/** Metrics as numbers, and the totals behind those that are ratios. */
function values(metrics: Record<string, number | null | Ratio>): Pick<RunRecord, 'metrics' | 'ratios'> {
  const record: Pick<RunRecord, 'metrics' | 'ratios'> = { metrics: {}, ratios: {} };
  for (const [name, value] of Object.entries(metrics)) {
    if (value === null || typeof value === 'number') {
      record.metrics[name] = value;
    } else {
      record.metrics[name] = value.den > 0 ? (value.scale * value.num) / value.den : null;
      record.ratios[name] = value;
    }
  }
  return record;
}

/** One replication of a scenario from start to record. Pure and synchronous: same arguments, same record. */
export function runScenario(scenario: Scenario, options: RunOptions): RunRecord {
  const run = new MeasuredRun(scenario, options);
  run.simulation.start();
  run.runToEnd(options.onProgress);
  return run.record();
}

/**
 * First window that steady measures count: the largest truncation that MSER-5 proposes for any level that has a value in
 * every window. Not reached: some level wants more than half of the run cut.
 */
function warmUp(
  scenario: Scenario,
  windows: Windows,
  attached: readonly Attached[],
): { first: number; reached: boolean } {
  const { warmup } = scenario.measures;
  if (warmup === 'none') return { first: 0, reached: true };
  if (typeof warmup === 'number') return { first: inBlocks(warmup / windows.length, windows), reached: true };
  let first = 0;
  let reached = true;
  for (const levels of attached.flatMap((measure) => measure.steady?.() ?? [])) {
    if (levels.some((value) => value === null)) continue;
    const found = mser5(levels as number[]);
    first = Math.max(first, found.truncated);
    reached &&= found.reached;
  }
  return { first: inBlocks(first, windows), reached };
}

/** Rounded up to whole blocks, leaving at least one. */
function inBlocks(first: number, windows: Windows): number {
  return Math.min(Math.ceil(first / BLOCK), Math.ceil(windows.count / BLOCK) - 1) * BLOCK;
}

function liveAgreement(run: Simulation): LiveAgreement[] {
  return run.scenario.models.flatMap((model, m) =>
    run.behaviours.isLive(m) ? [{ model: model.name, ...run.behaviours.liveTally(m) }] : [],
  );
}
