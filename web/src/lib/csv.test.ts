// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { CsvSplitter, csvField, detectDelimiter, parseCsv, toCsv } from './csv';

const cases: [string, string, string[][]][] = [
  ['plain', 'a,b\n1,2\n', [['a', 'b'], ['1', '2']]],
  ['no last end', 'a,b\n1,2', [['a', 'b'], ['1', '2']]],
  ['CRLF', 'a,b\r\n1,2\r\n', [['a', 'b'], ['1', '2']]],
  ['quoted delimiter', '"a,b",c\n', [['a,b', 'c']]],
  ['quoted line end', '"a\nb",c\n', [['a\nb', 'c']]],
  ['doubled quotes', '"say ""x""",c\n', [['say "x"', 'c']]],
  ['empty fields', ',,\n', [['', '', '']]],
  ['empty quoted field at the end', 'a,""', [['a', '']]],
  ['blank lines', '\na\n\n\nb\n', [['a'], ['b']]],
  ['nothing', '', []],
];

describe('parseCsv', () => {
  it.each(cases)('reads %s', (_name, text, records) => expect(parseCsv(text)).toEqual(records));
  it.each(cases)('reads %s alike in pieces of any size', (_name, text, records) => {
    for (const size of [1, 2, 3]) {
      const splitter = new CsvSplitter();
      const found: string[][] = [];
      for (let at = 0; at < text.length; at += size) found.push(...splitter.push(text.slice(at, at + size)));
      expect([...found, ...splitter.finish()]).toEqual(records);
    }
  });
});

describe('writing', () => {
  it('comes back as it was', () => {
    const rows = [['a,b', 'say "x"'], ['line\nend', ' ']];
    expect(parseCsv(toCsv(['one', 'two'], rows)).slice(1)).toEqual(rows);
  });
  it.each([['=1+1', "'=1+1"], ['-x', "'-x"], ['@a', "'@a"], ['a', 'a'], [-3, '-3'], [null, '']])('disarms %s', (value, text) => expect(csvField(value)).toBe(text));
});

describe('detectDelimiter', () => {
  it.each([['a,b;c', ','], ['a;b;c,d', ';'], ['a\tb', '\t'], ['a|b', '|'], ['a', ',']])('of %j is %j', (line, delimiter) => expect(detectDelimiter(line)).toBe(delimiter));
});
