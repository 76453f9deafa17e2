// SPDX-License-Identifier: Apache-2.0
// Two versions beside each other: figures, curves, and everything that was made differently.
import { path } from '../api/client';
import type { Json, ModelDetail, ModelEntry, Page } from '../api/types';
import { XyPlot } from '../charts/xy';
import { useGet } from '../app/resource';
import { place, setQuery, to } from '../app/router';
import { Button, Card, Empty } from '../components/basics';
import { SelectField } from '../components/fields';
import { PageHead } from '../components/page';
import { Loaded } from '../components/problem_panel';
import { measure, sentence, signed, words } from '../lib/format';
import { TableScroll } from '../components/table_scroll';

interface Sides {
  left: Json;
  right: Json;
  change?: number;
}

type Diff = Record<string, Json>;

const kMetrics = ['pr_auc', 'roc_auc', 'recall', 'fpr_realised', 'macro_f1', 'accuracy', 'balanced_accuracy', 'log_loss', 'calibration_error', 'threshold', 'false_alarms_per_million', 'rows'];
const kLessIsBetter = new Set(['fpr_realised', 'log_loss', 'calibration_error', 'false_alarms_per_million', 'fpr_promised']);
const kNeutral = new Set(['threshold', 'rows', 'fpr_promised']);

function sidesOf(diff: Diff, section: string): [string, Sides][] {
  const members = diff[section];
  if (typeof members !== 'object' || members === null || Array.isArray(members)) return [];
  return Object.entries(members).filter((entry): entry is [string, Json & Sides] =>
    typeof entry[1] === 'object' && entry[1] !== null && 'left' in entry[1] && 'right' in entry[1]);
}

export default function ComparePage() {
  const query = place.value.query;
  const left = query.get('left') ?? '';
  const right = query.get('right') ?? '';
  const models = useGet<Page<ModelEntry>>('/models');
  const refs = (models.data?.items ?? []).flatMap((model) => model.versions.map((version) => `${version.name}@${version.version}`));
  const choices = [{ value: '', label: 'Choose a version' }, ...refs.map((ref) => ({ value: ref, label: ref }))];
  const ready = left !== '' && right !== '';
  const diff = useGet<Diff>(ready ? `/models${path(left, 'compare', right)}` : null);
  return (
    <>
      <PageHead title="Compare models" up={{ href: '/models', title: 'Models' }} />
      <Card>
        <div class="row wrap end">
          <div style={{ width: '16rem' }}><SelectField label="Left" value={left} choices={choices} onPick={(value) => setQuery({ left: value })} /></div>
          <Button icon="swap" aria-label="Change sides" onClick={() => setQuery({ left: right, right: left })} />
          <div style={{ width: '16rem' }}><SelectField label="Right" value={right} choices={choices} onPick={(value) => setQuery({ right: value })} /></div>
        </div>
      </Card>
      {!ready && <Card><Empty icon="swap" title="Choose two versions">Their figures and everything that was made differently are put side by side.</Empty></Card>}
      {ready && <Loaded from={diff} lines={10}>{(found) => <Difference diff={found} left={left} right={right} />}</Loaded>}
    </>
  );
}

function Difference({ diff, left, right }: { diff: Diff; left: string; right: string }) {
  const metrics = sidesOf(diff, 'metrics').sort(([a], [b]) => rankOf(a) - rankOf(b));
  const sections = Object.keys(diff).filter((section) => section !== 'metrics' && sidesOf(diff, section).length > 0);
  return (
    <>
      <div class="grid" style={{ '--least': '34rem' }}>
        <Card title="Figures on test rows" flush>
          <TableScroll label="Figures of both">
            <table class="breaks">
              <thead><tr><th scope="col">Figure</th><th scope="col" class="num"><a href={to(['models', left])}>{left}</a></th><th scope="col" class="num"><a href={to(['models', right])}>{right}</a></th><th scope="col" class="num">Change</th></tr></thead>
              <tbody>{metrics.map(([name, sides]) => <MetricRow key={name} name={name} sides={sides} />)}</tbody>
            </table>
          </TableScroll>
        </Card>
        <Curves left={left} right={right} />
      </div>
      {sections.map((section) => (
        <Card key={section} title={sentence(words(section))} flush>
          <TableScroll label={section} low>
            <table class="breaks">
              <thead><tr><th scope="col">What</th><th scope="col">{left}</th><th scope="col">{right}</th></tr></thead>
              <tbody>
                {sidesOf(diff, section).map(([name, sides]) => (
                  <tr key={name}><th scope="row">{name}</th><td>{valueText(sides.left)}</td><td>{valueText(sides.right)}</td></tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </Card>
      ))}
    </>
  );
}

function rankOf(name: string): number {
  const at = kMetrics.indexOf(name);
  return at < 0 ? kMetrics.length : at;
}

function valueText(value: Json): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : measure(value);
}

function MetricRow({ name, sides }: { name: string; sides: Sides }) {
  const change = sides.change ?? 0;
  const better = kLessIsBetter.has(name) ? change < 0 : change > 0;
  const tone = change === 0 || kNeutral.has(name) ? 'plain' : better ? 'good' : 'bad';
  const word = tone === 'plain' ? '' : better ? ' better' : ' worse';
  return (
    <tr>
      <th scope="row">{sentence(words(name))}</th>
      <td class="num">{measure(sides.left)}</td>
      <td class="num">{measure(sides.right)}</td>
      <td class={`num tone-text-${tone}`}>{change === 0 ? '–' : signed(change, Math.abs(change) >= 100 ? 0 : 4) + word}</td>
    </tr>
  );
}

function Curves({ left, right }: { left: string; right: string }) {
  const a = useGet<ModelDetail>(`/models${path(left)}`);
  const b = useGet<ModelDetail>(`/models${path(right)}`);
  const pr = (model: ModelDetail | null): [number, number][] => (model?.curves?.pr ?? []).map(([recall, precision]) => [recall, precision]);
  if (pr(a.data).length === 0 && pr(b.data).length === 0) return null;
  return (
    <Card>
      <XyPlot title="Precision and recall" x="recall" y="precision" curves={[{ name: left, points: pr(a.data) }, { name: right, points: pr(b.data), tone: 'second' }]} />
    </Card>
  );
}
