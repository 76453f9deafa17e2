// SPDX-License-Identifier: Apache-2.0
import type { Overview } from '../../api/types';
import { to } from '../../app/router';
import { LinkButton, Time } from '../../components/basics';
import { Light } from '../../components/status';
import { count, figure, percent, words } from '../../lib/format';

/** A model in use: how good it was on sealed rows, and what it sees now. */
export function ModelCard({ model }: { model: Overview['models'][number] }) {
  const { metrics, predictions } = model;
  return (
    <article class="model-card">
      <div class="model-card-head">
        <div>
          <h3><a class="model-card-name" href={to(['models', model.name])}>{model.name}</a> <span class="muted nums">version {model.version}</span></h3>
          <p class="note">{words(model.learner)}, made <Time at={model.created_at} /></p>
        </div>
        <a href={to(['drift'], { model: model.name })}><Light colour={model.drift ?? 'none'} /></a>
      </div>
      <dl class="mini-stats">
        <div><dt>PR-AUC</dt><dd>{figure(metrics.pr_auc, 3)}</dd></div>
        <div><dt>Recall</dt><dd>{percent(metrics.recall, 1)}</dd></div>
        <div><dt>False positives</dt><dd>{percent(metrics.fpr_realised)}</dd></div>
        <div><dt>Scored</dt><dd>{count(predictions.total)}</dd></div>
        <div><dt>Attacks</dt><dd>{count(predictions.attacks)}</dd></div>
      </dl>
      <div class="row wrap">
        <LinkButton href={to(['predict'], { model: model.name })} icon="predict">Predict</LinkButton>
        <LinkButton href={to(['models', model.name], { tab: 'threshold' })} kind="ghost">Threshold</LinkButton>
        <LinkButton href={to(['drift'], { model: model.name })} kind="ghost">Drift</LinkButton>
      </div>
    </article>
  );
}
