// SPDX-License-Identifier: Apache-2.0
// The head of every page: where it is, what it is called, what can be done.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { arrival } from '../app/router';
import { Icon } from './icon';

export function PageHead({ title, up, note, actions }: {
  title: string;
  up?: { href: string; title: string };
  note?: ComponentChildren;
  actions?: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  // Keyboards and screen readers start a new page at its title.
  useEffect(() => {
    if (!arrival.pending) return;
    arrival.pending = false;
    heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = `${title} – Vedette`;
  }, [title]);
  return (
    <div class="page-head">
      <div class="page-titles">
        {up && <a class="page-up" href={up.href}><Icon name="back" size={12} />{up.title}</a>}
        <h1 ref={heading} tabIndex={-1}>{title}</h1>
        {note && <div class="page-note">{note}</div>}
      </div>
      {actions && <div class="row wrap page-actions">{actions}</div>}
    </div>
  );
}
