// SPDX-License-Identifier: Apache-2.0
// What this server and its command line have done, the newest first.
import { useState } from 'preact/hooks';
import { get, withQuery } from '../api/client';
import type { Page, Run } from '../api/types';
import { useGet } from '../app/resource';
import { place, setQuery } from '../app/router';
import { may } from '../app/session';
import { sayProblem } from '../app/toasts';
import { Button, Card, LinkButton } from '../components/basics';
import { Segments } from '../components/fields';
import { PageHead } from '../components/page';
import { Loaded } from '../components/problem_panel';
import { RunTable } from './overview/run_table';

const kPage = 100;

export default function RunsPage() {
  const runs = useGet<Page<Run>>(withQuery('/runs', { limit: kPage }), { refreshOn: ['run.changed'] });
  return (
    <>
      <PageHead title="Runs" note="Ingesting, validating, training and evaluating, with their stages and logs."
        actions={may('train') && <LinkButton href="/runs/new" kind="primary" icon="plus">Start a training</LinkButton>} />
      <Loaded from={runs} lines={8}>{(page) => <RunList page={page} />}</Loaded>
    </>
  );
}

function RunList({ page }: { page: Page<Run> }) {
  const [more, setMore] = useState<{ runs: Run[]; next: Page<Run>['next'] } | null>(null);
  const kind = place.value.query.get('kind') ?? 'all';
  const known = [...page.items, ...(more?.runs ?? [])];
  const next = more ? more.next : page.next;
  const kinds = [...new Set(known.map((run) => run.kind))].sort();
  const older = async () => {
    try {
      const answer = await get<Page<Run>>(withQuery('/runs', { limit: kPage, cursor: next ?? null }));
      setMore({ runs: [...(more?.runs ?? []), ...answer.items], next: answer.next ?? null });
    } catch (error) {
      sayProblem(error);
    }
  };
  return (
    <>
      {kinds.length > 1 && (
        <div>
          <Segments label="Kind of run" value={kind} onPick={(value) => setQuery({ kind: value === 'all' ? null : value })}
            choices={[{ value: 'all', label: 'All' }, ...kinds.map((one) => ({ value: one, label: one }))]} />
        </div>
      )}
      <Card flush><RunTable runs={kind === 'all' ? known : known.filter((run) => run.kind === kind)} /></Card>
      {next && <div><Button onClick={() => void older()}>Show older runs</Button></div>}
    </>
  );
}
