// SPDX-License-Identifier: Apache-2.0
// Keys that work everywhere. Letters are left alone while someone types into a field.
import { tinykeys } from 'tinykeys';
import { paletteOpen } from './palette';
import { go } from './router';
import { routes } from './routes';

function typing(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (document.querySelector('dialog[open]')) return true;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function unlessTyping(act: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (typing(event)) return;
    event.preventDefault();
    act();
  };
}

export interface KeyHelp {
  keys: string;
  what: string;
}

export const keyHelp: KeyHelp[] = [
  { keys: 'Ctrl K', what: 'Open the command palette' },
  { keys: '?', what: 'Help' },
  { keys: '/', what: 'Go to the search or filter field of the page' },
  ...routes.filter((route) => route.key).map((route) => ({ keys: `g ${route.key ?? ''}`, what: `Go to ${route.title}` })),
  { keys: '↑ ↓', what: 'Move between the rows of a large table' },
  { keys: 'Enter', what: 'Open the row' },
  { keys: 'Home End', what: 'First and last row' },
  { keys: '← →', what: 'Move between tabs' },
  { keys: 'Esc', what: 'Close what is open' },
];

export function startKeys(): void {
  const bindings: Record<string, (event: KeyboardEvent) => void> = {
    '$mod+KeyK': (event) => {
      event.preventDefault();
      paletteOpen.value = !paletteOpen.value;
    },
    'Shift+?': unlessTyping(() => go('/help')),
    '?': unlessTyping(() => go('/help')),
    '/': unlessTyping(() => document.querySelector<HTMLElement>('[data-search]')?.focus()),
  };
  for (const route of routes) if (route.key) bindings[`g ${route.key}`] = unlessTyping(() => go(route.pattern));
  tinykeys(window, bindings);
}
