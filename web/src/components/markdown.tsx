// SPDX-License-Identifier: Apache-2.0
// Draws parsed Markdown. Headings start below the page's own.
import type { VNode } from 'preact';
import { parseMarkdown, type Block, type Inline } from '../lib/markdown';
import { Code } from './basics';
import { TableScroll } from './table_scroll';

function inline(parts: Inline[]): (VNode | string)[] {
  return parts.map((part, index) => {
    switch (part.kind) {
      case 'text': return part.text;
      case 'code': return <code key={index}>{part.text}</code>;
      case 'strong': return <strong key={index}>{inline(part.parts)}</strong>;
      case 'emphasis': return <em key={index}>{inline(part.parts)}</em>;
      case 'link': return <a key={index} href={part.href} rel="noreferrer">{inline(part.parts)}</a>;
    }
  });
}

function block(one: Block, index: number): VNode {
  switch (one.kind) {
    case 'heading': return one.level <= 2 ? <h2 key={index}>{inline(one.parts)}</h2> : <h3 key={index}>{inline(one.parts)}</h3>;
    case 'paragraph': return <p key={index}>{inline(one.parts)}</p>;
    case 'code': return <Code key={index} label="code" text={one.text} />;
    case 'list': {
      const items = one.items.map((item, at) => <li key={at}>{inline(item)}</li>);
      return one.ordered ? <ol key={index}>{items}</ol> : <ul key={index}>{items}</ul>;
    }
    case 'table':
      return (
        <TableScroll key={index} label={`Table ${index + 1}`}>
          <table>
            <thead><tr>{one.header.map((cell, at) => <th key={at} scope="col">{inline(cell)}</th>)}</tr></thead>
            <tbody>{one.rows.map((row, at) => <tr key={at}>{row.map((cell, column) => <td key={column}>{inline(cell)}</td>)}</tr>)}</tbody>
          </table>
        </TableScroll>
      );
  }
}

export function Markdown({ text }: { text: string }) {
  return <div class="prose">{parseMarkdown(text).map(block)}</div>;
}
