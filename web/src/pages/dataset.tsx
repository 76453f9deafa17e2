// SPDX-License-Identifier: Apache-2.0
// One data set: where its rows came from, what is wrong with them, what they look like.
import { useState } from 'preact/hooks';
import { path } from '../api/client';
import type { Dataset, ValidationReport } from '../api/types';
import { useGet } from '../app/resource';
import { go, to } from '../app/router';
import type { PageProps } from '../app/routes';
import { may } from '../app/session';
import { say, sayProblem } from '../app/toasts';
import { Button, LinkButton, Time } from '../components/basics';
import { confirm } from '../components/dialog';
import { PageHead } from '../components/page';
import { Loaded } from '../components/problem_panel';
import { Tabs } from '../components/tabs';
import { compact, plural } from '../lib/format';
import { ColumnsTab } from './dataset/columns_tab';
import { FindingsTab } from './dataset/findings_tab';
import { QuarantineTab } from './dataset/quarantine_tab';
import { RowsTab } from './dataset/rows_tab';
import { SchemaTab } from './dataset/schema_tab';
import { SummaryTab } from './dataset/summary_tab';
import { dropDataset, UploadDialog } from './dataset/upload_dialog';

async function remove(set: Dataset): Promise<void> {
  const yes = await confirm({
    title: `Delete ${set.name}?`, danger: true, action: 'Delete',
    text: <p>{plural(set.rows, 'row')} and {plural(set.quarantined, 'quarantined row')} are removed. Models that were trained on them stay.</p>,
  });
  if (!yes) return;
  try {
    await dropDataset(set.name);
    say(`${set.name} is deleted`);
    go('/data');
  } catch (error) {
    sayProblem(error);
  }
}

export default function DatasetPage({ params }: PageProps) {
  const name = params['name'] ?? '';
  const dataset = useGet<Dataset>(`/datasets${path(name)}`, { refreshOn: ['dataset.changed'] });
  const report = useGet<ValidationReport>(`/datasets${path(name, 'validate')}`);
  const [uploading, setUploading] = useState(false);
  const set = dataset.data;
  return (
    <>
      <PageHead title={name} up={{ href: '/data', title: 'Data' }} note={set && <span>{plural(set.rows, 'row')} under the schema {set.schema}, made <Time at={set.created_at} /></span>}
        actions={set && (
          <>
            {may('ingest') && <Button kind="ghost" icon="trash" onClick={() => void remove(set)}>Delete</Button>}
            {may('ingest') && <Button icon="upload" onClick={() => setUploading(true)}>Add a file</Button>}
            {may('train') && <LinkButton kind="primary" icon="runs" href={to(['runs', 'new'], { dataset: name })}>Train</LinkButton>}
          </>
        )} />
      <Loaded from={dataset} lines={10}>
        {(data) => (
          <Tabs label="About the data set" tabs={[
            { key: 'summary', title: 'Summary', show: () => <SummaryTab dataset={data} report={report.data} /> },
            { key: 'findings', title: 'Findings', count: report.data?.findings.length, show: () => <FindingsTab dataset={data} report={report} /> },
            { key: 'columns', title: 'Columns', show: () => <ColumnsTab dataset={data} /> },
            { key: 'rows', title: 'Rows', count: compact(data.rows), show: () => <RowsTab dataset={data} /> },
            { key: 'quarantine', title: 'Quarantine', count: data.quarantined, show: () => <QuarantineTab dataset={data} onReplayed={dataset.reload} /> },
            { key: 'schema', title: 'Schema', show: () => <SchemaTab dataset={data} onChanged={dataset.reload} /> },
          ]} />
        )}
      </Loaded>
      {uploading && <UploadDialog known={[]} target={name} onClose={() => setUploading(false)} />}
    </>
  );
}
