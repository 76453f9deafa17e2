// SPDX-License-Identifier: Apache-2.0
// Figures on sealed test rows, each with its interval.
import type { CurvePoint, Interval, ModelDetail } from '../../api/types';
import { XyPlot } from '../../charts/xy';
import { Card, Stat } from '../../components/basics';
import { count, figure, percent } from '../../lib/format';
import { ConfusionMatrix } from './confusion';
import { TableScroll } from '../../components/table_scroll';

function shares(interval: Interval | null | undefined): string | undefined {
  return interval ? `${percent(interval[0], 1)} to ${percent(interval[1], 1)}` : undefined;
}

function figures(interval: Interval | null | undefined): string | undefined {
  return interval ? `${figure(interval[0], 3)} to ${figure(interval[1], 3)}` : undefined;
}

export function QualityTab({ model }: { model: ModelDetail }) {
  const m = model.metrics;
  const binary = m.threshold !== null;
  const broken = (m.fpr_realised ?? 0) > (m.fpr_promised ?? 1) * 1.5;
  return (
    <>
      <p class="muted">Measured once on {count(m.rows)} sealed test rows (split: {model.summary.split ?? 'unknown'}). Ranges are 95 % intervals.</p>
      <div class="stats" style={{ '--stat': '14rem' }}>
        <Stat label="PR-AUC" value={figure(m.pr_auc)} note={figures(m.pr_auc_interval)} />
        <Stat label="ROC-AUC" value={figure(m.roc_auc)} note={figures(m.roc_auc_interval)} />
        {binary && <Stat label="Recall" value={percent(m.recall)} note={shares(m.recall_interval)} />}
        {binary && <Stat label="False positives, realised" value={percent(m.fpr_realised)} note={shares(m.fpr_interval)} tone={broken ? 'warn' : 'plain'} />}
        {binary && <Stat label="False positives, promised" value={percent(m.fpr_promised)} note="on validation rows" />}
        <Stat label="Macro F1" value={figure(m.macro_f1)} />
        <Stat label="Accuracy" value={percent(m.accuracy)} note={shares(m.accuracy_interval)} />
        <Stat label="Calibration error" value={figure(m.calibration_error)} note="0 is perfect" />
      </div>
      <div class="grid" style={{ '--least': '24rem' }}>
        <Card title="Confusion matrix" note="Rows: what they were. Columns: what the model said."><ConfusionMatrix confusion={m.confusion} /></Card>
        <Card title="Classes" flush><ClassTable model={model} /></Card>
      </div>
      {model.curves && <Curves model={model} />}
    </>
  );
}

function ClassTable({ model }: { model: ModelDetail }) {
  return (
    <TableScroll label="Figures by class">
      <table>
        <thead><tr><th scope="col">Class</th><th scope="col" class="num">Rows</th><th scope="col" class="num">Precision</th><th scope="col" class="num">Recall</th><th scope="col" class="num">F1</th></tr></thead>
        <tbody>
          {model.metrics.per_class.map((one) => (
            <tr key={one.name}>
              <th scope="row">{one.name}</th>
              <td class="num">{count(one.rows)}</td>
              <td class="num">{percent(one.precision)}<span class="sub">{shares(one.precision_interval)}</span></td>
              <td class="num">{percent(one.recall)}<span class="sub">{shares(one.recall_interval)}</span></td>
              <td class="num">{figure(one.f1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Curves({ model }: { model: ModelDetail }) {
  const curves = model.curves;
  if (!curves) return null;
  const threshold = model.metrics.threshold;
  const near = (points: CurvePoint[]) => {
    if (threshold === null || points.length === 0) return undefined;
    const best = points.reduce((a, b) => (Math.abs(b[2] - threshold) < Math.abs(a[2] - threshold) ? b : a));
    return { x: best[0], y: best[1], label: 'at the threshold' };
  };
  return (
    <div class="grid" style={{ '--least': '20rem' }}>
      {curves.roc.length > 0 && (
        <Card><XyPlot title="ROC" x="false-positive rate" y="recall" curves={[{ name: 'model', points: curves.roc.map(([a, b]) => [a, b]) }]} guide={[[0, 0], [1, 1]]} mark={near(curves.roc)} /></Card>
      )}
      {curves.pr.length > 0 && (
        <Card><XyPlot title="Precision and recall" x="recall" y="precision" curves={[{ name: 'model', points: curves.pr.map(([a, b]) => [a, b]) }]} mark={near(curves.pr)} /></Card>
      )}
      {curves.calibration.length > 0 && (
        <Card><XyPlot title="Calibration" x="mean score" y="share that were attacks" guide={[[0, 0], [1, 1]]}
          curves={[{ name: 'model', dots: true, points: curves.calibration.map((bin) => [bin.mean_score, bin.share]) }]} /></Card>
      )}
    </div>
  );
}
