// SPDX-License-Identifier: Apache-2.0
// Errors of the API: RFC 9457 problem details, and what stands in when an answer is none.

export interface ProblemPlace {
  file?: string;
  row?: number;
  column?: string;
  byte?: number;
}

export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}

/** Thrown by every call of the client; shown by ErrorPanel. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly hint: string | null = null,
    readonly where: ProblemPlace | null = null,
    readonly fields: FieldError[] = [],
    readonly instance: string | null = null,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(detail || title);
    this.name = 'Problem';
  }

  /** What is wrong with the field that a JSON pointer ends in, if anything. */
  fieldDetail(name: string): string | null {
    return this.fields.find((field) => lastPart(field.pointer) === name)?.detail ?? null;
  }
}

/** The last part of a JSON pointer (RFC 6901), unescaped. */
export function lastPart(pointer: string): string {
  const parts = pointer.replace(/^#/, '').split('/');
  return (parts[parts.length - 1] ?? '').replace(/~1/g, '/').replace(/~0/g, '~');
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function parsePlace(value: unknown): ProblemPlace | null {
  if (typeof value !== 'object' || value === null) return null;
  const raw = value as Record<string, unknown>;
  const place: ProblemPlace = {};
  const file = text(raw['file']);
  const column = text(raw['column']);
  const row = count(raw['row']);
  const byte = count(raw['byte']);
  if (file) place.file = file;
  if (column) place.column = column;
  if (row !== undefined && row > 0) place.row = row;
  if (byte !== undefined && byte > 0) place.byte = byte;
  return Object.keys(place).length > 0 ? place : null;
}

function parseFields(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null) return [];
    const raw = item as Record<string, unknown>;
    const pointer = text(raw['pointer']);
    if (!pointer) return [];
    return [{ pointer, code: text(raw['code']) ?? '', detail: text(raw['detail']) ?? 'not accepted' }];
  });
}

/** Reads a body as problem details; anything else becomes a problem that names the status. */
export function parseProblem(status: number, body: string, retryAfter: string | null = null): Problem {
  let raw: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null) raw = parsed as Record<string, unknown>;
  } catch {
    // Not JSON: a proxy's page, or an answer that was cut short. The status has to do.
  }
  const type = text(raw['type']);
  const seconds = retryAfter === null ? NaN : Number(retryAfter);
  return new Problem(
    status,
    type?.startsWith('/problems/') ? type.slice('/problems/'.length) : '',
    text(raw['title']) ?? `HTTP status ${status}`,
    text(raw['detail']) ?? '',
    text(raw['hint']),
    parsePlace(raw['where']),
    parseFields(raw['errors']),
    text(raw['instance']),
    Number.isFinite(seconds) ? seconds : null,
  );
}

/** Whatever was thrown, as a Problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError)
    return new Problem(0, 'unreachable', 'The server cannot be reached', 'No answer came.',
      'Check that `vedette serve` is running and that this computer can reach it.');
  const message = error instanceof Error ? error.message : String(error);
  return new Problem(0, 'internal', 'Something went wrong in this page', message);
}
