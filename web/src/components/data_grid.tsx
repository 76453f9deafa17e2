// SPDX-License-Identifier: Apache-2.0
// A table for very many rows: sorted by TanStack's table core, drawn row by row as they come into
// view, walked with the arrow keys.
import { createTable, getCoreRowModel, getSortedRowModel, type ColumnDef, type SortingState } from '@tanstack/table-core';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { Icon } from './icon';
import { useVirtual } from './use_virtual';

export interface GridColumn<T> {
  id: string;
  title: string;
  /** Least width in rem, and the share of what is left over. */
  least: number;
  grow?: number;
  /** What the column is sorted by; without it, it is not sorted. */
  value?: (row: T) => string | number | undefined;
  cell: (row: T) => ComponentChildren;
  numeric?: boolean;
}

export interface DataGridProps<T> {
  label: string;
  columns: GridColumn<T>[];
  rows: T[];
  height?: number;
  /** All rows there are, when more can be loaded. */
  total?: number;
  onOpen?: (row: T) => void;
  /** Called when the last rows come into view. */
  onEnd?: () => void;
  empty?: string;
}

const kRowHeight = 34;
const kHeadHeight = 32;

/** Rows in the order asked for; equal ones keep theirs. */
function useSorted<T>(rows: T[], columns: GridColumn<T>[], sorting: SortingState): T[] {
  const definitions = useMemo(
    () => columns.map((column): ColumnDef<T, string | number | undefined> => ({
      id: column.id,
      accessorFn: (row) => column.value?.(row),
      sortUndefined: 'last',
      sortingFn: 'basic',
    })),
    [columns],
  );
  return useMemo(() => {
    if (sorting.length === 0) return rows;
    const table = createTable<T>({
      data: rows,
      columns: definitions,
      state: { sorting, columnPinning: { left: [], right: [] } },
      onStateChange: () => {},
      renderFallbackValue: null,
      getCoreRowModel: getCoreRowModel(),
      getSortedRowModel: getSortedRowModel(),
    });
    return table.getSortedRowModel().rows.map((row) => row.original);
  }, [rows, definitions, sorting]);
}

function nextSorting(now: SortingState, id: string): SortingState {
  const current = now[0]?.id === id ? now[0] : null;
  if (!current) return [{ id, desc: true }];
  return current.desc ? [{ id, desc: false }] : [];
}

export function DataGrid<T>(props: DataGridProps<T>) {
  const { label, columns, rows, height = 480, total, onOpen, onEnd, empty = 'Nothing to show' } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [sorting, setSorting] = useState<SortingState>([]);
  const [current, setCurrent] = useState(-1);
  const sorted = useSorted(rows, columns, sorting);
  const virtual = useVirtual(() => scroller.current, sorted.length, kRowHeight, kHeadHeight);
  const lastSeen = virtual.items[virtual.items.length - 1]?.index ?? -1;
  useEffect(() => {
    if (lastSeen >= sorted.length - 1 && sorted.length > 0) onEnd?.();
  }, [lastSeen, sorted.length]);

  const tracks = { gridTemplateColumns: columns.map((column) => `minmax(${column.least}rem, ${column.grow ?? 0.0001}fr)`).join(' ') };
  const least = columns.reduce((sum, column) => sum + column.least, 1);
  const walk = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? kRowHeight) / kRowHeight) - 2);
    const steps: Record<string, number> = {
      ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + page, PageUp: current - page, Home: 0, End: sorted.length - 1,
    };
    const target = steps[event.key];
    if (event.target !== scroller.current) return;
    if (target !== undefined && sorted.length > 0) {
      event.preventDefault();
      const next = Math.max(0, Math.min(sorted.length - 1, target));
      setCurrent(next);
      virtual.show(next);
    } else if (event.key === 'Enter' && onOpen) {
      const row = sorted[current];
      if (row !== undefined) onOpen(row);
    }
  };
  const bodyHeight = Math.max(virtual.height, kRowHeight * 2);
  return (
    <div ref={scroller} class="grid-table" role="grid" tabIndex={0} aria-label={label} aria-rowcount={(total ?? sorted.length) + 1} aria-colcount={columns.length}
      aria-activedescendant={current >= 0 ? `${id}-${current}` : undefined} style={{ height: `${Math.min(height, bodyHeight + kHeadHeight + 12)}px` }} onKeyDown={walk}>
      <div class="grid-inner" role="presentation" style={{ minWidth: `${least}rem` }}>
        <div class="grid-head" role="rowgroup">
          <div class="grid-row" role="row" aria-rowindex={1} style={tracks}>
            {columns.map((column) => <Head key={column.id} column={column} sorting={sorting} onSort={() => setSorting(nextSorting(sorting, column.id))} />)}
          </div>
        </div>
        <div class="grid-body" role="rowgroup" style={{ height: `${bodyHeight}px`, position: 'relative' }}>
          {virtual.items.map((item) => {
            const row = sorted[item.index];
            if (row === undefined) return null;
            return (
              <div key={item.key} id={`${id}-${item.index}`} role="row" aria-rowindex={item.index + 2} aria-selected={item.index === current}
                class={`grid-row ${item.index === current ? 'current' : ''} ${onOpen ? 'can-open' : ''}`}
                style={{ ...tracks, height: `${kRowHeight}px`, transform: `translateY(${item.start}px)` }}
                onClick={() => { setCurrent(item.index); onOpen?.(row); }}>
                {columns.map((column) => <div key={column.id} role="gridcell" class={`grid-cell ${column.numeric ? 'num' : ''}`}>{column.cell(row)}</div>)}
              </div>
            );
          })}
          {sorted.length === 0 && <div role="row" class="grid-note"><span role="gridcell">{empty}</span></div>}
        </div>
      </div>
    </div>
  );
}

function Head<T>({ column, sorting, onSort }: { column: GridColumn<T>; sorting: SortingState; onSort: () => void }) {
  const sort = sorting[0]?.id === column.id ? sorting[0] : null;
  const order = sort ? (sort.desc ? 'descending' : 'ascending') : undefined;
  return (
    <div role="columnheader" class={`grid-cell ${column.numeric ? 'num' : ''}`} aria-sort={order}>
      {column.value ? (
        <button type="button" class={`grid-sort ${sort ? 'on' : ''}`} onClick={onSort}>
          {column.title}<Icon name={sort && !sort.desc ? 'up' : 'down'} size={10} />
        </button>
      ) : column.title}
    </div>
  );
}
