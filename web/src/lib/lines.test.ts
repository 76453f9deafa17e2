// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { LineSplitter, ndjsonBatches } from './lines';

function streamOf(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
}

describe('LineSplitter', () => {
  it('gives whole lines only', () => {
    const splitter = new LineSplitter();
    expect(splitter.push('a\nb')).toEqual(['a']);
    expect(splitter.push('c\r\n\nd')).toEqual(['bc']);
    expect(splitter.finish()).toEqual(['d']);
    expect(splitter.finish()).toEqual([]);
  });
});

describe('ndjsonBatches', () => {
  const rows = [{ row: 1, text: 'ü€😀' }, { row: 2, text: 'a\nb' }, { row: 3, text: '' }];
  const text = rows.map((row) => JSON.stringify(row)).join('\n');
  it.each([1, 2, 3, 7, 1000])('reads the same rows in pieces of %i bytes, with and without an end', async (size) => {
    for (const whole of [text, text + '\n']) {
      const found: unknown[] = [];
      for await (const batch of ndjsonBatches(streamOf(new TextEncoder().encode(whole), size))) found.push(...batch);
      expect(found).toEqual(rows);
    }
  });
  it('fails on what is no JSON', async () => {
    const read = async () => {
      for await (const batch of ndjsonBatches(streamOf(new TextEncoder().encode('{"a":1}\nnope\n'), 4))) void batch;
    };
    await expect(read()).rejects.toThrow(SyntaxError);
  });
});
