// SPDX-License-Identifier: Apache-2.0
// A small router over the History API. All state that is worth sharing lives in the address.
import { signal } from '@preact/signals';

export interface Place {
  path: string;
  query: URLSearchParams;
}

export type Params = Record<string, string>;

/** Matches `/models/:ref` against a path; parts are unescaped. Null when it does not match. */
export function match(pattern: string, path: string): Params | null {
  const wanted = split(pattern);
  const given = split(path);
  if (wanted.length !== given.length) return null;
  const params: Params = {};
  for (const [index, part] of wanted.entries()) {
    const value = unescape(given[index] ?? '');
    if (value === null) return null;
    if (part.startsWith(':')) params[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return params;
}

function split(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function unescape(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** An address within the application, with parts escaped. */
export function to(parts: (string | number)[], query: Record<string, string | null | undefined> = {}): string {
  const path = '/' + parts.map((part) => encodeURIComponent(part).replace(/%40/g, '@')).join('/');
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

function here(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

/** Where the reader is. */
export const place = signal<Place>(
  typeof location === 'undefined' ? { path: '/', query: new URLSearchParams() } : here(),
);

/** Set by a move to another page; its title takes the focus when it is there, and clears this. */
export const arrival = { pending: false };

const kScrolls = new Map<string, number>();

export function go(address: string, mode: 'push' | 'replace' = 'push'): void {
  rememberScroll();
  if (mode === 'push') history.pushState(null, '', address);
  else history.replaceState(null, '', address);
  const moves = location.pathname !== place.value.path;
  if (moves) arrival.pending = true;
  place.value = here();
  if (moves && mode === 'push') scrollTo(0, 0);
}

/** Changes part of the query and keeps the rest; null removes. */
export function setQuery(changes: Record<string, string | null>, mode: 'push' | 'replace' = 'replace'): void {
  const query = new URLSearchParams(place.value.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  go(place.value.path + (text === '' ? '' : `?${text}`), mode);
}

function rememberScroll(): void {
  kScrolls.set(location.pathname + location.search, scrollY);
}

function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

/** Turns clicks on links of this origin into moves without a new page. */
export function startRouter(): void {
  addEventListener('popstate', () => {
    arrival.pending = location.pathname !== place.value.path;
    place.value = here();
    const scroll = kScrolls.get(location.pathname + location.search) ?? 0;
    requestAnimationFrame(() => scrollTo(0, scroll));
  });
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || !isPlainClick(event)) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.pathname.startsWith('/api/v1') || link.pathname === '/openapi.json') return;
    if (link.hash !== '' && link.pathname === location.pathname && link.search === location.search) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  });
}
