// SPDX-License-Identifier: Apache-2.0
// The same call for a shell.

/** A word that a POSIX shell takes as it is. */
export function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}

export interface CurlCall {
  method: string;
  url: string;
  accept?: string;
  contentType?: string;
  body?: string;
  file?: string;
  token: boolean;
}

export function curl(call: CurlCall): string {
  const parts = ['curl -sS'];
  if (call.method !== 'GET' && !(call.method === 'POST' && (call.body || call.file))) parts.push(`-X ${call.method}`);
  if (call.token) parts.push('-H "Authorization: Bearer $VEDETTE_TOKEN"');
  if (call.accept) parts.push(`-H ${shellQuote(`Accept: ${call.accept}`)}`);
  if (call.contentType) parts.push(`-H ${shellQuote(`Content-Type: ${call.contentType}`)}`);
  if (call.body !== undefined) parts.push(`-d ${shellQuote(call.body)}`);
  // -T streams; --data-binary would hold the file in memory first.
  if (call.file !== undefined) parts.push(`-X POST -T ${shellQuote(call.file)}`);
  parts.push(shellQuote(call.url));
  return parts.join(' \\\n  ').replace('curl -sS \\\n  ', 'curl -sS ');
}
