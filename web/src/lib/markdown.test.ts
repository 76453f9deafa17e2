// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { parseInline, parseMarkdown, safeHref, type Block } from './markdown';

function kinds(text: string): string[] {
  return parseMarkdown(text).map((block) => block.kind);
}

describe('parseMarkdown', () => {
  it('knows its blocks', () =>
    expect(kinds('# Title\n\ntext\nmore\n\n- one\n- two\n\n1. first\n\n    code\n\n```\nx\n```\n\n| a | b |\n| --- | ---: |\n| 1 | 2 |\n')).toEqual(
      ['heading', 'paragraph', 'list', 'list', 'code', 'code', 'table']));
  it('reads tables with escaped bars', () => {
    const [table] = parseMarkdown('| a \\| b | c |\n| --- | --- |\n| 1 | 2 |') as [Extract<Block, { kind: 'table' }>];
    expect(table.header.map((cell) => cell[0])).toEqual([{ kind: 'text', text: 'a | b' }, { kind: 'text', text: 'c' }]);
    expect(table.rows).toHaveLength(1);
  });
  it('tells ordered lists from others', () => expect(parseMarkdown('1. a\n2. b')[0]).toMatchObject({ ordered: true }));
  it('ends on any text', () => {
    for (const text of ['|', '| --- |', '```', '- ', '#', '\\', '**', '[', '[a](', '`', '\n\n', '|a|\n|']) expect(() => parseMarkdown(text)).not.toThrow();
  });
});

describe('parseInline', () => {
  it('takes escapes for what they are', () => expect(parseInline('data\\_sha256 \\*x\\*')).toEqual([{ kind: 'text', text: 'data_sha256 *x*' }]));
  it('nests', () => expect(parseInline('**a `b`**')).toEqual([{ kind: 'strong', parts: [{ kind: 'text', text: 'a ' }, { kind: 'code', text: 'b' }] }]));
  it('leaves marks without a partner alone', () => expect(parseInline('2 * 3 [x] `y')).toEqual([{ kind: 'text', text: '2 * 3 [x] `y' }]));
  it('never takes HTML for more than text', () => expect(parseInline('<img src=x onerror=alert(1)>')).toEqual([{ kind: 'text', text: '<img src=x onerror=alert(1)>' }]));
});

describe('safeHref', () => {
  it.each(['https://example.org', '/models/lan', '#top'])('lets %s through', (href) => expect(safeHref(href)).toBe(href));
  it.each(['javascript:alert(1)', 'JAVASCRIPT:x', 'data:text/html,x', '//evil.example', 'vbscript:x', ' javascript:x'])('stops %s', (href) => {
    expect(safeHref(href)).toBeNull();
    expect(parseInline(`[x](${href})`).every((part) => part.kind === 'text')).toBe(true);
  });
});
