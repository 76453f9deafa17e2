// SPDX-License-Identifier: Apache-2.0
// The shapes of data sets, drift, runs and the system, beside those of models in types.ts.
import type { Json, Metrics } from './types';

export interface Source {
  id: string;
  name: string;
  content_sha256: string;
  rows: number;
  quarantined: number;
  ingested_at: string;
  complete: boolean;
}

export interface Dataset {
  name: string;
  schema: string;
  schema_fingerprint: string;
  rows: number;
  quarantined: number;
  created_at: string;
  sources: Source[];
}

export type Severity = 'error' | 'warning' | 'info' | 'note';

export interface Finding {
  code: string;
  severity: Severity;
  column: string;
  rows: number;
  first_rows: number[];
  sentence: string;
  advice: string;
}

export interface ValidationReport {
  schema: string;
  source: string;
  rows: { read: number; kept: number; quarantined: number; without_class: number };
  duplicates: { distinct: number; repeats: number; rows_with_a_twin: number };
  contradictions: { vectors: number; rows: number };
  accuracy_ceiling: number | null;
  classes: { name: string; rows: number; benign: boolean }[];
  findings: Finding[];
  validated_at?: string;
  /** Whether rows have come or gone since. */
  stale?: boolean;
  sample?: { rows: number; of: number } | null;
}

export interface ColumnProfile {
  name: string;
  type: string;
  role: string;
  missing: number;
  distinct: number | null;
  histogram: { edges: number[]; counts: number[] } | null;
  top: { value: string; rows: number }[] | null;
}

export interface DatasetProfile {
  rows: number;
  label: { column: string; classes: { name: string; rows: number }[] } | null;
  columns: ColumnProfile[];
}

export interface QuarantinedRow {
  source: string;
  file: string;
  row: number;
  column: string;
  byte: number;
  rule: string;
  message: string;
  raw: string;
}

export interface SchemaEntry {
  name: string;
  description: string;
  columns: number;
  label: string | null;
}

export interface IngestReport {
  rows: number;
  quarantined: number;
  already_there?: boolean;
  notes?: string[];
  [key: string]: Json | undefined;
}

export type LightColour = 'green' | 'amber' | 'red' | 'none';

export type Shape = { edges: number[]; counts: number[] } | { values: string[]; counts: number[] };

export interface DriftColumn {
  name: string;
  kind: 'number' | 'category';
  psi: number;
  ks: number | null;
  p_value: number | null;
  light: LightColour;
  left: Shape | null;
  right: Shape | null;
  left_missing?: number;
  right_missing?: number;
  new_categories?: string[];
}

export interface DriftReport {
  left: { name: string; rows: number };
  right: { name: string; rows: number };
  light: LightColour;
  columns: DriftColumn[];
  notes: string[];
}

// ---- Runs

export interface Stage {
  name: string;
  state: string;
  started_at: string | number | null;
  ended_at: string | number | null;
  message: string;
  input_hash?: string;
  output_hash?: string;
}

export interface Run {
  id: string;
  kind: string;
  name: string;
  state: string;
  started_at: string | number | null;
  ended_at: string | number | null;
  stages: Stage[];
}

export interface Progress {
  what: string;
  done: number;
  total: number;
}

export interface RunDetail extends Run {
  progress: Progress | null;
  report: Record<string, Json> | null;
  parameters: Record<string, Json>;
  cancellable: boolean;
}

export interface LogLine {
  time: string;
  level: string;
  event: string;
  [key: string]: Json;
}

export interface OptionSpec {
  name: string;
  type: 'text' | 'integer' | 'real' | 'boolean' | 'choice' | string;
  default: Json;
  help: string;
  unit?: string;
  min?: number;
  max?: number;
  choices?: string[];
}

export interface CatalogEntry {
  name: string;
  summary: string;
  options: OptionSpec[];
}

export interface Catalog {
  sources: CatalogEntry[];
  stores: CatalogEntry[];
  steps: CatalogEntry[];
  learners: CatalogEntry[];
  train_options: OptionSpec[];
}

// ---- Overview and system

/** epoch seconds, rows, attacks, rejected, requests, mean latency in microseconds */
export type TrafficPoint = [number, number, number, number, number, number];

export interface Overview {
  models: {
    name: string;
    version: number;
    learner: string;
    created_at: string;
    metrics: Partial<Metrics>;
    drift?: LightColour;
    predictions: { total: number; attacks: number; rejected: number };
  }[];
  traffic: { step_seconds: number; points: TrafficPoint[] };
  runs: Run[];
  datasets: { name: string; rows: number; quarantined: number; schema: string }[];
  findings?: { severity: Severity; dataset: string; sentence: string }[];
}

export interface SystemFacts {
  version: string;
  started_at: string;
  uptime_seconds: number;
  pid: number;
  threads: number;
  access: string;
  address: string;
  store: { backend: string; server: string; location: string; degraded: string[] } | null;
  home: string;
  memory_bytes: number;
  open_connections: number;
  queue: { depth: number; limit: number };
  models_loaded: string[];
  checks: { name: string; state: 'ok' | 'warning' | 'failed'; detail: string }[];
}

export interface SelfTest {
  passed: boolean;
  cases: { name: string; state: string; detail: string }[];
}
