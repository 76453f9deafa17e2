// SPDX-License-Identifier: Apache-2.0
// Modal windows on the browser's own <dialog>: it keeps the focus inside and gives it back.
import type { ComponentChildren } from 'preact';
import { signal } from '@preact/signals';
import { useEffect, useRef, useId } from 'preact/hooks';
import { Button } from './basics';
import { Icon } from './icon';

export function Dialog({ title, onClose, children, wide = false, footer }: {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
  footer?: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} class={`dialog ${wide ? 'wide' : ''}`} aria-labelledby={id} onCancel={(event) => { event.preventDefault(); onClose(); }}
      onMouseDown={(event) => event.target === dialog.current && onClose()}>
      <div class="dialog-box">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={onClose}><Icon name="close" /></button>
        </header>
        <div class="dialog-body">{children}</div>
        {footer && <footer class="dialog-foot">{footer}</footer>}
      </div>
    </dialog>
  );
}

interface Question {
  title: string;
  text: ComponentChildren;
  action: string;
  danger: boolean;
  answer: (yes: boolean) => void;
}

const question = signal<Question | null>(null);

/** Asks before something is done; resolves to what was answered. */
export function confirm(asked: { title: string; text: ComponentChildren; action: string; danger?: boolean }): Promise<boolean> {
  return new Promise((resolve) => {
    question.value = {
      title: asked.title,
      text: asked.text,
      action: asked.action,
      danger: asked.danger ?? false,
      answer: (yes) => {
        question.value = null;
        resolve(yes);
      },
    };
  });
}

export function Questions() {
  const asked = question.value;
  if (!asked) return null;
  return (
    <Dialog title={asked.title} onClose={() => asked.answer(false)} footer={
      <>
        <Button onClick={() => asked.answer(false)}>Keep as it is</Button>
        <Button kind={asked.danger ? 'danger' : 'primary'} autoFocus onClick={() => asked.answer(true)}>{asked.action}</Button>
      </>
    }>
      {asked.text}
    </Dialog>
  );
}
