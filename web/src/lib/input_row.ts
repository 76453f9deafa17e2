// SPDX-License-Identifier: Apache-2.0
// Finds one row of an input again, to explain its verdict, without keeping the input in memory.
import type { Row } from '../api/types';
import { CsvSplitter } from './csv';
import type { Detected } from './detect';
import { LineSplitter, textPieces } from './lines';

/** The values of the data row with this 1-based number; null when there is none. */
export async function inputRow(input: Blob, detected: Detected, number: number): Promise<Record<string, unknown> | null> {
  if (detected.kind === 'csv') return csvRow(input, detected.delimiter, number);
  if (detected.kind === 'ndjson') return lineRow(input, number);
  if (detected.kind === 'json') return jsonRow(JSON.parse(await input.text()), number);
  return null;
}

async function csvRow(input: Blob, delimiter: string, number: number): Promise<Row | null> {
  const splitter = new CsvSplitter(delimiter);
  let header: string[] | null = null;
  let at = 0;
  const take = (records: string[][]): Row | null => {
    for (const record of records) {
      if (!header) {
        header = record;
        continue;
      }
      at += 1;
      if (at === number) return Object.fromEntries(header.map((name, index) => [name, record[index] ?? null]));
    }
    return null;
  };
  for await (const piece of textPieces(input.stream())) {
    const found = take(splitter.push(piece));
    if (found) return found;
  }
  return take(splitter.finish());
}

async function lineRow(input: Blob, number: number): Promise<Record<string, unknown> | null> {
  const splitter = new LineSplitter();
  let at = 0;
  for await (const piece of textPieces(input.stream())) {
    const lines = splitter.push(piece);
    const line = lines[number - at - 1];
    if (line !== undefined) return JSON.parse(line) as Record<string, unknown>;
    at += lines.length;
  }
  const last = splitter.finish()[number - at - 1];
  return last === undefined ? null : (JSON.parse(last) as Record<string, unknown>);
}

function jsonRow(parsed: unknown, number: number): Record<string, unknown> | null {
  const outer = typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  const rows = Array.isArray(parsed) ? parsed : Array.isArray(outer['rows']) ? outer['rows'] : [outer['row'] ?? outer];
  return (rows[number - 1] as Record<string, unknown> | undefined) ?? null;
}
