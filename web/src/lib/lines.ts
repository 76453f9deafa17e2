// SPDX-License-Identifier: Apache-2.0
// Streams of text cut into lines: what NDJSON answers and large files are read with.

/** Collects pieces of text and gives back the whole lines, without their ends. */
export class LineSplitter {
  private rest = '';

  push(piece: string): string[] {
    const lines = (this.rest + piece).split('\n');
    this.rest = lines.pop() ?? '';
    return lines.map(withoutReturn).filter((line) => line !== '');
  }

  /** The last line when it has no end. */
  finish(): string[] {
    const last = withoutReturn(this.rest);
    this.rest = '';
    return last === '' ? [] : [last];
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** Pieces of text of a stream of bytes; characters that straddle pieces stay whole. */
export async function* textPieces(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield decoder.decode(value, { stream: true });
    }
    const tail = decoder.decode();
    if (tail !== '') yield tail;
  } finally {
    reader.releaseLock();
  }
}

/** The objects of an NDJSON stream, in batches as they arrive. */
export async function* ndjsonBatches<T>(stream: ReadableStream<Uint8Array>): AsyncGenerator<T[]> {
  const splitter = new LineSplitter();
  for await (const piece of textPieces(stream)) {
    const batch = splitter.push(piece).map((line) => JSON.parse(line) as T);
    if (batch.length > 0) yield batch;
  }
  const last = splitter.finish().map((line) => JSON.parse(line) as T);
  if (last.length > 0) yield last;
}
