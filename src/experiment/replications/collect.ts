/** How do finished replications become a result? Their tables one below the other, their summary, their manifest. */
import { isAbsolute, relative, sep } from 'node:path';
import { printProfile } from '../../inference/profile.ts';
import { isCsvTable } from '../../language/csvTable.ts';
import { isMap } from '../../language/word.ts';
import type { MetricInfo, RunRecord } from '../../measures/record.ts';
import { distanceRows } from '../../results/distances.ts';
import { canonicalJson, sha256 } from '../../results/hash.ts';
import { type Manifest, type ModelIdentity, RESULTS_FORMAT, type WallClock } from '../../results/manifest.ts';
import type { Result } from '../../results/result.ts';
import { gitCommit, onnxruntimeVersion, verisimVersion } from '../../results/version.ts';
import type { Scenario } from '../../scenario/schema.ts';
import type { Preparation } from './profiles.ts';
import { summarize, summarizeSeries } from './summarize.ts';

export interface Collected {
  scenario: Scenario;
  /** Folder of the scenario's file: paths in the manifest are relative to it, so that they are the same everywhere. */
  base: string;
  /** Finished replications, at least one, in order. */
  records: readonly RunRecord[];
  preparation: Preparation;
  catalogue: readonly MetricInfo[];
  wallClock: WallClock;
}

/**
 * Absolute paths made relative to `base`, in this scenario and in those of its changes; a CSV file that was read in stands
 * there by its path, its hash and its number of rows.
 */
export function portable(scenario: Scenario, base: string): Scenario {
  const path = (written: string) =>
    isAbsolute(written) ? relative(base, written).split(sep).join('/') || '.' : written;
  const shown = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shown);
    if (isCsvTable(value)) {
      const [first] = [...Object.values(value.columns), ...Object.values(value.texts)];
      return { file: path(value.file), sha256: value.sha256, rows: first?.length ?? 0 };
    }
    if (!isMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shown(part)]));
  };
  const models = scenario.models.map((model) =>
    model.behaviour === undefined ? model : { ...model, behaviour: path(model.behaviour) },
  );
  const changes = scenario.changes.map((change) => ({ ...change, scenario: portable(change.scenario, base) }));
  return shown({ ...scenario, models, changes }) as Scenario;
}

export function collect(collected: Collected): Result {
  const { scenario, records, preparation, catalogue } = collected;
  return {
    manifest: makeManifest(collected),
    summary: summarize(records, catalogue),
    series: summarizeSeries(records),
    entities: records
      .filter((record) => record.replication === 1)
      .flatMap(({ replication, entities }) => entities.map((row) => ({ replication, ...row }))),
    ledger: records.flatMap(({ replication, ledger }) => ledger.map((row) => ({ replication, ...row }))),
    offences: records.flatMap(({ replication, offences }) => offences.map((row) => ({ replication, ...row }))),
    distances: Object.entries(preparation.banks.profiles).flatMap(([model, profile]) =>
      distanceRows(model, preparation.banks.live?.[model] ?? profile, scenario.verification),
    ),
  };
}

function makeManifest({ scenario, base, records, preparation, wallClock }: Collected): Manifest {
  const { banks, calibrated } = preparation;
  const shown = portable(scenario, base);
  const live = scenario.inference.mode === 'live' && Object.keys(banks.live ?? {}).length > 0;
  const models = shown.models.map((model): ModelIdentity => {
    const profile = banks.profiles[model.name];
    if (profile === undefined) return { name: model.name, kind: 'stand-in' };
    const liveInputs = banks.live?.[model.name]?.live?.inputs.length;
    return {
      name: model.name,
      kind: 'profile',
      behaviour: model.behaviour!,
      profile_model: profile.model.name,
      sha256: profile.model.sha256,
      profile_sha256: sha256(printProfile(profile)),
      runtime: profile.runtime,
      ...(liveInputs === undefined ? {} : { live_inputs: liveInputs }),
    };
  });
  return {
    format: RESULTS_FORMAT,
    name: scenario.name,
    scenario_sha256: sha256(canonicalJson(shown)),
    seed: scenario.seed,
    replications: records.map(({ replication, seed, fingerprint, events }) => ({
      replication,
      seed,
      fingerprint,
      events,
    })),
    replications_requested: scenario.replications,
    reproducible: live || calibrated.length > 0 ? 'machine-class' : 'everywhere',
    verisim_version: verisimVersion(),
    environment: {
      git_commit: gitCommit(),
      node: process.version,
      onnxruntime: live || calibrated.length > 0 ? onnxruntimeVersion() : null,
    },
    models,
    scenario: shown,
    files: [],
    wall_clock: wallClock,
  };
}
