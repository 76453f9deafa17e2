// SPDX-License-Identifier: Apache-2.0
// All models, with the version in use of each.
import { useState } from 'preact/hooks';
import type { ModelEntry, Page, Version } from '../api/types';
import { useGet } from '../app/resource';
import { go, to } from '../app/router';
import { may } from '../app/session';
import { Badge, Button, Card, Code, Empty, LinkButton, Time } from '../components/basics';
import { PageHead } from '../components/page';
import { Loaded } from '../components/problem_panel';
import { bytes, count, figure, percent, words } from '../lib/format';
import { ImportDialog } from './model/import_dialog';
import { TableScroll } from '../components/table_scroll';

export default function ModelsPage() {
  const models = useGet<Page<ModelEntry>>('/models', { refreshOn: ['model.changed'] });
  const [importing, setImporting] = useState(false);
  return (
    <>
      <PageHead title="Models" note="Each training that publishes adds a version; the champion answers by the bare name." actions={may('train') && (
        <>
          <Button icon="upload" onClick={() => setImporting(true)}>Import bundle</Button>
          <LinkButton href="/runs/new" kind="primary" icon="plus">Start a training</LinkButton>
        </>
      )} />
      <Loaded from={models} lines={6}>{(page) => <ModelTable models={page.items} />}</Loaded>
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </>
  );
}

/** The version that answers, or the newest while there is no champion. */
function shownVersion(model: ModelEntry): Version | undefined {
  return model.versions.find((version) => version.version === model.champion) ?? model.versions[0];
}

function ModelTable({ models }: { models: ModelEntry[] }) {
  if (models.length === 0)
    return (
      <Card>
        <Empty icon="models" title="No models yet" action={<LinkButton href="/runs/new" kind="primary">Start a training</LinkButton>}>
          Train on a data set, or import a bundle that another Vedette made.
          <Code label="command to train" text="vedette train --dataset lan --model lan" />
        </Empty>
      </Card>
    );
  return (
    <Card flush>
      <TableScroll label="Models">
        <table class="folds">
          <thead>
            <tr>
              <th scope="col">Model</th><th scope="col">Learner</th><th scope="col">Data</th><th scope="col" class="num">PR-AUC</th>
              <th scope="col" class="num">Recall</th><th scope="col" class="num">False positives</th><th scope="col" class="num">Macro F1</th><th scope="col" class="num">Size</th><th scope="col">Made</th>
            </tr>
          </thead>
          <tbody>{models.map((model) => <ModelRow key={model.name} model={model} />)}</tbody>
        </table>
      </TableScroll>
    </Card>
  );
}

function ModelRow({ model }: { model: ModelEntry }) {
  const version = shownVersion(model);
  if (!version) return null;
  const { metrics, dataset, rows, damage } = version.summary;
  return (
    <tr class="link" onClick={(event) => event.target instanceof HTMLTableCellElement && go(to(['models', model.name]))}>
      <th scope="row">
        <a href={to(['models', model.name])}>{model.name}</a>{' '}
        {model.champion === null ? <Badge tone="warn">no champion</Badge> : <Badge tone="accent" icon="star">version {model.champion}</Badge>}
        {damage && <Badge tone="bad" icon="cross" title={damage}>damaged</Badge>}
        <span class="sub">{model.versions.length === 1 ? '1 version' : `${model.versions.length} versions`}</span>
      </th>
      <td data-label="Learner">{words(version.learner)}</td>
      <td data-label="Data">{dataset ? <><a href={to(['data', dataset])}>{dataset}</a><span class="sub">{count(rows)} rows</span></> : '–'}</td>
      <td class="num" data-label="PR-AUC">{figure(metrics?.pr_auc)}</td>
      <td class="num" data-label="Recall">{percent(metrics?.recall)}</td>
      <td class="num" data-label="False positives">{percent(metrics?.fpr_realised)}</td>
      <td class="num" data-label="Macro F1">{figure(metrics?.macro_f1)}</td>
      <td class="num" data-label="Size">{bytes(version.bytes)}</td>
      <td data-label="Made"><Time at={version.created_at} /></td>
    </tr>
  );
}
