// SPDX-License-Identifier: Apache-2.0
// Answers of the API, kept by address: going back shows the last answer at once while a new one loads.
import { signal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get, getText } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import { onEvents, type EventName } from './live';

export interface State<T> {
  data: T | null;
  problem: Problem | null;
  loading: boolean;
}

interface Entry {
  state: Signal<State<unknown>>;
  running: AbortController | null;
}

const kKept = new Map<string, Entry>();
const kMostKept = 200;

function entryOf(address: string): Entry {
  let entry = kKept.get(address);
  if (!entry) {
    entry = { state: signal<State<unknown>>({ data: null, problem: null, loading: false }), running: null };
    kKept.set(address, entry);
    const oldest = kKept.keys().next().value;
    if (kKept.size > kMostKept && oldest !== undefined) kKept.delete(oldest);
  }
  return entry;
}

async function load(address: string, accept: string | null): Promise<void> {
  const entry = entryOf(address);
  entry.running?.abort();
  const running = new AbortController();
  entry.running = running;
  entry.state.value = { ...entry.state.value, loading: true };
  try {
    const data = accept ? await getText(address, accept, running.signal) : await get<unknown>(address, running.signal);
    if (entry.running === running) entry.state.value = { data, problem: null, loading: false };
  } catch (error) {
    if (entry.running !== running) return;
    entry.state.value = { data: null, problem: asProblem(error), loading: false };
  }
}

export interface Resource<T> extends State<T> {
  reload: () => void;
}

export interface ResourceOptions {
  /** Media type of an answer that is text, not JSON. */
  accept?: string;
  /** Server events after which the answer is asked for again. */
  refreshOn?: EventName[];
}

/** The answer of a GET; an empty address asks for nothing. */
export function useGet<T>(address: string | null, options: ResourceOptions = {}): Resource<T> {
  const accept = options.accept ?? null;
  const refresh = (options.refreshOn ?? []).join(' ');
  useEffect(() => {
    if (!address) return;
    void load(address, accept);
    if (refresh === '') return;
    return onEvents(refresh.split(' ') as EventName[], () => void load(address, accept));
  }, [address, accept, refresh]);
  if (!address) return { data: null, problem: null, loading: false, reload: () => {} };
  const state = entryOf(address).state.value as State<T>;
  const waiting = state.loading || (state.data === null && state.problem === null);
  return { ...state, loading: waiting, reload: () => void load(address, accept) };
}

/** Puts what is known into the kept answer, such as the record that an event carried. */
export function patch<T>(address: string, change: (data: T) => T): void {
  const entry = kKept.get(address);
  if (!entry || entry.state.value.data === null) return;
  entry.state.value = { ...entry.state.value, data: change(entry.state.value.data as T) };
}
