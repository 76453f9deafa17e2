// SPDX-License-Identifier: Apache-2.0
// Slide the threshold: alerts a day against attacks found, on the rates that test rows showed.
import { useMemo, useState } from 'preact/hooks';
import type { ModelDetail } from '../../api/types';
import { XyPlot } from '../../charts/xy';
import { Button, Card, Code, Empty, Facts, Stat } from '../../components/basics';
import { TextField } from '../../components/fields';
import { place, setQuery } from '../../app/router';
import { count, figure, percent, sentence } from '../../lib/format';
import { measuredPrevalence, operate, pointAt, sortedPoints, withinBudget, type Workload } from '../../lib/threshold';

function positive(text: string | null, otherwise: number): number {
  const value = Number((text ?? '').replace(/[, ]/g, ''));
  return text !== null && text !== '' && Number.isFinite(value) && value >= 0 ? value : otherwise;
}

function perDay(value: number): string {
  return count(value >= 10 ? Math.round(value) : Number(value.toPrecision(2)));
}

export function ThresholdTab({ model }: { model: ModelDetail }) {
  const points = useMemo(() => sortedPoints(model.curves?.thresholds ?? []), [model]);
  const frozen = model.metrics.threshold ?? null;
  const first = points[0];
  if (!first || frozen === null)
    return <Card><Empty icon="info" title="This model has no threshold">It has no benign class, or its bundle holds no curve of thresholds. Each row is given the class with the highest score.</Empty></Card>;
  return <Explorer model={model} frozen={frozen} points={points} measured={measuredPrevalence(first)} />;
}

function Explorer({ model, points, frozen, measured }: { model: ModelDetail; points: ReturnType<typeof sortedPoints>; frozen: number; measured: number }) {
  const query = place.value.query;
  const exact = points.findIndex((point) => point.frozen === true);
  const start = exact >= 0 ? exact : pointAt(points, frozen);
  const [index, setIndex] = useState(start);
  const load: Workload = {
    flowsPerDay: positive(query.get('flows'), 1_000_000),
    prevalence: Math.min(1, positive(query.get('attacks'), measured * 100) / 100),
  };
  const [budget, setBudget] = useState('');
  const current = points[Math.min(index, points.length - 1)];
  const atFrozen = points[start];
  const all = useMemo(() => points.map((point) => operate(point, load)), [points, load.flowsPerDay, load.prevalence]);
  if (!current || !atFrozen) return null;
  const now = operate(current, load);
  const before = operate(atFrozen, load);
  const most = Math.max(...all.map((one) => one.alertsPerDay));
  const reach = Math.min(most, Math.max(before.alertsPerDay, now.alertsPerDay) * 4) || 1;
  const within = budget === '' ? null : withinBudget(points, load, positive(budget, 0));
  return (
    <div class="sides" style={{ '--side': '27rem' }}>
      <Card title="What the threshold means in a day" note="Rates come from test rows; the numbers a day follow from your traffic.">
        <div class="fields">
          <TextField label="Flows a day" inputMode="numeric" value={query.get('flows') ?? '1000000'} onText={(text) => setQuery({ flows: text })} />
          <TextField label="Attacks among them (%)" inputMode="decimal" value={query.get('attacks') ?? String(Number((measured * 100).toPrecision(3)))} onText={(text) => setQuery({ attacks: text })} help={`${percent(measured)} in the test rows`} />
          <TextField label="Alerts a day I can look at" inputMode="numeric" placeholder="no limit" value={budget} onText={setBudget}
            help={budget === '' ? undefined : within === null ? 'no threshold stays within that' : `from threshold ${figure(points[within]?.threshold, 3)} on`} />
        </div>
        {within !== null && within !== index && <div><Button onClick={() => setIndex(within)}>Go to that threshold</Button></div>}
        <label class="stack tight">
          <span class="row spread"><strong>Threshold {figure(current.threshold, 4)}</strong>{index !== start && <Button class="small" kind="ghost" icon="undo" onClick={() => setIndex(start)}>Back to {figure(frozen, 4)}</Button>}</span>
          <input type="range" min={0} max={points.length - 1} step={1} value={index} aria-label="Threshold" aria-valuetext={`threshold ${figure(current.threshold, 4)}, recall ${percent(now.recall)}, ${perDay(now.alertsPerDay)} alerts a day`} onInput={(event) => setIndex(Number(event.currentTarget.value))} />
          <span class="row spread note"><span>more alerts, more found</span><span>fewer alerts, more missed</span></span>
        </label>
        <div class="stats" style={{ '--stat': '12rem' }}>
          <Stat label="Alerts a day" value={perDay(now.alertsPerDay)} note={`frozen: ${perDay(before.alertsPerDay)}`} />
          <Stat label="False among them" value={perDay(now.falseAlertsPerDay)} note={`frozen: ${perDay(before.falseAlertsPerDay)}`} />
          <Stat label="Recall" value={percent(now.recall)} note={`frozen: ${percent(before.recall)}`} />
          <Stat label="Attacks missed a day" value={perDay(now.missedPerDay)} note={`frozen: ${perDay(before.missedPerDay)}`} />
          <Stat label="Precision" value={percent(now.precision, 1)} note={`frozen: ${percent(before.precision, 1)}`} />
          <Stat label="False-positive rate" value={percent(now.fpr, 3)} note={`frozen: ${percent(before.fpr, 3)}`} />
        </div>
        {index !== start && (
          <p class="note">A version’s threshold is frozen with it. To use another one, train with a fixed threshold:</p>
        )}
        {index !== start && <Code label="command to train with this threshold" text={`vedette train --dataset ${model.summary.dataset} --model ${model.name} --threshold fixed --threshold-value ${current.threshold}`} wrap />}
      </Card>
      <div class="stack">
        <Card>
          <XyPlot title="Alerts a day against recall" x="alerts a day" y="recall" xRange={[0, reach]}
            curves={[{ name: 'thresholds', points: all.filter((one) => one.alertsPerDay <= reach).map((one) => [one.alertsPerDay, one.recall]) }]}
            mark={{ x: now.alertsPerDay, y: now.recall, label: `at ${figure(now.threshold, 3)}` }} />
        </Card>
        <Card title="Promised and realised" note={sentence(model.metrics.threshold_choice?.why ?? '')}>
          <Facts items={[
            ['Frozen threshold', figure(frozen, 6)],
            ['False positives promised', percent(model.metrics.fpr_promised)],
            ['False positives realised', percent(model.metrics.fpr_realised)],
            ['Recall promised', percent(model.metrics.threshold_choice?.promised_recall)],
            ['Recall realised', percent(model.metrics.recall)],
          ]} />
        </Card>
      </div>
    </div>
  );
}
