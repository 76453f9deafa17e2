// SPDX-License-Identifier: Apache-2.0
// What a run leaves: the figures of a training in short, the rest as it is.
import type { Metrics, RunDetail } from '../../api/types';
import { Card, Code, Disclosure, Stat } from '../../components/basics';
import { count, figure, percent, words } from '../../lib/format';

type TrainReport = NonNullable<RunDetail['report']>;

function metricsOf(report: TrainReport): Partial<Metrics> | null {
  const found = report['metrics'];
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Partial<Metrics>) : null;
}

export function Report({ report }: { report: TrainReport }) {
  const metrics = metricsOf(report);
  const learner = report['learner'];
  return (
    <Card title="Report">
      {metrics && (
        <div class="stats">
          {typeof learner === 'string' && <Stat label="Learner" value={words(learner)} />}
          <Stat label="PR-AUC" value={figure(metrics.pr_auc)} />
          <Stat label="Recall" value={percent(metrics.recall)} />
          <Stat label="False positives" value={percent(metrics.fpr_realised)} note={metrics.fpr_promised ? `promised ${percent(metrics.fpr_promised)}` : undefined} />
          <Stat label="Macro F1" value={figure(metrics.macro_f1)} />
          <Stat label="Test rows" value={count(metrics.rows)} />
        </div>
      )}
      <Disclosure title="Everything, as JSON"><Code label="report" text={JSON.stringify(report, null, 2)} /></Disclosure>
    </Card>
  );
}
