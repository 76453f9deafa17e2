// SPDX-License-Identifier: Apache-2.0
// All data sets, and the way in for files.
import type { Dataset, Page } from '../api/types';
import { useGet } from '../app/resource';
import { go, place, setQuery, to } from '../app/router';
import { may } from '../app/session';
import { Badge, Button, Card, Code, Empty, Time } from '../components/basics';
import { PageHead } from '../components/page';
import { Loaded } from '../components/problem_panel';
import { count } from '../lib/format';
import { UploadDialog } from './dataset/upload_dialog';
import { TableScroll } from '../components/table_scroll';

export default function DataPage() {
  const datasets = useGet<Page<Dataset>>('/datasets', { refreshOn: ['dataset.changed'] });
  const uploading = place.value.query.get('upload') !== null;
  return (
    <>
      <PageHead title="Data" note="Rows that passed their schema, with those that did not kept in quarantine."
        actions={may('ingest') && <Button kind="primary" icon="upload" onClick={() => setQuery({ upload: '1' })}>Upload a file</Button>} />
      <Loaded from={datasets} lines={6}>{(page) => <DatasetTable datasets={page.items} />}</Loaded>
      {uploading && <UploadDialog known={datasets.data?.items ?? []} onClose={() => setQuery({ upload: null })} />}
    </>
  );
}

function DatasetTable({ datasets }: { datasets: Dataset[] }) {
  if (datasets.length === 0)
    return (
      <Card>
        <Empty icon="data" title="No data yet" action={<Button kind="primary" icon="upload" onClick={() => setQuery({ upload: '1' })}>Upload a file</Button>}>
          A table, a capture or a log of Zeek, Suricata or Argus. From the command line:
          <Code label="command to ingest" text="vedette ingest --dataset kdd --schema nsl-kdd KDDTrain+.txt.gz" />
        </Empty>
      </Card>
    );
  return (
    <Card flush>
      <TableScroll label="Data sets">
        <table class="folds">
          <thead><tr><th scope="col">Data set</th><th scope="col">Schema</th><th scope="col" class="num">Rows</th><th scope="col" class="num">In quarantine</th><th scope="col" class="num">Files</th><th scope="col">Made</th></tr></thead>
          <tbody>
            {datasets.map((set) => (
              <tr key={set.name} class="link" onClick={(event) => event.target instanceof HTMLTableCellElement && go(to(['data', set.name]))}>
                <th scope="row"><a href={to(['data', set.name])}>{set.name}</a></th>
                <td data-label="Schema">{set.schema}</td>
                <td class="num" data-label="Rows">{count(set.rows)}</td>
                <td class="num" data-label="In quarantine">
                  {set.quarantined > 0 ? <a href={to(['data', set.name], { tab: 'quarantine' })}><Badge tone="warn" icon="warning">{count(set.quarantined)}</Badge></a> : '0'}
                </td>
                <td class="num" data-label="Files">{count(set.sources?.length ?? 0)}</td>
                <td data-label="Made"><Time at={set.created_at} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
