// SPDX-License-Identifier: Apache-2.0
// Whether rows still look like those that were learnt from.
import { useMemo, useState } from 'preact/hooks';
import { withQuery } from '../api/client';
import type { Dataset, DriftColumn, DriftReport, ModelEntry, Page, Shape } from '../api/types';
import { Figure, Key } from '../charts/figure';
import { Overlaid } from '../charts/histogram';
import { shares } from '../charts/scale';
import { useGet } from '../app/resource';
import { place, setQuery } from '../app/router';
import { Bar, Card, Empty, Facts, Stat } from '../components/basics';
import { DataGrid, type GridColumn } from '../components/data_grid';
import { Segments, SelectField } from '../components/fields';
import { PageHead } from '../components/page';
import { Loaded } from '../components/problem_panel';
import { Light } from '../components/status';
import { compact, count, figure, measure, percent, sentence } from '../lib/format';

const kLive = '';

export default function DriftPage() {
  const models = useGet<Page<ModelEntry>>('/models', { refreshOn: ['model.changed'] });
  const datasets = useGet<Page<Dataset>>('/datasets', { refreshOn: ['dataset.changed'] });
  const query = place.value.query;
  const sets = query.get('left') !== null || query.get('compare') === 'sets';
  const setNames = (datasets.data?.items ?? []).map((set) => ({ value: set.name, label: set.name }));
  const modelNames = (models.data?.items ?? []).map((model) => ({ value: model.name, label: model.name }));
  const model = query.get('model') ?? modelNames[0]?.value ?? '';
  const dataset = query.get('dataset') ?? kLive;
  const left = query.get('left') ?? '';
  const right = query.get('right') ?? '';
  const address = sets
    ? left !== '' && right !== '' ? withQuery('/drift', { left, right }) : null
    : model !== '' ? withQuery('/drift', { model, dataset }) : null;
  const choose = { value: '', label: 'Choose a data set' };
  return (
    <>
      <PageHead title="Drift" note="How far rows have moved from those a model was trained on, or from another data set." />
      <Card>
        <div class="row wrap end">
          <Segments label="What to compare" value={sets ? 'sets' : 'model'}
            onPick={(value) => setQuery(value === 'sets' ? { model: null, dataset: null, compare: 'sets' } : { left: null, right: null, compare: null })}
            choices={[{ value: 'model', label: 'A model’s training rows' }, { value: 'sets', label: 'Two data sets' }]} />
        </div>
        <div class="fields" style={{ maxWidth: '44rem', '--least': '16rem' }}>
          {sets ? (
            <>
              <SelectField label="Reference" value={left} choices={[choose, ...setNames]} onPick={(value) => setQuery({ left: value, compare: 'sets' })} />
              <SelectField label="Compared with it" value={right} choices={[choose, ...setNames]} onPick={(value) => setQuery({ right: value })} />
            </>
          ) : (
            <>
              <SelectField label="Model" value={model} choices={modelNames} onPick={(value) => setQuery({ model: value })} />
              <SelectField label="Compared with its training rows" value={dataset} onPick={(value) => setQuery({ dataset: value })}
                choices={[{ value: kLive, label: 'rows predicted lately' }, ...setNames.map((set) => ({ ...set, label: `data set ${set.label}` }))]} />
            </>
          )}
        </div>
      </Card>
      {address === null
        ? <Card><Empty icon="drift" title={sets ? 'Choose two data sets' : 'There is no model yet'}>Each column is compared by the population stability index, and by a test that suits its kind.</Empty></Card>
        : <Report key={address} address={address} live={!sets && dataset === kLive} />}
    </>
  );
}

function Report({ address, live }: { address: string; live: boolean }) {
  const report = useGet<DriftReport>(address);
  return (
    <Loaded from={report} lines={10}>
      {(data) => (data.right.rows === 0 && live
        ? <Card><Empty icon="drift" title="Nothing was predicted lately">A sample of the rows that this server predicts is kept to compare with training. Predict a file, then come back.</Empty></Card>
        : <Columns report={data} />)}
    </Loaded>
  );
}

function gridColumns(most: number): GridColumn<DriftColumn>[] {
  return [
    { id: 'light', title: 'Drift', least: 7.5, value: (row) => row.psi, cell: (row) => <Light colour={row.light} /> },
    { id: 'name', title: 'Column', least: 10, grow: 1, value: (row) => row.name, cell: (row) => <strong>{row.name}</strong> },
    { id: 'kind', title: 'Kind', least: 5.5, value: (row) => row.kind, cell: (row) => row.kind },
    { id: 'psi', title: 'PSI', least: 8, value: (row) => row.psi, cell: (row) => <span class="score"><Bar share={row.psi / most} /><span class="nums">{figure(row.psi, 3)}</span></span> },
    { id: 'ks', title: 'KS', least: 4.5, numeric: true, value: (row) => row.ks ?? undefined, cell: (row) => figure(row.ks, 3) },
    { id: 'p', title: 'p value', least: 5.5, numeric: true, value: (row) => row.p_value ?? undefined, cell: (row) => measure(row.p_value) },
  ];
}

function Columns({ report }: { report: DriftReport }) {
  const sorted = useMemo(() => [...report.columns].sort((a, b) => b.psi - a.psi), [report]);
  const [picked, setPicked] = useState<string | null>(null);
  const columns = useMemo(() => gridColumns(Math.max(...sorted.map((column) => column.psi), 0.25)), [sorted]);
  const current = sorted.find((column) => column.name === picked) ?? sorted[0];
  const tally = (light: string) => sorted.filter((column) => column.light === light).length;
  return (
    <>
      <div class="stats">
        <Stat label="Overall" value={<Light colour={report.light} />} />
        <Stat label={report.left.name} value={count(report.left.rows)} note="rows of reference" />
        <Stat label={report.right.name} value={count(report.right.rows)} note="rows compared" />
        <Stat label="Drifted" value={count(tally('red'))} note="PSI from 0.25 on" tone={tally('red') > 0 ? 'bad' : 'plain'} />
        <Stat label="Shifted" value={count(tally('amber'))} note="PSI from 0.1 to 0.25" tone={tally('amber') > 0 ? 'warn' : 'plain'} />
        <Stat label="Stable" value={count(tally('green'))} note="PSI below 0.1" />
      </div>
      {report.notes.length > 0 && <ul class="note plain">{report.notes.map((note) => <li key={note}>{sentence(note)}</li>)}</ul>}
      {!current && <Card><Empty icon="drift" title="No column can be compared">None is on both sides and of the same kind.</Empty></Card>}
      {current && <div class="sides">
        <DataGrid label="Columns by drift" rows={sorted} columns={columns} height={560} onOpen={(column) => setPicked(column.name)} />
        <div class="result-panel"><ColumnCard column={current} report={report} /></div>
      </div>}
    </>
  );
}

function namesOf(shape: Shape): string[] {
  if ('values' in shape) return shape.values;
  return shape.counts.map((_count, index) => `${compact(shape.edges[index] ?? 0)} to ${compact(shape.edges[index + 1] ?? 0)}`);
}

function ColumnCard({ column, report }: { column: DriftColumn; report: DriftReport }) {
  const missing = (rows: number | undefined, side: { rows: number }) => (rows === undefined ? '–' : percent(side.rows > 0 ? rows / side.rows : 0));
  const fresh = column.new_categories ?? [];
  return (
    <Card>
      {column.left && column.right
        ? <Shapes column={column} left={column.left} right={column.right} report={report} />
        : <><h2>{column.name}</h2><p class="muted">No values on one side: there is nothing to draw.</p></>}
      <Facts items={[
        ['Drift', <Light key="light" colour={column.light} />], ['PSI', figure(column.psi)], ['KS', figure(column.ks)], ['p value', measure(column.p_value)],
        [`Missing in ${report.left.name}`, missing(column.left_missing, report.left)],
        [`Missing in ${report.right.name}`, missing(column.right_missing, report.right)],
        ...(fresh.length > 0 ? [['New values', fresh.slice(0, 8).join(', ')] as [string, string]] : []),
      ]} />
    </Card>
  );
}

function Shapes({ column, left, right, report }: { column: DriftColumn; left: Shape; right: Shape; report: DriftReport }) {
  const bin = column.kind === 'number' ? 'bin' : 'value';
  const table = () => {
    const [a, b] = [shares(left.counts), shares(right.counts)];
    return { header: [bin, `${report.left.name} (left)`, `${report.right.name} (right)`], rows: namesOf(left).map((name, index) => [name, percent(a[index] ?? 0), percent(b[index] ?? 0)]) };
  };
  return (
    <Figure title={column.name} note={`Shares of rows in each ${bin}`} table={table} legend={<><Key tone="plain">{report.left.name}</Key><Key tone="accent">{report.right.name}</Key></>}>
      <Overlaid left={left} right={right} label={`Shares of ${column.name} on both sides`} />
    </Figure>
  );
}
