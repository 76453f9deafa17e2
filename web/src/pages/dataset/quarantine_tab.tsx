// SPDX-License-Identifier: Apache-2.0
// Rows that could not be read, why, and the way back: mend the schema and replay.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { get, getText, path, sendRaw, withQuery } from '../../api/client';
import { asProblem, type Problem } from '../../api/problem';
import type { Dataset, Page, QuarantinedRow, ReplayReport } from '../../api/types';
import { may } from '../../app/session';
import { say } from '../../app/toasts';
import { Button, Card, Code, Empty, Facts, Skeleton } from '../../components/basics';
import { DataGrid, type GridColumn } from '../../components/data_grid';
import { Dialog } from '../../components/dialog';
import { AreaField } from '../../components/fields';
import { CountBars } from '../../charts/histogram';
import { ProblemPanel } from '../../components/problem_panel';
import { count, plural, words } from '../../lib/format';

const kPage = 500;

const kColumns: GridColumn<QuarantinedRow>[] = [
  { id: 'file', title: 'File', least: 10, value: (row) => row.file, cell: (row) => row.file.split('/').pop() },
  { id: 'row', title: 'Row', least: 4.5, numeric: true, value: (row) => row.row, cell: (row) => count(row.row) },
  { id: 'rule', title: 'Rule', least: 9, value: (row) => row.rule, cell: (row) => words(row.rule) },
  { id: 'column', title: 'Column', least: 8, value: (row) => row.column, cell: (row) => row.column || '–' },
  { id: 'message', title: 'Why', least: 18, grow: 1, cell: (row) => row.message },
  { id: 'raw', title: 'Raw row', least: 18, grow: 1, cell: (row) => <code>{row.raw}</code> },
];

function byRule(rows: QuarantinedRow[]): { name: string; rows: number }[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(words(row.rule), (counts.get(words(row.rule)) ?? 0) + 1);
  return [...counts].map(([name, number]) => ({ name, rows: number })).sort((a, b) => b.rows - a.rows);
}

export function QuarantineTab({ dataset, onReplayed }: { dataset: Dataset; onReplayed: () => void }) {
  const [rows, setRows] = useState<QuarantinedRow[] | null>(null);
  const [next, setNext] = useState<string | number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [opened, setOpened] = useState<QuarantinedRow | null>(null);
  const [editing, setEditing] = useState(false);
  const address = `/datasets${path(dataset.name, 'quarantine')}`;
  const load = async (cursor: string | number | null) => {
    try {
      const page = await get<Page<QuarantinedRow>>(withQuery(address, { limit: kPage, cursor }));
      setRows((known) => (cursor === null ? page.items : [...(known ?? []), ...page.items]));
      setNext(page.next ?? null);
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  useEffect(() => void load(null), [address, dataset.quarantined]);
  const rules = useMemo(() => byRule(rows ?? []), [rows]);
  if (problem) return <ProblemPanel problem={problem} retry={() => { setProblem(null); void load(null); }} />;
  if (!rows) return <Skeleton lines={6} />;
  if (rows.length === 0) return <Card><Empty icon="check" title="The quarantine is empty">Every row that came was read.</Empty></Card>;
  return (
    <>
      <Card title="Quarantine" note="Nothing is lost: each row is kept as it came, with the place and the rule it broke."
        actions={may('ingest') && <Button icon="refresh" onClick={() => setEditing(true)}>Edit schema and replay</Button>}>
        {rules.length > 1 && <CountBars label="Rows by rule" items={rules} />}
        <DataGrid label="Quarantined rows" rows={rows} columns={kColumns} height={460} total={dataset.quarantined} onOpen={setOpened} onEnd={() => { if (next !== null) void load(next); }} />
      </Card>
      {opened && <QuarantinedDialog row={opened} onClose={() => setOpened(null)} />}
      {editing && <ReplayDialog dataset={dataset} onClose={() => setEditing(false)} onDone={onReplayed} />}
    </>
  );
}

function QuarantinedDialog({ row, onClose }: { row: QuarantinedRow; onClose: () => void }) {
  return (
    <Dialog title={`Row ${count(row.row)} of ${row.file.split('/').pop() ?? ''}`} onClose={onClose} wide>
      <p><strong>{words(row.rule)}:</strong> {row.message}</p>
      <Facts items={[['File', row.file], ['Row', count(row.row)], ['Column', row.column || 'the whole row'], ['Byte', count(row.byte)]]} />
      <Code label="raw row" text={row.raw} wrap />
    </Dialog>
  );
}

function ReplayDialog({ dataset, onClose, onDone }: { dataset: Dataset; onClose: () => void; onDone: () => void }) {
  const [yaml, setYaml] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    getText(`/datasets${path(dataset.name, 'schema')}`, 'application/yaml').then(setYaml, (error: unknown) => setProblem(asProblem(error)));
  }, []);
  const replay = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const done = await sendRaw<ReplayReport>('POST', `/datasets${path(dataset.name, 'replay')}`, yaml ?? '', 'application/yaml');
      say(`${plural(done.accepted, 'row')} accepted, ${count(done.still_rejected)} still in quarantine`);
      onDone();
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title="Edit schema and replay" onClose={onClose} wide footer={<Button kind="primary" icon="refresh" busy={busy} disabled={yaml === null} onClick={() => void replay()}>Replay</Button>}>
      <p class="muted">Quarantined rows are read again under this schema; those that fit now join the data set.</p>
      {yaml === null ? !problem && <Skeleton /> : <AreaField label="Schema" hideLabel rows={18} value={yaml} onText={setYaml} />}
      {problem && <ProblemPanel problem={problem} />}
    </Dialog>
  );
}
