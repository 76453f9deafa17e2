// SPDX-License-Identifier: Apache-2.0
// Between what is typed into the form of a model and the row that is sent.
import type { Feature, Row } from '../api/types';

/** Typed text by feature; an empty text is a missing value. */
export type FormValues = Record<string, string>;

export interface FormRow {
  row: Row;
  /** What is wrong with a field, by feature. */
  faults: Record<string, string>;
}

function parseField(feature: Feature, text: string): { value: Row[string] } | { fault: string } {
  switch (feature.type) {
    case 'int64':
      if (!/^[+-]?\d+$/.test(text)) return { fault: 'a whole number is expected' };
      // Beyond 2^53 a number would be rounded on its way: the text is sent as it is.
      return { value: Number.isSafeInteger(Number(text)) ? Number(text) : text };
    case 'float64': {
      const value = Number(text);
      return Number.isFinite(value) ? { value } : { fault: 'a number is expected' };
    }
    case 'boolean': {
      const word = text.toLowerCase();
      if (['true', '1', 'yes'].includes(word)) return { value: true };
      if (['false', '0', 'no'].includes(word)) return { value: false };
      return { fault: 'true or false is expected' };
    }
    default:
      return { value: text };
  }
}

export function toRow(features: Feature[], values: FormValues): FormRow {
  const row: Row = {};
  const faults: Record<string, string> = {};
  for (const feature of features) {
    const text = (values[feature.name] ?? '').trim();
    if (text === '') {
      row[feature.name] = null;
      continue;
    }
    const parsed = parseField(feature, text);
    if ('fault' in parsed) faults[feature.name] = parsed.fault;
    else row[feature.name] = parsed.value;
  }
  return { row, faults };
}

/** A row that came from elsewhere, as the form shows it. */
export function toForm(features: Feature[], row: Record<string, unknown>): FormValues {
  return Object.fromEntries(
    features.map((feature) => {
      const value = row[feature.name];
      return [feature.name, value === null || value === undefined ? '' : String(value)];
    }),
  );
}

/** Values of an input file as a row of the model: only its features, numbers as numbers. */
export function rowOf(features: Feature[], input: Record<string, unknown>): Row {
  return toRow(features, toForm(features, input)).row;
}

function outside(value: number, low: number | null | undefined, high: number | null | undefined): boolean {
  return (low !== null && low !== undefined && value < low) || (high !== null && high !== undefined && value > high);
}

/** A value outside what the schema or most training rows had is allowed, and worth a word. */
export function remark(feature: Feature, text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (feature.categories && feature.categories.length > 0 && feature.type === 'text')
    return feature.categories.includes(trimmed) ? null : 'not seen in training';
  const value = Number(trimmed);
  if (!Number.isFinite(value)) return null;
  if (feature.range && outside(value, feature.range[0], feature.range[1])) return 'outside the range of the schema';
  return outside(value, feature.quantiles?.p01, feature.quantiles?.p99) ? 'unusual: 98 % of training rows lie elsewhere' : null;
}

/** The order in which features are asked for: what matters most comes first. */
export function byImportance(features: Feature[]): Feature[] {
  return [...features].sort((a, b) => (b.importance ?? -1) - (a.importance ?? -1));
}
