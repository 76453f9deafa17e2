// SPDX-License-Identifier: Apache-2.0
import type { Run } from '../../api/types';
import { go, to } from '../../app/router';
import { Empty, Time } from '../../components/basics';
import { RunState } from '../../components/status';
import { duration, toDate } from '../../lib/format';
import { TableScroll } from '../../components/table_scroll';

export function runSeconds(run: { started_at: Run['started_at']; ended_at: Run['ended_at'] }): number | null {
  const from = toDate(run.started_at);
  const until = toDate(run.ended_at);
  return from && until ? (until.getTime() - from.getTime()) / 1000 : null;
}

/** What a run last said about itself. */
export function runMessage(run: Run): string {
  return [...run.stages].reverse().find((stage) => stage.message !== '')?.message ?? '';
}

export function RunTable({ runs }: { runs: Run[] }) {
  if (runs.length === 0)
    return <Empty icon="runs" title="No runs yet">Ingesting, validating and training leave a run each, with its log.</Empty>;
  return (
    <TableScroll label="Runs">
      <table class="folds">
        <thead><tr><th scope="col">Run</th><th scope="col">State</th><th scope="col">Started</th><th scope="col" class="num">Took</th></tr></thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id} class="link" onClick={(event) => event.target instanceof HTMLTableCellElement && go(to(['runs', run.id]))}>
              <th scope="row"><a href={to(['runs', run.id])}>{run.kind} {run.name}</a><span class="sub">{runMessage(run)}</span></th>
              <td data-label="State"><RunState state={run.state} /></td>
              <td data-label="Started"><Time at={run.started_at} /></td>
              <td class="num" data-label="Took">{duration(runSeconds(run))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
