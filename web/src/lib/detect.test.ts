// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { detectBytes, detectFile, detectText } from './detect';
import { inputRow } from './input_row';

describe('detectText', () => {
  it.each([
    ['', 'empty'], ['  \n', 'empty'], ['a,b\n1,2', 'csv'], ['a;b\n1;2', 'csv'], ['{"a":1}\n{"a":2}', 'ndjson'],
    ['[{"a":1}]', 'json'], ['{\n "rows": []\n}', 'json'],
  ])('%j is %s', (text, kind) => expect(detectText(text).kind).toBe(kind));
  it('names the columns', () => {
    expect(detectText('a;b;c\n').columns).toEqual(['a', 'b', 'c']);
    expect(detectText('{"x":1,"y":2}').columns).toEqual(['x', 'y']);
  });
});

describe('detectBytes', () => {
  it.each([
    [[0xd4, 0xc3, 0xb2, 0xa1], 'capture'], [[0xa1, 0xb2, 0xc3, 0xd4], 'capture'], [[0x0a, 0x0d, 0x0d, 0x0a], 'capture'],
    [[0x1f, 0x8b, 8, 0], 'packed'], [[0x28, 0xb5, 0x2f, 0xfd], 'packed'], [[0x61, 0x2c, 0x62, 0x0a], 'csv'],
  ])('%j is %s', (bytes, kind) => expect(detectBytes(Uint8Array.from(bytes as number[])).kind).toBe(kind));
});

describe('inputRow', () => {
  it.each([
    ['a,b\n1,2\n"3,0",4', 2, { a: '3,0', b: '4' }],
    ['a;b\n1;2\n', 1, { a: '1', b: '2' }],
    ['{"a":1}\n\n{"a":2}', 2, { a: 2 }],
    ['[{"a":1},{"a":2}]', 2, { a: 2 }],
    ['a,b\n1,2\n', 5, null],
  ])('of %j, number %i', async (text, number, row) => {
    const blob = new Blob([text]);
    expect(await inputRow(blob, await detectFile(blob), number)).toEqual(row);
  });
});
