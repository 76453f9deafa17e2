// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { curl, shellQuote } from './curl';

describe('shellQuote', () => {
  it.each([['lan@1', 'lan@1'], ['a b', "'a b'"], ["it's", `'it'\\''s'`], ['$(x)', "'$(x)'"], ['', "''"]])('%j', (text, quoted) => expect(shellQuote(text)).toBe(quoted));
});

describe('curl', () => {
  it('posts a body', () =>
    expect(curl({ method: 'POST', url: 'http://h/p?model=lan', contentType: 'application/json', body: '{"a":1}', token: true })).toBe(
      `curl -sS -H "Authorization: Bearer $VEDETTE_TOKEN" \\\n  -H 'Content-Type: application/json' \\\n  -d '{"a":1}' \\\n  'http://h/p?model=lan'`));
  it('streams a file', () => expect(curl({ method: 'POST', url: 'http://h/p', file: 'x.pcap', token: false })).toContain('-X POST -T x.pcap'));
  it('names other methods', () => expect(curl({ method: 'DELETE', url: 'http://h/p', token: false })).toContain('-X DELETE'));
});
