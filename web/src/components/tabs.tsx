// SPDX-License-Identifier: Apache-2.0
// Tabs whose choice is in the address (`?tab=`), so that a link opens the same view.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { place, setQuery } from '../app/router';

export interface Tab {
  key: string;
  title: string;
  count?: string | number;
  show: () => ComponentChildren;
}

export function Tabs({ tabs, label }: { tabs: Tab[]; label: string }) {
  const id = useId();
  const asked = place.value.query.get('tab');
  const current = tabs.find((tab) => tab.key === asked) ?? tabs[0];
  if (!current) return null;
  const pick = (tab: Tab) => setQuery({ tab: tab === tabs[0] ? null : tab.key });
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(current) + step + tabs.length) % tabs.length];
    if (!next) return;
    pick(next);
    document.getElementById(`${id}-${next.key}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button key={tab.key} id={`${id}-${tab.key}`} type="button" role="tab" class="tab"
            aria-selected={tab === current} aria-controls={`${id}-panel`} tabIndex={tab === current ? 0 : -1}
            onClick={() => pick(tab)}>
            {tab.title}
            {tab.count !== undefined && <span class="tab-count">{tab.count}</span>}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} class="tab-panel stack" role="tabpanel" aria-labelledby={`${id}-${current.key}`} key={current.key}>
        {current.show()}
      </div>
    </>
  );
}
