/**
 * What does the package `verisim` export? Everything that the command line does, as typed functions: each loads the rooms that
 * it needs when it is called. docs/library.md shows them, and a test runs every example there.
 */
export type { Outcome as CheckOutcome } from '../check/run.ts';
export type { Variant } from '../experiment/comparison/variant.ts';
export { executors } from '../experiment/executors/all.ts';
export type { Experiment } from '../experiment/file/load.ts';
export type { SweepResult } from '../experiment/sweep/sweep.ts';
export type { Executor, ExecutorOptions } from '../experiment/task/executor.ts';
export type { Tuning } from '../experiment/tune/tune.ts';
export type { Profile } from '../inference/profile.ts';
export type { Problem } from '../language/errors.ts';
export type { Comparison, Difference, MetricComparison } from '../results/comparison.ts';
export type { Manifest } from '../results/manifest.ts';
export type { Answer, Cell } from '../results/query.ts';
export type { Estimate, Result, SeriesRow, Summary } from '../results/result.ts';
export type { Sensitivity } from '../results/sensitivity.ts';
export { verisimVersion as version } from '../results/version.ts';
export type { LoadOptions } from '../scenario/load.ts';
export type { Scenario } from '../scenario/schema.ts';
export { explain, type Kind, list } from './building.ts';
export { type Calibrated, type CalibrateOptions, calibrate } from './calibrate.ts';
export type { Block, Parameter } from './catalogue.ts';
export { type CheckOptions, check, type MeasureOptions, measure } from './check.ts';
export * as cluster from './cluster.ts';
export { type CompareOptions, type CompareOutcome, compare } from './compare.ts';
export { UsageError } from './error.ts';
export type { ExecutorChoice, ExecutorName } from './executor.ts';
export type { ExperimentOptions } from './experiment.ts';
export { type QueryOptions, query, queryPortions } from './query.ts';
export { readComparison, readResult, report } from './report.ts';
export { type RunOptions, type RunOutcome, run, runs, type SimulateOptions, simulate } from './run.ts';
export {
  init,
  loadExperiment,
  loadScenario,
  parseScenario,
  schema,
  type ValidateOptions,
  type Validity,
  validate,
} from './scenarios.ts';
export { type SensitivityOptions, type SensitivityOutcome, sensitivity } from './sensitivity.ts';
export { type SweepOptions, type SweepOutcome, sweep } from './sweep.ts';
export { type TuneOutcome, tune } from './tune.ts';
export { type WorkOptions, work } from './work.ts';
