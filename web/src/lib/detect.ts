// SPDX-License-Identifier: Apache-2.0
// What a file or a pasted text is, told by its first bytes.
import { detectDelimiter, parseCsv } from './csv';

export type InputKind = 'csv' | 'ndjson' | 'json' | 'capture' | 'packed' | 'empty';

export interface Detected {
  kind: InputKind;
  /** What the server is told. */
  contentType: string;
  /** In words: "CSV, 8 columns". */
  text: string;
  columns: string[];
  delimiter: string;
}

const kCaptureMagics = ['a1b2c3d4', 'd4c3b2a1', 'a1b23c4d', '4d3cb2a1', '0a0d0d0a'];
const kPackedMagics = ['1f8b', '28b52ffd'];

function hex(head: Uint8Array): string {
  return [...head.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function known(kind: InputKind, contentType: string, text: string, columns: string[] = [], delimiter = ','): Detected {
  return { kind, contentType, text, columns, delimiter };
}

function keysOf(line: string): string[] | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : null;
  } catch {
    return null;
  }
}

export function detectText(text: string): Detected {
  const trimmed = text.trimStart();
  if (trimmed === '') return known('empty', '', 'nothing yet');
  const end = trimmed.indexOf('\n');
  const first = end < 0 ? trimmed : trimmed.slice(0, end);
  if (trimmed.startsWith('[')) return known('json', 'application/json', 'JSON array of rows');
  if (trimmed.startsWith('{')) {
    const keys = keysOf(first.trim());
    if (keys) return known('ndjson', 'application/x-ndjson', `JSON Lines, ${keys.length} members`, keys);
    return known('json', 'application/json', 'JSON');
  }
  const delimiter = detectDelimiter(first);
  const columns = parseCsv(first, delimiter)[0] ?? [];
  return known('csv', 'text/csv', `delimited text, ${columns.length} columns`, columns, delimiter);
}

export function detectBytes(head: Uint8Array): Detected {
  const magic = hex(head);
  if (kCaptureMagics.includes(magic))
    return known('capture', 'application/vnd.tcpdump.pcap', magic === '0a0d0d0a' ? 'packet capture (pcapng)' : 'packet capture (pcap)');
  if (kPackedMagics.some((start) => magic.startsWith(start)))
    return known('packed', 'application/octet-stream', magic.startsWith('1f8b') ? 'packed with gzip' : 'packed with zstd');
  return detectText(new TextDecoder().decode(head));
}

export async function detectFile(file: Blob): Promise<Detected> {
  return detectBytes(new Uint8Array(await file.slice(0, 65_536).arrayBuffer()));
}
