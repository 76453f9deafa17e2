// SPDX-License-Identifier: Apache-2.0
import type { Metrics } from '../../api/types';
import { count, percent } from '../../lib/format';
import { TableScroll } from '../../components/table_scroll';

/** Counts by true class (rows) and decided class (columns), with the share of each true class. */
export function ConfusionMatrix({ confusion }: { confusion: Metrics['confusion'] }) {
  const { classes, counts } = confusion;
  const size = classes.length;
  const cell = (row: number, column: number) => counts[row * size + column] ?? 0;
  return (
    <TableScroll label="Confusion matrix" bare>
      <table class="matrix">
        <thead>
          <tr><td style={{ background: 'none' }} />{classes.map((name) => <th key={name} scope="col" class="num">said {name}</th>)}</tr>
        </thead>
        <tbody>
          {classes.map((name, row) => {
            const total = classes.reduce((sum, _name, column) => sum + cell(row, column), 0);
            return (
              <tr key={name}>
                <th scope="row">was {name}</th>
                {classes.map((said, column) => {
                  const rows = cell(row, column);
                  return (
                    <td key={said} class={row === column ? 'hit' : rows > 0 ? 'miss' : ''}>
                      <strong>{count(rows)}</strong>
                      <span class="sub">{row === column ? '✓ ' : rows > 0 ? '✕ ' : ''}{percent(total > 0 ? rows / total : 0, 1)}</span>
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableScroll>
  );
}
