// SPDX-License-Identifier: Apache-2.0
// Verdicts of many rows: counted, filtered, sorted, explained on demand, taken away as a file.
import { useMemo, useState } from 'preact/hooks';
import type { ModelDetail, Prediction } from '../../api/types';
import { Button, Card } from '../../components/basics';
import { DataGrid, type GridColumn } from '../../components/data_grid';
import { Segments } from '../../components/fields';
import { Score, Verdict } from '../../components/status';
import { download } from '../../lib/download';
import { count, figure, measure } from '../../lib/format';
import type { Input } from './batch';
import { predictionsCsv, predictionsLines } from './export';
import { RowDialog } from './row_dialog';
import type { Tally } from './stream';

const kColumnsShown = 6;

function gridColumns(rows: Prediction[]): GridColumn<Prediction>[] {
  const kept = Object.keys(rows[0]?.input ?? {}).slice(0, kColumnsShown);
  return [
    { id: 'row', title: 'Row', least: 4.5, numeric: true, value: (row) => row.row, cell: (row) => count(row.row) },
    { id: 'verdict', title: 'Verdict', least: 7.5, value: (row) => row.decision ?? 'no verdict', cell: (row) => <Verdict prediction={row} /> },
    { id: 'class', title: 'Class', least: 7, value: (row) => row.class ?? '', cell: (row) => row.class ?? '–' },
    { id: 'score', title: 'Attack score', least: 10, value: (row) => row.attack_score, cell: (row) => <Score prediction={row} /> },
    ...kept.map((name): GridColumn<Prediction> => ({ id: `in:${name}`, title: name, least: 7, value: (row) => sortable(row.input?.[name]), cell: (row) => row.input?.[name] ?? '–' })),
    { id: 'reasons', title: 'Reasons', least: 18, grow: 1, cell: reasonText },
  ];
}

/** Numbers among texts are sorted as numbers. */
function sortable(text: string | undefined): string | number | undefined {
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}

function reasonText(row: Prediction) {
  if (row.error) return <span class="tone-text-warn">{row.error.message}</span>;
  if (!row.reasons || row.reasons.length === 0) return <span class="faint">–</span>;
  return row.reasons.map((reason) => `${reason.feature} = ${measure(reason.value)} (${figure(reason.contribution, 2)})`).join(', ');
}

type Wanted = 'all' | 'attack' | 'benign' | 'abstain' | 'rejected';

function fits(row: Prediction, wanted: Wanted, text: string, least: number): boolean {
  const kind = row.error || !row.decision ? 'rejected' : row.decision;
  if (wanted !== 'all' && kind !== wanted) return false;
  if (least > 0 && (row.attack_score ?? 0) < least) return false;
  if (text === '') return true;
  const haystack = [row.row, row.class, row.error?.message, ...Object.values(row.input ?? {}), ...(row.reasons ?? []).map((reason) => reason.feature)];
  return haystack.some((part) => part !== undefined && String(part).toLowerCase().includes(text));
}

export function Results({ rows, tally, busy, input, model, name }: {
  rows: Prediction[];
  tally: Tally;
  busy: boolean;
  input: Input;
  model: ModelDetail;
  name: string;
}) {
  const [wanted, setWanted] = useState<Wanted>('all');
  const [text, setText] = useState('');
  const [least, setLeast] = useState(0);
  const [opened, setOpened] = useState<Prediction | null>(null);
  const kept = Object.keys(rows[0]?.input ?? {}).join(' ');
  const columns = useMemo(() => gridColumns(rows), [kept, rows.length > 0]);
  const shown = useMemo(() => {
    const search = text.trim().toLowerCase();
    return wanted === 'all' && search === '' && least === 0 ? rows : rows.filter((row) => fits(row, wanted, search, least));
  }, [rows, wanted, text, least]);
  const choices = [
    { value: 'all', label: 'All', count: count(tally.total) },
    ...(tally.abstain > 0 ? [{ value: 'abstain', label: 'Classes', count: count(tally.abstain) }] : [
      { value: 'attack', label: '▲ Attack', count: count(tally.attack) },
      { value: 'benign', label: '● Benign', count: count(tally.benign) },
    ]),
    { value: 'rejected', label: '✕ No verdict', count: count(tally.rejected) },
  ];
  return (
    <Card title="Verdicts" note={<span role="status">{busy ? `${count(tally.total)} rows so far…` : `${count(tally.total)} rows by ${rows[0]?.model ?? name}${shown.length < rows.length ? `, ${count(shown.length)} shown` : ''}`}</span>}
      actions={
        <>
          <Button icon="download" disabled={busy} onClick={() => download('verdicts.csv', predictionsCsv(shown), 'text/csv')}>CSV</Button>
          <Button icon="download" disabled={busy} onClick={() => download('verdicts.jsonl', predictionsLines(shown), 'application/x-ndjson')}>JSON Lines</Button>
        </>
      }>
      <div class="row wrap">
        <Segments label="Which verdicts" value={wanted} choices={choices} onPick={(value) => setWanted(value as Wanted)} />
        <input type="search" data-search style={{ maxWidth: '16rem' }} aria-label="Filter the verdicts by text" placeholder="Filter by text" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        <label class="row"><span class="muted nowrap">Score from {least.toFixed(2)}</span>
          <input type="range" min="0" max="1" step="0.01" value={least} style={{ width: '8rem' }} onInput={(event) => setLeast(Number(event.currentTarget.value))} /></label>
      </div>
      <DataGrid label="Verdicts" rows={shown} columns={columns} height={520} onOpen={setOpened} empty="No verdict fits the filter" />
      <p class="note">Press a row, or Enter on it, to see why.</p>
      {opened && <RowDialog prediction={opened} input={input} model={model} name={name} onClose={() => setOpened(null)} />}
    </Card>
  );
}
