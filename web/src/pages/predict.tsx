// SPDX-License-Identifier: Apache-2.0
// Verdicts on one row from a form, or on a file, a pasted table or a capture.
import type { ModelDetail, ModelEntry, Page } from '../api/types';
import { path } from '../api/client';
import { useGet } from '../app/resource';
import { place, setQuery, to } from '../app/router';
import { Badge, Card, Code, Empty, LinkButton } from '../components/basics';
import { SelectField } from '../components/fields';
import { PageHead } from '../components/page';
import { Loaded } from '../components/problem_panel';
import { Tabs } from '../components/tabs';
import { figure, words } from '../lib/format';
import { Batch } from './predict/batch';
import { OneRow } from './predict/one_row';

/** Every version that can be asked, the champions first and by their bare names. */
function choices(models: ModelEntry[]) {
  const champions = models.filter((model) => model.champion !== null).map((model) => ({ value: model.name, label: `${model.name} (champion, version ${model.champion})` }));
  const others = models.flatMap((model) =>
    model.versions.filter((version) => version.version !== model.champion)
      .map((version) => ({ value: `${model.name}@${version.version}`, label: `${model.name}@${version.version}${version.aliases.length > 0 ? ` (${version.aliases.join(', ')})` : ''}` })));
  return [...champions, ...others];
}

export default function PredictPage() {
  const models = useGet<Page<ModelEntry>>('/models', { refreshOn: ['model.changed'] });
  return (
    <>
      <PageHead title="Predict" note="Verdicts with their reasons, from the same scorer as the command line." />
      <Loaded from={models} lines={10}>
        {(page) => (page.items.length === 0 ? <NoModel /> : <Predictor models={page.items} />)}
      </Loaded>
    </>
  );
}

function NoModel() {
  return (
    <Card>
      <Empty icon="models" title="There is no model to ask yet" action={<LinkButton href="/runs/new" kind="primary">Start a training</LinkButton>}>
        Train one on a data set, or import a bundle on the page of models.
        <Code label="command to train" text="vedette train --dataset lan --model lan" />
      </Empty>
    </Card>
  );
}

function Predictor({ models }: { models: ModelEntry[] }) {
  const all = choices(models);
  const asked = place.value.query.get('model');
  const current = all.find((choice) => choice.value === asked)?.value ?? asked ?? all[0]?.value ?? '';
  const options = all.some((choice) => choice.value === current) ? all : [{ value: current, label: current }, ...all];
  const detail = useGet<ModelDetail>(`/models${path(current)}`, { refreshOn: ['model.changed'] });
  return (
    <>
      <Card>
        <div class="row wrap end spread">
          <div style={{ width: 'min(24rem, 100%)' }}>
            <SelectField label="Model" value={current} choices={options} onPick={(model) => setQuery({ model })} />
          </div>
          {detail.data && (
            <div class="row wrap">
              <Badge>{words(detail.data.learner)}</Badge>
              <Badge>{detail.data.features.length} features</Badge>
              <ClassBadge classes={detail.data.classes} />
              {detail.data.metrics.threshold !== null && <Badge>threshold {figure(detail.data.metrics.threshold, 3)}</Badge>}
              <a href={to(['models', current])}>Details</a>
            </div>
          )}
        </div>
      </Card>
      <Loaded from={detail} lines={10}>
        {(model) => (
          <Tabs label="Kind of input" tabs={[
            { key: 'row', title: 'One row', show: () => <OneRow key={current} model={model} name={current} /> },
            { key: 'file', title: 'File or text', show: () => <Batch key={current} model={model} name={current} /> },
          ]} />
        )}
      </Loaded>
    </>
  );
}

const kNamedClasses = 4;

function ClassBadge({ classes }: { classes: string[] }) {
  return classes.length <= kNamedClasses
    ? <Badge>{classes.join(' / ')}</Badge>
    : <Badge title={classes.join(', ')}>{classes.length} classes</Badge>;
}
