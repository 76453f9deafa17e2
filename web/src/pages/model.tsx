// SPDX-License-Identifier: Apache-2.0
// One model version: how good it is, what its threshold means, what it looks at, what it was made from.
import { path } from '../api/client';
import type { ModelDetail, ModelEntry, Page } from '../api/types';
import { useGet } from '../app/resource';
import { to } from '../app/router';
import type { PageProps } from '../app/routes';
import { Badge, LinkButton, Time } from '../components/basics';
import { PageHead } from '../components/page';
import { Loaded } from '../components/problem_panel';
import { Tabs } from '../components/tabs';
import { bytes, words } from '../lib/format';
import { CardTab } from './model/card_tab';
import { ContendersTab } from './model/contenders_tab';
import { FeaturesTab } from './model/features_tab';
import { QualityTab } from './model/quality_tab';
import { ThresholdTab } from './model/threshold_tab';
import { VersionsTab } from './model/versions_tab';

export default function ModelPage({ params }: PageProps) {
  const ref = params['ref'] ?? '';
  const name = ref.split('@')[0] ?? ref;
  const detail = useGet<ModelDetail>(`/models${path(ref)}`, { refreshOn: ['model.changed'] });
  const models = useGet<Page<ModelEntry>>('/models', { refreshOn: ['model.changed'] });
  const versions = models.data?.items.find((model) => model.name === name)?.versions ?? [];
  const version = detail.data;
  const exact = version ? `${version.name}@${version.version}` : ref;
  return (
    <>
      <PageHead title={version ? `${version.name}, version ${version.version}` : ref} up={{ href: '/models', title: 'Models' }}
        note={version && (
          <>
            {version.aliases.map((alias) => <Badge key={alias} tone={alias === 'champion' ? 'accent' : 'plain'} icon={alias === 'champion' ? 'star' : undefined}>{alias}</Badge>)}
            <span>{words(version.learner)}, {bytes(version.bytes)}, made <Time at={version.created_at} />{version.summary.dataset && <> from <a href={to(['data', version.summary.dataset])}>{version.summary.dataset}</a></>}</span>
          </>
        )}
        actions={version && (
          <>
            <LinkButton href={`/api/v1/models${path(exact)}/bundle`} icon="download" download={`${version.name}-${version.version}.tar`}>Export</LinkButton>
            <LinkButton href={to(['predict'], { model: exact })} kind="primary" icon="predict">Predict</LinkButton>
          </>
        )} />
      <Loaded from={detail} lines={12}>
        {(model) => (
          <Tabs label="About the model" tabs={[
            { key: 'quality', title: 'Quality', show: () => <QualityTab model={model} /> },
            { key: 'threshold', title: 'Threshold', show: () => <ThresholdTab model={model} /> },
            { key: 'features', title: 'Features', count: model.features.length, show: () => <FeaturesTab model={model} /> },
            { key: 'contenders', title: 'Contenders', show: () => <ContendersTab model={model} /> },
            { key: 'card', title: 'Card', show: () => <CardTab model={model} /> },
            { key: 'versions', title: 'Versions', count: versions.length || undefined, show: () => <VersionsTab model={model} versions={versions} /> },
          ]} />
        )}
      </Loaded>
    </>
  );
}
