// SPDX-License-Identifier: Apache-2.0
// Short messages at the edge of the window, read out politely, with an optional way back.
import { signal } from '@preact/signals';
import { asProblem } from '../api/problem';
import { Icon } from '../components/icon';

interface Toast {
  id: number;
  tone: 'good' | 'bad' | 'plain';
  text: string;
  undo?: { label: string; act: () => void };
}

const toasts = signal<Toast[]>([]);
let last = 0;

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function say(text: string, options: { tone?: Toast['tone']; undo?: Toast['undo'] } = {}): void {
  last += 1;
  const id = last;
  const toast: Toast = { id, tone: options.tone ?? 'good', text };
  if (options.undo) toast.undo = options.undo;
  toasts.value = [...toasts.value.slice(-3), toast];
  // A message with a way back stays until it is used or closed long after.
  setTimeout(() => dismiss(id), options.undo ? 15_000 : 6_000);
}

export function sayProblem(error: unknown): void {
  const problem = asProblem(error);
  say([problem.detail || problem.title, problem.hint].filter(Boolean).join(' – '), { tone: 'bad' });
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div key={toast.id} class={`toast toast-${toast.tone}`}>
          <Icon name={toast.tone === 'bad' ? 'cross' : toast.tone === 'good' ? 'check' : 'info'} />
          <span class="toast-text">{toast.text}</span>
          {toast.undo && (
            <button type="button" class="button small" onClick={() => { toast.undo?.act(); dismiss(toast.id); }}>
              {toast.undo.label}
            </button>
          )}
          <button type="button" class="icon-button" aria-label="Close message" onClick={() => dismiss(toast.id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
