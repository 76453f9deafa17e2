// SPDX-License-Identifier: Apache-2.0
// One run: where it stands, what it says, what came of it.
import { useEffect, useState } from 'preact/hooks';
import { path, send } from '../api/client';
import type { Progress, Run, RunDetail } from '../api/types';
import { onEvents } from '../app/live';
import { patch, useGet } from '../app/resource';
import { to } from '../app/router';
import type { PageProps } from '../app/routes';
import { may } from '../app/session';
import { say, sayProblem } from '../app/toasts';
import { Bar, Button, Card, clock, Facts, LinkButton, Time } from '../components/basics';
import { confirm } from '../components/dialog';
import { PageHead } from '../components/page';
import { Loaded } from '../components/problem_panel';
import { RunState } from '../components/status';
import { count, duration, measure, words } from '../lib/format';
import { LogView } from './run/log_view';
import { Report } from './run/report';
import { Timeline } from './run/timeline';
import { runSeconds } from './overview/run_table';

export function isOver(run: Run): boolean {
  return run.state !== 'running' && run.state !== 'waiting';
}

async function cancel(run: Run): Promise<void> {
  if (!(await confirm({ title: `Cancel this ${run.kind}?`, text: <p>A training that has a candidate by then keeps the best so far.</p>, action: 'Cancel the run', danger: true }))) return;
  try {
    await send<Run>('POST', `/runs${path(run.id, 'cancel')}`);
    say('The run was asked to stop');
  } catch (error) {
    sayProblem(error);
  }
}

export default function RunPage({ params }: PageProps) {
  const id = params['id'] ?? '';
  const address = `/runs${path(id)}`;
  const run = useGet<RunDetail>(address);
  // A change of this run is asked for; progress comes with its event.
  useEffect(() => onEvents(['run.changed', 'run.progress'], (name, data) => {
    const event = data as ({ id?: string } & Progress) | null;
    if (name === 'run.progress') {
      if (event?.id === id) patch<RunDetail>(address, (known) => ({ ...known, progress: { what: event.what, done: event.done, total: event.total } }));
    } else if (!event || event.id === undefined || event.id === id) run.reload();
  }), [id]);
  return <Loaded from={run} lines={10}>{(data) => <Body run={data} />}</Loaded>;
}

function Body({ run }: { run: RunDetail }) {
  const over = isOver(run);
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (over) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [over]);
  const took = over ? runSeconds(run) : runSeconds({ started_at: run.started_at, ended_at: Math.max(now, clock.value) * 1e6 });
  const model = run.kind === 'train' && run.state === 'done' ? run.name : null;
  return (
    <>
      <PageHead title={`${run.kind} ${run.name}`} up={{ href: '/runs', title: 'Runs' }}
        note={<><RunState state={run.state} /><span>started <Time at={run.started_at} />, {over ? 'took' : 'runs for'} {duration(took)}</span><span class="faint mono">{run.id}</span></>}
        actions={
          <>
            {run.cancellable && may('train') && <Button icon="stop" onClick={() => void cancel(run)}>Cancel</Button>}
            {model && <LinkButton kind="primary" icon="models" href={to(['models', model], { tab: 'versions' })}>Go to the model</LinkButton>}
          </>
        } />
      {!over && run.progress && <ProgressCard progress={run.progress} />}
      <Card title="Stages"><Timeline run={run} now={now} /></Card>
      {run.report && <Report report={run.report} />}
      <LogView run={run} over={over} />
      {Object.keys(run.parameters ?? {}).length > 0 && (
        <Card title="Parameters"><Facts items={flattened(run.parameters ?? {})} /></Card>
      )}
    </>
  );
}

/** Options under their own names, those of a learner behind its name. */
function flattened(parameters: object, prefix = ''): [string, string][] {
  return Object.entries(parameters).flatMap(([name, value]): [string, string][] => {
    if (typeof value !== 'object' || value === null) return [[words(prefix + name), measure(value)]];
    return flattened(value, name === 'options' || name === 'learner_options' ? '' : `${prefix}${name}: `);
  });
}

function ProgressCard({ progress }: { progress: Progress }) {
  const share = progress.total > 0 ? progress.done / progress.total : 0;
  return (
    <Card>
      <div class="row spread"><strong>{progress.what}</strong><span class="nums muted">{progress.total > 0 ? `${count(progress.done)} of ${count(progress.total)}` : count(progress.done)}</span></div>
      <Bar share={share} label={`${progress.what}: ${Math.round(share * 100)} %`} />
    </Card>
  );
}
