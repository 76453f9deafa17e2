// SPDX-License-Identifier: Apache-2.0
// The shapes that /api/v1 answers with. Names are those of the HTTP reference.

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Row = Record<string, string | number | boolean | null>;
export type Interval = [number, number];

export interface Page<T> {
  items: T[];
  next?: string | number | null;
}

export type Role = 'viewer' | 'analyst' | 'engineer' | 'admin';
export type Scope = 'read' | 'predict' | 'ingest' | 'train' | 'triage' | 'admin';

export interface Session {
  access: 'open' | 'accounts';
  signed_in: boolean;
  user: string | null;
  role: Role | null;
  scopes: Scope[];
  csrf: string | null;
  must_change_password?: boolean;
  expires_at?: string | null;
}

export interface User {
  name: string;
  role: Role;
  created_at: string;
  last_sign_in_at: string | null;
  disabled: boolean;
  must_change_password: boolean;
  one_time_password?: string;
}

export interface Token {
  id: string;
  name: string;
  owner: string;
  scopes: Scope[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  secret?: string;
}

export interface AuditEntry {
  seq: number;
  time: string;
  actor: string;
  peer: string;
  action: string;
  target: string;
  outcome: string;
  detail: Json;
}

// ---- Models

export interface ClassFigures {
  name: string;
  rows: number;
  precision: number | null;
  precision_interval?: Interval | null;
  recall: number | null;
  recall_interval?: Interval | null;
  f1: number | null;
}

export interface Metrics {
  rows: number;
  accuracy: number;
  accuracy_interval?: Interval;
  balanced_accuracy?: number;
  macro_f1: number;
  weighted_f1?: number;
  roc_auc?: number | null;
  roc_auc_interval?: Interval | null;
  pr_auc?: number | null;
  pr_auc_interval?: Interval | null;
  log_loss?: number;
  threshold?: number | null;
  threshold_choice?: { why?: string; promised_fpr?: number; promised_recall?: number };
  fpr_promised?: number | null;
  fpr_realised?: number | null;
  fpr_interval?: Interval | null;
  recall?: number | null;
  recall_interval?: Interval | null;
  false_alarms_per_million?: number | null;
  calibration_error?: number | null;
  per_class?: ClassFigures[];
  confusion?: { classes: string[]; counts: number[] };
}

export interface VersionSummary {
  task: string;
  classes: string[];
  threshold: number | null;
  split: string;
  dataset: string;
  data_sha256: string;
  rows: number;
  metrics: Partial<Metrics>;
}

export interface Version {
  name: string;
  version: number;
  aliases: string[];
  created_at: string;
  learner: string;
  bytes: number;
  summary: VersionSummary;
}

export interface ModelEntry {
  name: string;
  champion: number | null;
  versions: Version[];
}

export type FeatureType = 'int64' | 'float64' | 'text' | 'boolean' | 'timestamp';

export interface Feature {
  name: string;
  type: FeatureType;
  unit: string | null;
  description: string | null;
  required: boolean;
  categories: string[] | null;
  /** From the schema; an end that is null is open. */
  range: [number | null, number | null] | null;
  quantiles: Record<'p01' | 'p05' | 'p25' | 'p50' | 'p75' | 'p95' | 'p99', number | null> | null;
  importance: number | null;
}

export interface ThresholdPoint {
  threshold: number;
  tp: number;
  fp: number;
  fn: number;
  tn: number;
  frozen?: boolean;
}

export interface Curves {
  roc: [number, number, number][];
  pr: [number, number, number][];
  calibration: { mean_score: number; share: number; rows: number }[];
  thresholds: ThresholdPoint[];
}

export interface Contender {
  learner: string;
  options: Record<string, Json>;
  metric: number;
  candidates_tried: number;
  train_seconds: number;
  tune: Metrics;
}

export interface Baseline {
  name: string;
  description: string;
  test: Metrics;
}

export interface ModelDetail extends Version {
  model_facts: Record<string, Json>;
  learner_options: Record<string, Json>;
  classes: string[];
  split: { method: string; seed?: number; rows?: Record<string, number>; [key: string]: Json | undefined };
  metrics: Metrics;
  leaderboard: Contender[] | null;
  baselines: Baseline[] | null;
  training: Record<string, Json>;
  versions: Record<string, Json>;
  features: Feature[];
  curves: Curves | null;
}

export interface Integrity {
  name: string;
  version: number;
  faults: string[];
}

// ---- Predictions

export interface PredictionError {
  rule: string;
  column: string;
  message: string;
}

export interface Reason {
  feature: string;
  value: Json;
  contribution: number;
}

export type Decision = 'benign' | 'attack' | 'abstain';

export interface Prediction {
  row: number;
  input?: Record<string, string>;
  class?: string;
  decision?: Decision;
  attack_score?: number;
  scores?: Record<string, number>;
  threshold: number | null;
  model: string;
  error?: PredictionError;
  reasons?: Reason[];
}

export interface PredictAnswer {
  model: string;
  threshold: number | null;
  predictions: Prediction[];
  rejected: number;
}

export interface ExplainedFeature {
  feature: string;
  value: Json;
  contribution: number;
  /** Of sampled explanations. */
  standard_error?: number;
  normal: { low: number; median: number; high: number } | null;
  percentile: number | null;
  usual: string[] | null;
}

export interface Explanation {
  model: string;
  prediction: Prediction;
  class: string;
  unit: 'log_odds' | 'probability' | 'margin';
  base: number;
  output: number;
  method: string;
  features: ExplainedFeature[];
}
