// SPDX-License-Identifier: Apache-2.0
// Who did what: each entry is chained to the one before, so that none can be changed unseen.
import { useEffect, useState } from 'preact/hooks';
import { get, withQuery } from '../../api/client';
import { asProblem, type Problem } from '../../api/problem';
import type { AuditEntry, AuditPage } from '../../api/types';
import { Badge, Button, Card, Empty, Skeleton, Time } from '../../components/basics';
import { ProblemPanel } from '../../components/problem_panel';
import { words } from '../../lib/format';
import { TableScroll } from '../../components/table_scroll';

const kPage = 100;

export function AuditTab() {
  const [items, setItems] = useState<AuditEntry[] | null>(null);
  const [next, setNext] = useState<AuditPage['next']>(null);
  const [intact, setIntact] = useState(true);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = async (cursor: AuditPage['next']) => {
    try {
      const page = await get<AuditPage>(withQuery('/audit', { limit: kPage, cursor }));
      setItems((known) => [...(cursor ? known ?? [] : []), ...page.items]);
      setNext(page.next);
      setIntact(page.intact);
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  useEffect(() => void load(null), []);
  if (problem) return <ProblemPanel problem={problem} retry={() => { setProblem(null); void load(null); }} />;
  if (!items) return <Skeleton lines={8} />;
  return (
    <>
      <Card title="Audit log" flush note="Newest first. Each entry holds the hash of the one before."
        actions={intact ? <Badge tone="good" icon="check">chain intact</Badge> : <Badge tone="bad" icon="cross">the chain is broken: entries were changed or removed</Badge>}>
        {items.length === 0 ? <Empty title="No entry yet">Changes to models, data, users and tokens are written here.</Empty> : (
          <TableScroll label="Audit log">
            <table class="folds">
              <thead><tr><th scope="col">Action</th><th scope="col">Target</th><th scope="col">Outcome</th><th scope="col">Who</th><th scope="col">From</th><th scope="col">When</th></tr></thead>
              <tbody>
                {items.map((entry) => (
                  <tr key={entry.seq}>
                    <th scope="row">{words(entry.action)}<span class="sub">{entry.detail}</span></th>
                    <td data-label="Target">{entry.target || '–'}</td>
                    <td data-label="Outcome">{entry.outcome === 'ok' ? <Badge tone="good" icon="check">{entry.outcome}</Badge> : <Badge tone="warn" icon="warning">{entry.outcome}</Badge>}</td>
                    <td data-label="Who">{entry.actor || '–'}</td>
                    <td data-label="From">{entry.peer || '–'}</td>
                    <td data-label="When"><Time at={entry.time} exact /></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        )}
      </Card>
      {next && <div><Button onClick={() => void load(next)}>Show older entries</Button></div>}
    </>
  );
}
