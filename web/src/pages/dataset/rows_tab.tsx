// SPDX-License-Identifier: Apache-2.0
// The stored rows, page by page as one scrolls.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { get, path, withQuery } from '../../api/client';
import { asProblem, type Problem } from '../../api/problem';
import type { Dataset, Page, Row } from '../../api/types';
import { Card, Empty, Facts, Skeleton } from '../../components/basics';
import { DataGrid, type GridColumn } from '../../components/data_grid';
import { Dialog } from '../../components/dialog';
import { ProblemPanel } from '../../components/problem_panel';
import { count, measure } from '../../lib/format';

const kPage = 200;

interface Numbered {
  number: number;
  row: Row;
}

export function RowsTab({ dataset }: { dataset: Dataset }) {
  const [rows, setRows] = useState<Numbered[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [opened, setOpened] = useState<Numbered | null>(null);
  const next = useRef<string | number | null>('');
  const busy = useRef(false);
  const address = `/datasets${path(dataset.name, 'rows')}`;
  const more = async () => {
    if (busy.current || next.current === null) return;
    busy.current = true;
    try {
      const page = await get<Page<Row>>(withQuery(address, { limit: kPage, cursor: next.current }));
      next.current = page.next ?? null;
      setRows((known) => [...known, ...page.items.map((row, index) => ({ number: known.length + index + 1, row }))]);
    } catch (error) {
      setProblem(asProblem(error));
      next.current = null;
    } finally {
      busy.current = false;
    }
  };
  useEffect(() => void more(), [address]);
  const first = rows[0];
  const columns = useMemo((): GridColumn<Numbered>[] => {
    if (!first) return [];
    const numeric = (name: string) => typeof first.row[name] === 'number';
    return [
      { id: '#', title: '#', least: 4, numeric: true, cell: (one) => count(one.number) },
      ...Object.keys(first.row).map((name): GridColumn<Numbered> => ({
        id: name, title: name, least: Math.min(14, Math.max(6, name.length * 0.5 + 1.5)), numeric: numeric(name), cell: (one) => measure(one.row[name]),
      })),
    ];
  }, [first === undefined]);
  if (problem) return <ProblemPanel problem={problem} />;
  if (dataset.rows === 0) return <Card><Empty icon="table" title="No rows" >Every row of the files is in quarantine, or no file has been added yet.</Empty></Card>;
  if (!first) return <Skeleton lines={10} />;
  return (
    <>
      <DataGrid label={`Rows of ${dataset.name}`} rows={rows} columns={columns} height={620} total={dataset.rows} onEnd={() => void more()} onOpen={setOpened} />
      <p class="note" role="status">{count(rows.length)} of {count(dataset.rows)} rows loaded; more come as you scroll.</p>
      {opened && (
        <Dialog title={`Row ${count(opened.number)}`} onClose={() => setOpened(null)} wide>
          <Facts items={Object.entries(opened.row).map(([name, value]) => [name, measure(value)])} />
        </Dialog>
      )}
    </>
  );
}
