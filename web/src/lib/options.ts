// SPDX-License-Identifier: Apache-2.0
// Options of the catalogue as form fields, and back to what is sent: only what differs from the default.
import type { Json, OptionSpec } from '../api/types';
import { count } from './format';

export type OptionValues = Record<string, string>;

export function defaultText(spec: OptionSpec): string {
  return String(spec.default);
}

function rangeFault(spec: OptionSpec, value: number): string | null {
  if (spec.min !== undefined && value < spec.min) return `at least ${spec.min}`;
  if (spec.max !== undefined && value > spec.max) return `at most ${spec.max}`;
  return null;
}

export function optionFault(spec: OptionSpec, text: string): string | null {
  const trimmed = text.trim();
  if (spec.type === 'integer' || spec.type === 'real') {
    if (trimmed === '' || !Number.isFinite(Number(trimmed))) return 'a number is expected';
    if (spec.type === 'integer' && !/^[+-]?\d+$/.test(trimmed)) return 'a whole number is expected';
    return rangeFault(spec, Number(trimmed));
  }
  if (spec.type === 'choice' && spec.choices && !spec.choices.includes(trimmed)) return 'not one of the choices';
  return null;
}

export function optionValue(spec: OptionSpec, text: string): Json {
  switch (spec.type) {
    case 'integer':
    case 'real':
      return Number(text);
    case 'boolean':
      return text === 'true';
    default:
      return text;
  }
}

export interface Options {
  values: Record<string, Json>;
  faults: Record<string, string>;
}

/** What was changed from the defaults, and what is wrong with it. */
export function changedOptions(specs: OptionSpec[], typed: OptionValues): Options {
  const values: Record<string, Json> = {};
  const faults: Record<string, string> = {};
  for (const spec of specs) {
    const text = typed[spec.name];
    if (text === undefined || text === defaultText(spec)) continue;
    const fault = optionFault(spec, text);
    if (fault) faults[spec.name] = fault;
    else values[spec.name] = optionValue(spec, text);
  }
  return { values, faults };
}

/** The range and default of an option, for its help. */
/** Ends that nobody comes near are not worth saying. */
const kBoundless = 1e9;

export function rangeText(spec: OptionSpec): string {
  if (spec.type !== 'integer' && spec.type !== 'real') return '';
  if (spec.min !== undefined && spec.max !== undefined) return spec.max < kBoundless ? `${count(spec.min)} to ${count(spec.max)}` : `from ${count(spec.min)}`;
  if (spec.min !== undefined) return `from ${count(spec.min)}`;
  if (spec.max !== undefined) return `up to ${count(spec.max)}`;
  return '';
}
