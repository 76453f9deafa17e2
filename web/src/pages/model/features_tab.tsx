// SPDX-License-Identifier: Apache-2.0
import { useMemo } from 'preact/hooks';
import type { Feature, ModelDetail } from '../../api/types';
import { Bar, Card } from '../../components/basics';
import { DataGrid, type GridColumn } from '../../components/data_grid';
import { figure, measure } from '../../lib/format';
import { byImportance } from '../../lib/form_row';

function rangeOf(row: Feature): string {
  if (row.categories) return row.categories.join(', ');
  const [low, high] = row.range ?? [null, null];
  if (low === null && high === null) return '–';
  return `${low === null ? '' : measure(low)} … ${high === null ? '' : measure(high)}`.trim();
}

function columnsFor(most: number): GridColumn<Feature>[] {
  return [
    { id: 'name', title: 'Feature', least: 14, grow: 1, value: (row) => row.name, cell: (row) => <strong title={row.description ?? undefined}>{row.name}</strong> },
    { id: 'importance', title: 'Importance', least: 12, value: (row) => row.importance ?? undefined,
      cell: (row) => <span class="score"><Bar share={(row.importance ?? 0) / most} /><span class="nums">{figure(row.importance)}</span></span> },
    { id: 'type', title: 'Type', least: 6, value: (row) => row.type, cell: (row) => row.type },
    { id: 'unit', title: 'Unit', least: 5, value: (row) => row.unit ?? '', cell: (row) => row.unit || '–' },
    { id: 'p05', title: '5 %', least: 6, numeric: true, value: (row) => row.quantiles?.p05 ?? undefined, cell: (row) => measure(row.quantiles?.p05) },
    { id: 'p50', title: 'Median', least: 6, numeric: true, value: (row) => row.quantiles?.p50 ?? undefined, cell: (row) => measure(row.quantiles?.p50) },
    { id: 'p95', title: '95 %', least: 6, numeric: true, value: (row) => row.quantiles?.p95 ?? undefined, cell: (row) => measure(row.quantiles?.p95) },
    { id: 'range', title: 'Allowed range or categories', least: 14, grow: 1, cell: rangeOf },
  ];
}

/** What the model looks at, the most important first, with what training rows had. */
export function FeaturesTab({ model }: { model: ModelDetail }) {
  const rows = useMemo(() => byImportance(model.features), [model]);
  const columns = useMemo(() => columnsFor(Math.max(...rows.map((row) => row.importance ?? 0), 1e-12)), [rows]);
  return (
    <Card title="Features" note="Importance is a feature’s share of all that moved the scores of training rows.">
      <DataGrid label="Features" rows={rows} columns={columns} height={620} />
    </Card>
  );
}
