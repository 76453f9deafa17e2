// SPDX-License-Identifier: Apache-2.0
// Verdicts as files, in the documented forms (docs/formats/predictions.md).
import type { Prediction } from '../../api/types';
import { toCsv } from '../../lib/csv';

export function predictionsLines(rows: Prediction[]): string {
  return rows.map((row) => JSON.stringify(row) + '\n').join('');
}

function errorText(row: Prediction): string {
  if (!row.error) return '';
  const { rule, column, message } = row.error;
  return column ? `${rule} in column ${column}: ${message}` : `${rule}: ${message}`;
}

export function predictionsCsv(rows: Prediction[]): string {
  const first = rows.find((row) => row.scores);
  const classes = Object.keys(first?.scores ?? {});
  const kept = Object.keys(rows.find((row) => row.input)?.input ?? {});
  const header = ['row', ...kept, 'class', 'decision', 'attack_score', ...classes.map((name) => `score_${name}`), 'threshold', 'model', 'error'];
  const lines = rows.map((row) => [
    row.row,
    ...kept.map((name) => row.input?.[name] ?? ''),
    row.class ?? '',
    row.decision ?? '',
    row.attack_score ?? '',
    ...classes.map((name) => row.scores?.[name] ?? ''),
    row.threshold ?? '',
    row.model,
    errorText(row),
  ]);
  return toCsv(header, lines);
}
