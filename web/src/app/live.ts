// SPDX-License-Identifier: Apache-2.0
// The server's event stream. The browser resumes it by itself with Last-Event-ID; when the server
// refuses, we try again with growing pauses, and tell pages to load anew (`reset`).
import { signal } from '@preact/signals';

export const kEventNames = [
  'run.changed', 'run.progress', 'model.changed', 'dataset.changed', 'ingest.progress', 'traffic', 'reset',
] as const;
export type EventName = (typeof kEventNames)[number];

type Handler = (name: EventName, data: unknown) => void;

/** 'idle' until the stream is asked for. */
export const connection = signal<'idle' | 'live' | 'lost'>('idle');

const kHandlers = new Set<{ names: Set<EventName>; handler: Handler }>();
let source: EventSource | null = null;
let pause = 1000;
let timer: ReturnType<typeof setTimeout> | null = null;

/** Calls back on the named events and on `reset`; returns how to stop. */
export function onEvents(names: EventName[], handler: Handler): () => void {
  const entry = { names: new Set<EventName>([...names, 'reset']), handler };
  kHandlers.add(entry);
  return () => kHandlers.delete(entry);
}

function tell(name: EventName, data: unknown): void {
  for (const { names, handler } of kHandlers) if (names.has(name)) handler(name, data);
}

/** What this page itself has just changed: its answers are asked for again at once. */
export function announce(name: EventName): void {
  tell(name, null);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function startLive(): void {
  stopLive();
  const stream = new EventSource('/api/v1/events');
  source = stream;
  stream.onopen = () => {
    // What happened while nobody listened is unknown after a stream that was opened anew.
    if (connection.peek() === 'lost') tell('reset', null);
    connection.value = 'live';
    pause = 1000;
  };
  stream.onerror = () => {
    connection.value = 'lost';
    if (stream.readyState !== EventSource.CLOSED) return;
    timer = setTimeout(startLive, pause);
    pause = Math.min(pause * 2, 30_000);
  };
  for (const name of kEventNames)
    stream.addEventListener(name, (event) => tell(name, parse((event as MessageEvent<string>).data)));
}

export function stopLive(): void {
  if (timer !== null) clearTimeout(timer);
  timer = null;
  source?.close();
  source = null;
}
