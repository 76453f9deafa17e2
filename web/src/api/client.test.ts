// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it, vi } from 'vitest';
import { call, onSignedOut, path, send, setCsrf, withQuery } from './client';

function answer(status: number, body: string): void {
  vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(new Response(status === 204 ? null : body, { status }))));
}

function asked(): [string, RequestInit & { headers: Record<string, string> }] {
  return vi.mocked(fetch).mock.calls[0] as unknown as [string, RequestInit & { headers: Record<string, string> }];
}

afterEach(() => vi.unstubAllGlobals());

describe('addresses', () => {
  it('escape their parts', () => expect(path('a b', 'x@2', 3)).toBe('/a%20b/x@2/3'));
  it('repeat arrays and leave out nothings', () =>
    expect(withQuery('/predict', { model: 'lan@1', keep: ['src_ip', 'a&b'], explain: null, cursor: '' })).toBe('/predict?model=lan%401&keep=src_ip&keep=a%26b'));
});

describe('call', () => {
  it('carries the token on writes only', async () => {
    setCsrf('secret');
    answer(200, '{}');
    await call('/models');
    expect(asked()[1].headers['X-Csrf-Token']).toBeUndefined();
    answer(204, '');
    await send('DELETE', '/models/lan@1');
    expect(asked()[1].headers['X-Csrf-Token']).toBe('secret');
    setCsrf(null);
  });
  it('throws what the server says is wrong', async () => {
    answer(409, '{"type": "/problems/conflict", "detail": "an alias points to it"}');
    await expect(call('/models')).rejects.toMatchObject({ status: 409, code: 'conflict', detail: 'an alias points to it' });
  });
  it('tells when the session has ended, but not while signing in', async () => {
    const ended = vi.fn();
    onSignedOut(ended);
    answer(401, '{}');
    await expect(call('/session', { method: 'POST' })).rejects.toMatchObject({ status: 401 });
    expect(ended).not.toHaveBeenCalled();
    answer(401, '{}');
    await expect(call('/models')).rejects.toMatchObject({ status: 401 });
    expect(ended).toHaveBeenCalledOnce();
  });
  it('sends JSON and takes an empty answer', async () => {
    answer(204, '');
    expect(await send('POST', '/tokens', { name: 'x' })).toBeUndefined();
    expect(asked()[0]).toBe('/api/v1/tokens');
    expect(asked()[1].body).toBe('{"name":"x"}');
  });
});
