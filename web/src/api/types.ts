// SPDX-License-Identifier: Apache-2.0
// The shapes of the API's bodies under the names that pages use, as the server's own document has
// them (schema.d.ts): nothing is said here about a member that the document does not say.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A list in parts. */
export interface Page<T> {
  items: T[];
  next: string | number | null;
}

export type Row = Schemas['Row'];
export type ExampleRows = Schemas['ExampleRows'];

// ---- Accounts

export type Role = Schemas['Role'];
export type Scope = Schemas['Scope'];
export type Session = Schemas['Session'];
export type User = Schemas['User'];
export type Token = Schemas['Token'];
export type AuditEntry = Schemas['AuditEntry'];
export type AuditPage = Schemas['AuditPage'];

// ---- Models

export type Interval = Schemas['Interval'];
export type Metrics = Schemas['Evaluation'];
export type MainFigures = Schemas['MainFigures'];
export type CurvePoint = Schemas['CurvePoint'];
export type ThresholdPoint = Schemas['ThresholdPoint'];
export type Version = Schemas['ModelVersion'];
export type ModelEntry = Schemas['ModelEntry'];
export type ModelDetail = Schemas['ModelDetails'];
export type Feature = Schemas['ModelFeature'];
export type FeatureType = Feature['type'];
export type Integrity = Schemas['ModelIntegrity'];

// ---- Predictions

export type Prediction = Schemas['Prediction'];
export type Decision = NonNullable<Prediction['decision']>;
export type PredictAnswer = Schemas['Predictions'];
export type ExplainedFeature = Schemas['ExplainedFeature'];
export type Explanation = Schemas['Explanation'];

// ---- Data sets

export type Dataset = Schemas['Dataset'];
export type ValidationReport = Schemas['ValidationReport'];
export type Finding = Schemas['ValidationFinding'];
export type Severity = Finding['severity'];
export type DatasetProfile = Schemas['DatasetProfile'];
export type ColumnProfile = Schemas['ColumnProfile'];
export type QuarantinedRow = Schemas['QuarantinedRow'];
export type ReplayReport = Schemas['ReplayReport'];
export type SchemaEntry = Schemas['SchemaEntry'];
export type InferredSchema = Schemas['InferredSchema'];
export type IngestReport = Schemas['IngestReport'];

// ---- Drift

export type LightColour = Schemas['DriftLight'];
export type Shape = Schemas['Distribution'];
export type DriftColumn = Schemas['DriftColumn'];
export type DriftReport = Schemas['Drift'];

// ---- Runs

export type Stage = Schemas['RunStage'];
export type Run = Schemas['Run'];
export type RunDetail = Schemas['RunDetails'];
export type Progress = Schemas['RunProgress'];
export type LogLine = Schemas['LogLine'];
export type RunLog = Schemas['RunLog'];
export type OptionSpec = Schemas['OptionSpec'];
export type CatalogEntry = Schemas['CatalogEntry'];
export type Catalog = Schemas['Catalog'];

// ---- Overview and system

export type Overview = Schemas['Overview'];
export type TrafficPoint = Schemas['TrafficPoint'];
export type SystemFacts = Schemas['System'];
export type SelfTest = Schemas['SelfTest'];
