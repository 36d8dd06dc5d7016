/**
 * Where does a result come from? The manifest: the scenario as it was run, the seeds, what the runs' events hash to,
 * the versions, and every file's hash. Only its `wall_clock` block differs between two runs of the same inputs.
 */
import type { Scenario } from '../scenario/schema.ts';

export const RESULTS_FORMAT = 'verisim-results/1';

export interface ReplicationIdentity {
  replication: number;
  seed: string;
  /** 32-bit hash over (time, kind, subject) of every event. */
  fingerprint: number;
  events: number;
}

export interface ModelIdentity {
  name: string;
  /** `profile`: answers as recorded from real inference; `stand-in`: a model without ONNX, whose cheats always differ. */
  kind: 'profile' | 'stand-in';
  /** The model's file, relative to the scenario's folder; absent for a stand-in. */
  behaviour?: string;
  /** Name of the model that was really run: another than `name` where a small network stands in for a large one. */
  profile_model?: string;
  /** SHA-256 of the .onnx file. */
  sha256?: string;
  profile_sha256?: string;
  /** Versions that made the profile, e.g. onnxruntime-node. */
  runtime?: Record<string, string>;
  /** Set when part of the answers was measured just before the run. */
  live_inputs?: number;
}

export interface FileIdentity {
  path: string;
  sha256: string;
  bytes: number;
}

/** Read from the clock of the machine: no other file and no other block knows these. */
export interface WallClock {
  /** ISO 8601, UTC. */
  started: string;
  seconds: number;
  simulation_seconds: number;
  events_per_second: number;
  /** Answered jobs. */
  jobs_per_second: number;
}

/** The content of manifest.json. */
export interface Manifest {
  format: typeof RESULTS_FORMAT;
  name: string;
  /** SHA-256 of the scenario below, as JSON with sorted keys. */
  scenario_sha256: string;
  seed: string;
  replications: ReplicationIdentity[];
  /** How many were asked for; more than there are when the run was interrupted. */
  replications_requested: number;
  /** `everywhere`: the same bytes on any machine; `machine-class`: part of the answers was measured on this one. */
  reproducible: 'everywhere' | 'machine-class';
  verisim_version: string;
  environment: {
    git_commit: string | null;
    node: string;
    /** Null when no real inference ran. */
    onnxruntime: string | null;
  };
  models: ModelIdentity[];
  scenario: Scenario;
  /** Every other file of the directory. */
  files: FileIdentity[];
  wall_clock: WallClock;
}
