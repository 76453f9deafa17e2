// SPDX-License-Identifier: Apache-2.0
// One way to call the API: JSON in and out, problems thrown, the anti-forgery token on writes.
import { parseProblem } from './problem';

const kBase = '/api/v1';

let csrf: string | null = null;
let whenSignedOut: () => void = () => {};

/** The token that writes must carry when a cookie signs them. */
export function setCsrf(token: string | null): void {
  csrf = token;
}

/** Called when an answer says that the session has ended. */
export function onSignedOut(handler: () => void): void {
  whenSignedOut = handler;
}

export interface CallOptions {
  method?: string;
  body?: BodyInit;
  contentType?: string;
  accept?: string;
  signal?: AbortSignal;
}

export function csrfHeaders(): Record<string, string> {
  return csrf ? { 'X-Csrf-Token': csrf } : {};
}

/** Path of a resource from parts that need escaping; `@` stays readable. */
export function path(...parts: (string | number)[]): string {
  return '/' + parts.map((part) => encodeURIComponent(part).replace(/%40/g, '@')).join('/');
}

/** Adds a query; undefined, null and empty values are left out, arrays repeat their name. */
export function withQuery(
  target: string,
  query: Record<string, string | number | string[] | null | undefined>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) value.forEach((item) => search.append(name, item));
    else if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? target : `${target}?${text}`;
}

/** The answer of a call, ready to be read; a status from 400 up is thrown as a Problem. */
export async function call(target: string, options: CallOptions = {}): Promise<Response> {
  const method = options.method ?? 'GET';
  const headers: Record<string, string> = { Accept: options.accept ?? 'application/json' };
  if (options.contentType) headers['Content-Type'] = options.contentType;
  if (method !== 'GET') Object.assign(headers, csrfHeaders());
  const init: RequestInit = { method, headers, credentials: 'same-origin', redirect: 'error' };
  if (options.body !== undefined) init.body = options.body;
  if (options.signal) init.signal = options.signal;
  const answer = await fetch(target.startsWith('/api') ? target : kBase + target, init);
  if (answer.ok) return answer;
  const problem = parseProblem(answer.status, await answer.text(), answer.headers.get('Retry-After'));
  if (answer.status === 401 && !target.startsWith('/session')) whenSignedOut();
  throw problem;
}

export async function get<T>(target: string, signal?: AbortSignal): Promise<T> {
  const answer = await call(target, signal ? { signal } : {});
  return (await answer.json()) as T;
}

export async function getText(target: string, accept: string, signal?: AbortSignal): Promise<string> {
  const answer = await call(target, signal ? { accept, signal } : { accept });
  return answer.text();
}

/** Sends JSON; the answer is undefined when it has no content. */
export async function send<T>(method: string, target: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const options: CallOptions = { method };
  if (signal) options.signal = signal;
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.contentType = 'application/json';
  }
  return readJson<T>(await call(target, options));
}

/** Sends a body as it is, such as YAML. */
export async function sendRaw<T>(method: string, target: string, body: BodyInit, contentType: string): Promise<T> {
  return readJson<T>(await call(target, { method, body, contentType }));
}

async function readJson<T>(answer: Response): Promise<T> {
  const text = await answer.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
