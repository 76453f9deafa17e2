// SPDX-License-Identifier: Apache-2.0
// The first page: is all well, what is in use, what happened lately.
import { useMemo } from 'preact/hooks';
import type { Overview } from '../api/types';
import { useGet } from '../app/resource';
import { to } from '../app/router';
import { Card, Code, Empty, LinkButton, Stat } from '../components/basics';
import { Loaded } from '../components/problem_panel';
import { PageHead } from '../components/page';
import { count, plural } from '../lib/format';
import { ModelCard } from './overview/model_card';
import { FindingList } from './overview/findings';
import { RunTable } from './overview/run_table';
import { Traffic } from './overview/traffic';

export default function OverviewPage() {
  const overview = useGet<Overview>('/overview', { refreshOn: ['run.changed', 'model.changed', 'dataset.changed'] });
  return (
    <>
      <PageHead title="Overview" actions={<LinkButton href="/predict" kind="primary" icon="predict">Predict</LinkButton>} />
      <Loaded from={overview} lines={12}>{(data) => <Body data={data} />}</Loaded>
    </>
  );
}

function Body({ data }: { data: Overview }) {
  const sums = useMemo(() => ({
    total: data.models.reduce((sum, model) => sum + model.predictions.total, 0),
    attacks: data.models.reduce((sum, model) => sum + model.predictions.attacks, 0),
    rejected: data.models.reduce((sum, model) => sum + model.predictions.rejected, 0),
    rows: data.datasets.reduce((sum, set) => sum + set.rows, 0),
    quarantined: data.datasets.reduce((sum, set) => sum + set.quarantined, 0),
  }), [data]);
  const running = data.runs.filter((run) => run.state === 'running' || run.state === 'waiting').length;
  if (data.models.length === 0 && data.datasets.length === 0) return <FirstSteps />;
  return (
    <>
      <div class="stats">
        <Stat label="Models in use" value={count(data.models.length)} href="/models" />
        <Stat label="Rows scored" value={count(sums.total)} note="since the server started" href="/predict" />
        <Stat label="Attacks found" value={count(sums.attacks)} tone={sums.attacks > 0 ? 'bad' : 'plain'} note="among them" href="/predict" />
        <Stat label="Rows rejected" value={count(sums.rejected)} tone={sums.rejected > 0 ? 'warn' : 'plain'} note="could not be read" href="/drift" />
        <Stat label="Rows stored" value={count(sums.rows)} note={plural(data.datasets.length, 'data set')} href="/data" />
        <Stat label="In quarantine" value={count(sums.quarantined)} tone={sums.quarantined > 0 ? 'warn' : 'plain'} note="rows set aside" href="/data" />
      </div>
      <section class="stack tight" aria-labelledby="in-use">
        <h2 id="in-use">Models in use</h2>
        {data.models.length === 0 ? (
          <Card>
            <Empty icon="models" title="No model yet" action={<LinkButton href="/runs/new" kind="primary">Start a training</LinkButton>}>
              There is data to learn from. A training compares several learners and keeps the best.
            </Empty>
          </Card>
        ) : (
          <div class="grid equal" style={{ '--least': '22rem' }}>{data.models.map((model) => <ModelCard key={model.name} model={model} />)}</div>
        )}
      </section>
      <Traffic traffic={data.traffic} />
      <div class="grid" style={{ '--least': '26rem' }}>
        <Card title="Recent runs" flush actions={<a href="/runs">{running > 0 ? `${running} running` : 'All runs'}</a>}>
          <RunTable runs={data.runs} />
        </Card>
        <Card title="Data health" actions={<a href="/data">All data sets</a>}>
          <FindingList findings={data.findings ?? []} />
          {sums.quarantined > 0 && (
            <p class="note">
              {plural(sums.quarantined, 'row')} in quarantine:{' '}
              {data.datasets.filter((set) => set.quarantined > 0).map((set, index) => (
                <>{index > 0 && ', '}<a key={set.name} href={to(['data', set.name], { tab: 'quarantine' })}>{set.name}</a></>
              ))}
            </p>
          )}
        </Card>
      </div>
    </>
  );
}

function FirstSteps() {
  return (
    <Card title="First steps" note="Nothing is stored here yet. Three steps lead to the first verdict.">
      <ol class="steps">
        <li>
          <div class="stack tight">
            <h3>Bring rows</h3>
            <p>A table (CSV, JSON Lines), a capture (pcap) or a log of Zeek, Suricata, Argus. <a href="/data?upload=1">Upload a file</a>, or:</p>
            <Code label="command to ingest" text="vedette ingest --dataset lan --schema flows --option labels=day.labels.csv day.pcap" />
          </div>
        </li>
        <li>
          <div class="stack tight">
            <h3>Train a model</h3>
            <p>Several learners are compared without leakage, and the best is kept. <a href="/runs/new">Start a training</a>, or:</p>
            <Code label="command to train" text="vedette train --dataset lan --model lan --split time" />
          </div>
        </li>
        <li>
          <div class="stack tight">
            <h3>Predict</h3>
            <p>Fill in a row, paste a table or drop a capture. <a href="/predict">Predict</a>, or:</p>
            <Code label="command to predict" text="vedette predict --model lan other.pcap > verdicts.csv" />
          </div>
        </li>
      </ol>
    </Card>
  );
}
