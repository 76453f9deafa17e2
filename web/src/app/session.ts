// SPDX-License-Identifier: Apache-2.0
// Who is signed in, and what they may do.
import { computed, signal } from '@preact/signals';
import { get, onSignedOut, send, setCsrf } from '../api/client';
import type { Scope, Session } from '../api/types';
import { place, go } from './router';

export const session = signal<Session | null>(null);
export const sessionError = signal<unknown>(null);

/** Whether pages can be shown at all. */
export const admitted = computed(() => session.value?.signed_in === true || session.value?.access === 'open');

export function may(scope: Scope): boolean {
  return session.value?.scopes?.includes(scope) ?? false;
}

function take(answer: Session): void {
  setCsrf(answer.csrf);
  session.value = answer;
}

export async function loadSession(): Promise<void> {
  try {
    take(await get<Session>('/session'));
    sessionError.value = null;
  } catch (error) {
    sessionError.value = error;
  }
}

export async function signIn(user: string, password: string): Promise<void> {
  take(await send<Session>('POST', '/session', { user, password }));
}

export async function signOut(): Promise<void> {
  await send<void>('DELETE', '/session');
  await loadSession();
  go('/sign-in');
}

export async function changePassword(old: string, fresh: string): Promise<void> {
  await send<void>('PUT', '/session/password', { old, new: fresh });
  await loadSession();
}

onSignedOut(() => {
  const known = session.peek();
  if (!known || known.access === 'open') return;
  session.value = { ...known, signed_in: false, scopes: [] };
  if (place.peek().path !== '/sign-in') go('/sign-in?then=' + encodeURIComponent(location.pathname + location.search));
});
