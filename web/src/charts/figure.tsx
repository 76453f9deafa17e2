// SPDX-License-Identifier: Apache-2.0
// The frame of every chart: a title, the drawing, and the same numbers as a table on request.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../components/icon';
import { measure } from '../lib/format';
import { TableScroll } from '../components/table_scroll';

export interface FigureTable {
  header: string[];
  rows: (string | number | null)[][];
}

export function Figure({ title, note, table, legend, children }: {
  title: string;
  note?: ComponentChildren;
  /** Called when the table is asked for. */
  table: () => FigureTable;
  legend?: ComponentChildren;
  children: ComponentChildren;
}) {
  const [asTable, setAsTable] = useState(false);
  return (
    <figure class="figure">
      <figcaption class="figure-head">
        <div>
          <span class="figure-title">{title}</span>
          {note && <p class="note">{note}</p>}
        </div>
        <button type="button" class="icon-button" aria-pressed={asTable} aria-label={`${title}: show as table`} title="Show as table" onClick={() => setAsTable(!asTable)}>
          <Icon name="table" />
        </button>
      </figcaption>
      {legend && !asTable && <div class="legend">{legend}</div>}
      <div class="figure-body">{asTable ? <FigureNumbers title={title} table={table()} /> : children}</div>
    </figure>
  );
}

function FigureNumbers({ title, table }: { title: string; table: FigureTable }) {
  return (
    <TableScroll label={`${title} as a table`} low>
      <table>
        <thead><tr>{table.header.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>{row.map((value, at) => <td key={at}>{typeof value === 'number' ? measure(value) : value}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

export function Key({ tone, children }: { tone: 'accent' | 'plain' | 'bad' | 'warn' | 'second'; children: ComponentChildren }) {
  return <span class="legend-item"><span class={`legend-key ${tone}`} />{children}</span>;
}
