// SPDX-License-Identifier: Apache-2.0
// A field for one option of the catalogue.
import type { OptionSpec } from '../api/types';
import { sentence, words } from '../lib/format';
import { defaultText, rangeText } from '../lib/options';
import { Check, SelectField, TextField } from './fields';

export function OptionField({ spec, text, fault, onText }: {
  spec: OptionSpec;
  text: string;
  fault: string | null;
  onText: (text: string) => void;
}) {
  const plain = defaultText(spec);
  const range = rangeText(spec);
  const help = [spec.help, range, text !== plain && `default ${plain === '' ? 'empty' : plain}`].filter(Boolean).join(' · ');
  const label = <>{sentence(words(spec.name))}{spec.unit && <span class="field-unit"> ({spec.unit})</span>}</>;
  if (spec.type === 'boolean') return <Check label={label} help={help} checked={text === 'true'} onToggle={(on) => onText(String(on))} />;
  if (spec.type === 'choice' && spec.choices)
    return <SelectField label={label} help={help} error={fault} value={text} onPick={onText} choices={spec.choices.map((choice) => ({ value: choice, label: words(choice) }))} />;
  return <TextField label={label} help={help} error={fault} value={text} onText={onText} inputMode={spec.type === 'text' ? 'text' : 'decimal'} placeholder={plain === '' ? undefined : plain} />;
}
