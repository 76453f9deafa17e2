// SPDX-License-Identifier: Apache-2.0
// The command palette (Ctrl-K): every page, model, data set, run and command by a few letters.
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { get } from '../api/client';
import type { Dataset, ModelEntry, Page, Run } from '../api/types';
import { Icon, type IconName } from '../components/icon';
import { rank } from './match_text';
import { go, to } from './router';
import { routes } from './routes';
import { may } from './session';
import { theme, zone } from './settings';

interface Entry {
  title: string;
  kind: string;
  icon: IconName;
  keys?: string;
  act: () => void;
}

export const paletteOpen = signal(false);

function commands(): Entry[] {
  const pages: Entry[] = routes
    .filter((route) => !route.pattern.includes(':') && !['/sign-in', '/compare'].includes(route.pattern))
    .map((route) => ({
      title: route.title,
      kind: 'page',
      icon: route.nav?.icon ?? 'right',
      ...(route.key ? { keys: `g ${route.key}` } : {}),
      act: () => go(route.pattern),
    }));
  const choices: Entry[] = [
    { title: 'Theme: light', kind: 'setting', icon: 'sun', act: () => (theme.value = 'light') },
    { title: 'Theme: dark', kind: 'setting', icon: 'moon', act: () => (theme.value = 'dark') },
    { title: 'Theme: as the system', kind: 'setting', icon: 'screen', act: () => (theme.value = 'system') },
    { title: 'Times: UTC', kind: 'setting', icon: 'clock', act: () => (zone.value = 'utc') },
    { title: 'Times: local', kind: 'setting', icon: 'clock', act: () => (zone.value = 'local') },
  ];
  const upload: Entry[] = may('ingest') ? [{ title: 'Upload a file', kind: 'command', icon: 'upload', act: () => go('/data?upload=1') }] : [];
  return [...pages, ...upload, ...choices];
}

async function objects(): Promise<Entry[]> {
  const [models, datasets, runs] = await Promise.all([
    get<Page<ModelEntry>>('/models').catch(() => ({ items: [] })),
    get<Page<Dataset>>('/datasets').catch(() => ({ items: [] })),
    get<Page<Run>>('/runs?limit=50').catch(() => ({ items: [] })),
  ]);
  return [
    ...models.items.map((model): Entry => ({ title: model.name, kind: 'model', icon: 'models', act: () => go(to(['models', model.name])) })),
    ...models.items.map((model): Entry => ({ title: `Predict with ${model.name}`, kind: 'command', icon: 'predict', act: () => go(to(['predict'], { model: model.name })) })),
    ...datasets.items.map((set): Entry => ({ title: set.name, kind: 'data set', icon: 'data', act: () => go(to(['data', set.name])) })),
    ...runs.items.map((run): Entry => ({ title: `${run.kind} ${run.name} ${run.id}`, kind: 'run', icon: 'runs', act: () => go(to(['runs', run.id])) })),
  ];
}

export function Palette() {
  return paletteOpen.value ? <PaletteWindow /> : null;
}

function PaletteWindow() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const [found, setFound] = useState<Entry[]>([]);
  useEffect(() => {
    dialog.current?.showModal();
    void objects().then(setFound);
  }, []);
  const close = () => (paletteOpen.value = false);
  const entries = rank(typed, [...commands(), ...found], (entry) => entry.title).slice(0, 40);
  const current = Math.min(chosen, entries.length - 1);
  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    close();
    entry.act();
  };
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = (current + step + entries.length) % Math.max(1, entries.length);
      setChosen(next);
      document.getElementById(`palette-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(entries[current]);
    }
  };
  return (
    <dialog ref={dialog} class="palette" aria-label="Command palette" onCancel={(event) => { event.preventDefault(); close(); }}
      onMouseDown={(event) => event.target === dialog.current && close()}>
      <div class="palette-box">
        <div class="palette-input">
          <Icon name="search" />
          <input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list"
            aria-activedescendant={entries.length > 0 ? `palette-${current}` : undefined} aria-label="Find a page, an object or a command"
            placeholder="Find a page, a model, a data set, a command…" autocomplete="off" spellcheck={false} value={typed}
            onInput={(event) => { setTyped(event.currentTarget.value); setChosen(0); }} onKeyDown={move} />
          <kbd>Esc</kbd>
        </div>
        <ul id="palette-list" role="listbox" aria-label="What fits">
          {entries.map((entry, index) => (
            <li key={`${entry.kind} ${entry.title}`} id={`palette-${index}`} role="option" aria-selected={index === current}
              onMouseMove={() => setChosen(index)} onClick={() => run(entry)}>
              <Icon name={entry.icon} />
              <span class="palette-title">{entry.title}</span>
              <span class="palette-kind">{entry.kind}</span>
              {entry.keys && <kbd>{entry.keys}</kbd>}
            </li>
          ))}
        </ul>
        {entries.length === 0 && <p class="palette-none">Nothing fits “{typed}”.</p>}
      </div>
    </dialog>
  );
}
