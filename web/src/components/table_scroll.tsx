// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';

/** A table that may be wider, or taller, than its place: keyboards can scroll it, and it has a name. */
export function TableScroll({ label, low = false, bare = false, children }: {
  label: string;
  low?: boolean;
  bare?: boolean;
  children: ComponentChildren;
}) {
  return (
    <div class={`table-scroll ${low ? 'low' : ''} ${bare ? 'bare' : ''}`} tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
