// SPDX-License-Identifier: Apache-2.0
// The small parts that every page is made of.
import type { ComponentChildren, JSX } from 'preact';
import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { ago, stamp } from '../lib/format';
import { zone } from '../app/settings';
import { say } from '../app/toasts';
import { Icon, type IconName } from './icon';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'accent';

type ButtonProps = JSX.ButtonHTMLAttributes<HTMLButtonElement> & {
  kind?: 'plain' | 'primary' | 'danger' | 'ghost';
  icon?: IconName;
  busy?: boolean;
};

export function Button({ kind = 'plain', icon, busy = false, class: extra, children, disabled, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} class={`button ${kind} ${extra ?? ''}`} disabled={disabled || busy} aria-busy={busy || undefined}>
      {busy ? <span class="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      {children && <span>{children}</span>}
    </button>
  );
}

export function LinkButton({ href, kind = 'plain', icon, download, children }: {
  href: string;
  kind?: 'plain' | 'primary' | 'ghost';
  icon?: IconName;
  download?: string;
  children: ComponentChildren;
}) {
  return (
    <a class={`button ${kind}`} href={href} download={download}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </a>
  );
}

export function Badge({ tone = 'plain', icon, title, children }: {
  tone?: Tone;
  icon?: IconName;
  title?: string;
  children: ComponentChildren;
}) {
  return (
    <span class={`badge tone-${tone}`} title={title}>
      {icon && <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}

export function Card({ title, actions, note, flush = false, children, class: extra }: {
  title?: ComponentChildren;
  actions?: ComponentChildren;
  note?: ComponentChildren;
  flush?: boolean;
  children: ComponentChildren;
  class?: string;
}) {
  return (
    <section class={`card ${flush ? 'flush' : ''} ${extra ?? ''}`}>
      {(title || actions) && (
        <header class="card-head">
          <div class="card-titles">
            {title && <h2>{title}</h2>}
            {note && <p class="note">{note}</p>}
          </div>
          {actions && <div class="row wrap">{actions}</div>}
        </header>
      )}
      <div class="card-body">{children}</div>
    </section>
  );
}

/** One figure with its name, and what it is to be read against. */
export function Stat({ label, value, note, tone = 'plain', href }: {
  label: string;
  value: ComponentChildren;
  note?: ComponentChildren;
  tone?: Tone;
  href?: string;
}) {
  const inner = (
    <>
      <span class="stat-label">{label}</span>
      <span class={`stat-value tone-text-${tone}`}>{value}</span>
      {note && <span class="stat-note">{note}</span>}
    </>
  );
  return href ? <a class="stat" href={href}>{inner}</a> : <div class="stat">{inner}</div>;
}

export function Empty({ icon = 'info', title, children, action }: {
  icon?: IconName;
  title: string;
  children?: ComponentChildren;
  action?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <Icon name={icon} size={22} />
      <p class="empty-title">{title}</p>
      {children && <div class="empty-text">{children}</div>}
      {action && <div class="row center wrap">{action}</div>}
    </div>
  );
}

/** Stands where an answer will be, at about its height, so that nothing jumps. */
export function Skeleton({ lines = 4, height }: { lines?: number; height?: number }) {
  return (
    <div class="skeleton" role="status" aria-label="Loading" style={height ? { height: `${height}px` } : undefined}>
      {Array.from({ length: lines }, (_, index) => <span key={index} class="skeleton-line" />)}
    </div>
  );
}

export const clock = signal(Date.now());
setInterval(() => (clock.value = Date.now()), 15_000);

/** "3 min ago" with the exact time as its title, or the exact time itself. */
export function Time({ at, exact = false }: { at: string | number | null | undefined; exact?: boolean }) {
  const full = stamp(at, zone.value);
  return <time title={full} class="nums nowrap">{exact ? full : ago(at, clock.value)}</time>;
}

export function Facts({ items }: { items: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say('Copied');
  } catch {
    say('The browser does not let this page copy. Mark the text and copy it by hand.', { tone: 'bad' });
  }
}

export function Code({ text, label, wrap = false }: { text: string; label: string; wrap?: boolean }) {
  return (
    <div class="code">
      <pre class={wrap ? 'wrap' : ''} tabIndex={0} aria-label={label}><code>{text}</code></pre>
      <button type="button" class="icon-button code-copy" aria-label={`Copy ${label}`} title="Copy" onClick={() => void copyText(text)}>
        <Icon name="copy" />
      </button>
    </div>
  );
}

export function Disclosure({ title, open = false, children }: { title: ComponentChildren; open?: boolean; children: ComponentChildren }) {
  // The content is made when it is first looked at: some of it is large.
  const [seen, setSeen] = useState(open);
  return (
    <details class="disclosure" open={open} onToggle={(event) => event.currentTarget.open && setSeen(true)}>
      <summary><Icon name="right" size={12} />{title}</summary>
      {seen && <div class="disclosure-body">{children}</div>}
    </details>
  );
}

export function Bar({ share, tone = 'accent', label }: { share: number; tone?: Tone; label?: string }) {
  const width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return (
    <span class="bar" role={label ? 'img' : undefined} aria-label={label} aria-hidden={label ? undefined : 'true'}>
      <span class={`bar-fill fill-${tone}`} style={{ width }} />
    </span>
  );
}
