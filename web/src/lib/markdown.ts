// SPDX-License-Identifier: Apache-2.0
// A small part of Markdown as a tree: headings, paragraphs, lists, tables, code, emphasis, links.
// Nothing is ever turned into HTML text; what is not known stays as it was written.

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'emphasis'; parts: Inline[] }
  | { kind: 'link'; href: string; parts: Inline[] };

export type Block =
  | { kind: 'heading'; level: number; parts: Inline[] }
  | { kind: 'paragraph'; parts: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'table'; header: Inline[][]; rows: Inline[][][] }
  | { kind: 'code'; text: string };

/** Links may lead within this application, to a place on the page, or out by HTTP(S). */
export function safeHref(href: string): string | null {
  if (/^https?:\/\//i.test(href) || href.startsWith('#')) return href;
  if (href.startsWith('/') && !href.startsWith('//')) return href;
  return null;
}

const kPunctuation = /[!-/:-@[-`{-~]/;

/** Finds the closing mark, minding escapes; -1 when there is none. */
function closing(text: string, mark: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text.startsWith(mark, at)) return at;
  }
  return -1;
}

interface Piece {
  part: Inline;
  next: number;
}

function codeAt(text: string, at: number): Piece | null {
  const end = text.indexOf('`', at + 1);
  return end < 0 ? null : { part: { kind: 'code', text: text.slice(at + 1, end) }, next: end + 1 };
}

function emphasisAt(text: string, at: number): Piece | null {
  const mark = text.startsWith('**', at) ? '**' : '*';
  const end = closing(text, mark, at + mark.length);
  if (end <= at + mark.length) return null;
  const parts = parseInline(text.slice(at + mark.length, end));
  return { part: { kind: mark === '**' ? 'strong' : 'emphasis', parts }, next: end + mark.length };
}

function linkAt(text: string, at: number): Piece | null {
  const end = closing(text, ']', at + 1);
  if (end < 0 || text[end + 1] !== '(') return null;
  const close = closing(text, ')', end + 2);
  if (close < 0) return null;
  const href = safeHref(text.slice(end + 2, close).trim());
  if (!href) return null;
  return { part: { kind: 'link', href, parts: parseInline(text.slice(at + 1, end)) }, next: close + 1 };
}

export function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') parts.push({ kind: 'text', text: plain });
    plain = '';
  };
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (character === '\\' && kPunctuation.test(next)) {
      plain += next;
      at += 2;
      continue;
    }
    const piece = character === '`' ? codeAt(text, at) : character === '*' ? emphasisAt(text, at) : character === '[' ? linkAt(text, at) : null;
    if (piece) {
      flush();
      parts.push(piece.part);
      at = piece.next;
    } else {
      plain += character;
      at += 1;
    }
  }
  flush();
  return parts;
}

const kItem = /^\s{0,3}(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;
const kRule = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

function cells(line: string): Inline[][] {
  const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => parseInline(cell.trim()));
}

/** The lines of a block and where the next one begins. */
function takeWhile(lines: string[], from: number, fits: (line: string) => boolean): [string[], number] {
  let until = from;
  while (until < lines.length && fits(lines[until] ?? '')) until += 1;
  return [lines.slice(from, until), until];
}

function tableAt(lines: string[], at: number): [Block, number] | null {
  const line = lines[at] ?? '';
  if (!line.includes('|') || !kRule.test(lines[at + 1] ?? '') || !(lines[at + 1] ?? '').includes('-')) return null;
  const [body, next] = takeWhile(lines, at + 2, (one) => one.includes('|'));
  return [{ kind: 'table', header: cells(line), rows: body.map(cells) }, next];
}

function blockAt(lines: string[], at: number): [Block, number] {
  const line = lines[at] ?? '';
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading) return [{ kind: 'heading', level: heading[1]?.length ?? 1, parts: parseInline(heading[2] ?? '') }, at + 1];
  if (line.startsWith('```')) {
    const [body, next] = takeWhile(lines, at + 1, (one) => !one.startsWith('```'));
    return [{ kind: 'code', text: body.join('\n') }, next + 1];
  }
  if (/^( {4}|\t)/.test(line)) {
    const [body, next] = takeWhile(lines, at, (one) => /^( {4}|\t)/.test(one));
    return [{ kind: 'code', text: body.map((one) => one.replace(/^( {4}|\t)/, '')).join('\n') }, next];
  }
  if (kItem.test(line)) {
    const [body, next] = takeWhile(lines, at, (one) => kItem.test(one));
    const items = body.map((one) => parseInline(kItem.exec(one)?.[2] ?? ''));
    return [{ kind: 'list', ordered: kItem.exec(line)?.[1] !== undefined, items }, next];
  }
  const table = tableAt(lines, at);
  if (table) return table;
  const [body, next] = takeWhile(lines, at, (one) => one.trim() !== '' && !one.startsWith('#') && !one.startsWith('```') && !kItem.test(one));
  return [{ kind: 'paragraph', parts: parseInline(body.join(' ')) }, Math.max(next, at + 1)];
}

export function parseMarkdown(text: string): Block[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    if ((lines[at] ?? '').trim() === '') {
      at += 1;
      continue;
    }
    const [block, next] = blockAt(lines, at);
    blocks.push(block);
    at = next;
  }
  return blocks;
}
