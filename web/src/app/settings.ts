// SPDX-License-Identifier: Apache-2.0
// What a reader chose on this computer: theme and time zone.
import { effect, signal } from '@preact/signals';
import type { Zone } from '../lib/format';

export type Theme = 'system' | 'light' | 'dark';

function stored<T extends string>(name: string, choices: readonly T[], otherwise: T): T {
  try {
    const value = localStorage.getItem(name);
    return choices.find((choice) => choice === value) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

export const theme = signal<Theme>(stored('vedette.theme', ['system', 'light', 'dark'], 'system'));
export const zone = signal<Zone>(stored('vedette.zone', ['local', 'utc'], 'local'));

/** Counts up when colours change, so that canvases are drawn anew. */
export const paletteGeneration = signal(0);

export function startSettings(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', () => (paletteGeneration.value += 1));
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value;
    keep('vedette.theme', theme.value);
    paletteGeneration.value = paletteGeneration.peek() + 1;
  });
  effect(() => keep('vedette.zone', zone.value));
}
