// SPDX-License-Identifier: Apache-2.0
// Labelled controls: help and errors are tied to them for readers of all kinds.
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

interface Common {
  label: ComponentChildren;
  help?: ComponentChildren;
  error?: string | null;
  hideLabel?: boolean;
}

function Frame({ id, label, help, error, hideLabel, children }: Common & { id: string; children: ComponentChildren }) {
  return (
    <div class={`field ${error ? 'faulty' : ''}`}>
      <label for={id} class={hideLabel ? 'hidden' : ''}>{label}</label>
      {children}
      {error && <p class="field-error" id={`${id}-error`}>{error}</p>}
      {help && <p class="field-help" id={`${id}-help`}>{help}</p>}
    </div>
  );
}

function ties(id: string, help: unknown, error: unknown) {
  const described = [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(' ');
  return {
    id,
    ...(described ? { 'aria-describedby': described } : {}),
    ...(error ? { 'aria-invalid': true as const } : {}),
  };
}

type InputProps = Common & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'label' | 'onInput'> & { onText: (text: string) => void };

export function TextField({ label, help, error, hideLabel, onText, ...rest }: InputProps) {
  const id = useId();
  return (
    <Frame {...{ id, label, help, error, hideLabel }}>
      <input type="text" autocomplete="off" spellcheck={false} {...rest} {...ties(id, help, error)} onInput={(event) => onText(event.currentTarget.value)} />
    </Frame>
  );
}

type AreaProps = Common & Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, 'label' | 'onInput'> & { onText: (text: string) => void };

export function AreaField({ label, help, error, hideLabel, onText, ...rest }: AreaProps) {
  const id = useId();
  return (
    <Frame {...{ id, label, help, error, hideLabel }}>
      <textarea spellcheck={false} {...rest} {...ties(id, help, error)} onInput={(event) => onText(event.currentTarget.value)} />
    </Frame>
  );
}

export interface Choice {
  value: string;
  label: string;
}

export function SelectField({ label, help, error, hideLabel, value, choices, onPick, disabled }: Common & {
  value: string;
  choices: Choice[];
  onPick: (value: string) => void;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <Frame {...{ id, label, help, error, hideLabel }}>
      <select {...ties(id, help, error)} value={value} disabled={disabled} onChange={(event) => onPick(event.currentTarget.value)}>
        {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.label}</option>)}
      </select>
    </Frame>
  );
}

export function Check({ label, checked, onToggle, help, disabled }: {
  label: ComponentChildren;
  checked: boolean;
  onToggle: (on: boolean) => void;
  help?: ComponentChildren;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div class="check">
      <input type="checkbox" {...ties(id, help, null)} checked={checked} disabled={disabled} onChange={(event) => onToggle(event.currentTarget.checked)} />
      <label for={id}>{label}</label>
      {help && <p class="field-help" id={`${id}-help`}>{help}</p>}
    </div>
  );
}

/** A few choices beside each other, of which one holds. */
export function Segments({ label, value, choices, onPick }: {
  label: string;
  value: string;
  choices: (Choice & { count?: string })[];
  onPick: (value: string) => void;
}) {
  const name = useId();
  return (
    <fieldset class="segments">
      <legend class="hidden">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} class={choice.value === value ? 'on' : ''}>
          <input type="radio" name={name} value={choice.value} checked={choice.value === value} onChange={() => onPick(choice.value)} />
          {choice.label}
          {choice.count !== undefined && <span class="segment-count">{choice.count}</span>}
        </label>
      ))}
    </fieldset>
  );
}
