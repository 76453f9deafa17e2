// SPDX-License-Identifier: Apache-2.0
// One feature of the form: its name, unit, what is usual, and what may be wrong with what is typed.
import { useId } from 'preact/hooks';
import type { Feature } from '../../api/types';
import { SelectField, TextField } from '../../components/fields';
import { measure } from '../../lib/format';
import { remark } from '../../lib/form_row';

const kMostChoices = 40;

function typical(feature: Feature): string {
  const q = feature.quantiles;
  if (q && q.p05 !== null && q.p95 !== null) return `usually ${measure(q.p05)} to ${measure(q.p95)}`;
  const [low, high] = feature.range ?? [null, null];
  if (low !== null && high !== null) return `${measure(low)} to ${measure(high)}`;
  if (low !== null) return `from ${measure(low)}`;
  return high !== null ? `up to ${measure(high)}` : '';
}

function Label({ feature }: { feature: Feature }) {
  return (
    <>
      {feature.name}{' '}
      <span class="field-unit">
        {feature.unit ? `(${feature.unit})` : ''}{feature.required ? ' required' : ''}
      </span>
    </>
  );
}

export function FeatureField({ feature, text, fault, onText }: {
  feature: Feature;
  text: string;
  fault: string | null;
  onText: (text: string) => void;
}) {
  const list = useId();
  const word = remark(feature, text);
  const help = [feature.description, word ?? typical(feature)].filter(Boolean).join(' · ');
  const label = <Label feature={feature} />;
  if (feature.type === 'boolean')
    return (
      <SelectField label={label} help={help} error={fault} value={text} onPick={onText}
        choices={[{ value: '', label: 'missing' }, { value: 'true', label: 'true' }, { value: 'false', label: 'false' }]} />
    );
  const categories = feature.categories ?? [];
  if (feature.type === 'text' && categories.length > 0 && categories.length <= kMostChoices) {
    const known = text === '' || categories.includes(text);
    return (
      <SelectField label={label} help={help} error={fault} value={text} onPick={onText}
        choices={[{ value: '', label: 'missing' }, ...(known ? [] : [{ value: text, label: `${text} (not seen in training)` }]), ...categories.map((value) => ({ value, label: value }))]} />
    );
  }
  const numeric = feature.type === 'int64' || feature.type === 'float64';
  return (
    <>
      <TextField label={label} help={help} error={fault} value={text} onText={onText} inputMode={numeric ? 'decimal' : 'text'}
        placeholder={feature.quantiles ? `missing (median ${measure(feature.quantiles.p50)})` : 'missing'} list={categories.length > 0 ? list : undefined} />
      {categories.length > 0 && <datalist id={list}>{categories.map((value) => <option key={value} value={value} />)}</datalist>}
    </>
  );
}
