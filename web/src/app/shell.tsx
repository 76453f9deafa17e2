// SPDX-License-Identifier: Apache-2.0
// The frame around every page: navigation, search, who is signed in, whether the server is there.
import { useEffect, useState } from 'preact/hooks';
import { asProblem } from '../api/problem';
import { Questions } from '../components/dialog';
import { Icon, Mark } from '../components/icon';
import { Skeleton } from '../components/basics';
import { ProblemPanel } from '../components/problem_panel';
import { connection, startLive, stopLive } from './live';
import { PageView } from './page_view';
import { Palette, paletteOpen } from './palette';
import { go, place } from './router';
import { findRoute, routes, type Route } from './routes';
import { admitted, loadSession, session, sessionError, signOut } from './session';
import { theme, type Theme } from './settings';
import { Toasts } from './toasts';

function inSection(route: Route, path: string): boolean {
  return route.pattern === '/' ? path === '/' : path === route.pattern || path.startsWith(route.pattern + '/')
    || (route.pattern === '/models' && path === '/compare');
}

function NavLinks() {
  const path = place.value.path;
  const groups = [...new Set(routes.flatMap((route) => route.nav?.group ?? []))];
  return (
    <>
      {groups.map((group) => (
        <div key={group} class="nav-group">
          <p class="nav-title" id={`nav-${group}`}>{group}</p>
          <ul aria-labelledby={`nav-${group}`}>
            {routes.filter((route) => route.nav?.group === group).map((route) => (
              <li key={route.pattern}>
                <a href={route.pattern} aria-current={inSection(route, path) ? 'page' : undefined} title={route.key ? `g ${route.key}` : undefined}>
                  {route.nav && <Icon name={route.nav.icon} />}
                  <span>{route.title}</span>
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}

const kThemes: Record<Theme, { next: Theme; icon: 'sun' | 'moon' | 'screen'; word: string }> = {
  system: { next: 'light', icon: 'screen', word: 'as the system' },
  light: { next: 'dark', icon: 'sun', word: 'light' },
  dark: { next: 'system', icon: 'moon', word: 'dark' },
};

function NavFoot() {
  const who = session.value;
  const { next, icon, word } = kThemes[theme.value];
  return (
    <div class="nav-foot">
      <a href="/settings" class="nav-user" title="Settings">
        <Icon name="user" />
        <span class="nav-user-name">{who?.user ?? 'local'}<small>{who?.access === 'open' ? 'open access' : who?.role}</small></span>
      </a>
      <button type="button" class="icon-button" aria-label={`Theme: ${word}. Change`} title={`Theme: ${word}`} onClick={() => (theme.value = next)}>
        <Icon name={icon} />
      </button>
      {who?.access === 'accounts' && (
        <button type="button" class="icon-button" aria-label="Sign out" title="Sign out" onClick={() => void signOut()}><Icon name="right" /></button>
      )}
    </div>
  );
}

function SearchButton() {
  return (
    <button type="button" class="search-button" onClick={() => (paletteOpen.value = true)}>
      <Icon name="search" /><span>Find…</span><kbd>Ctrl K</kbd>
    </button>
  );
}

function Offline() {
  // The place is always there, so that the message is read out when it comes.
  return (
    <div class="offline" role="status">
      {connection.value === 'lost' && <p><Icon name="warning" /> The server does not answer. What you see may be old; it is asked again until it comes back.</p>}
    </div>
  );
}

export function App() {
  const path = place.value.path;
  useEffect(() => void loadSession(), []);
  const known = session.value !== null;
  const allowed = admitted.value;
  useEffect(() => {
    if (known && !allowed && path !== '/sign-in') go('/sign-in?then=' + encodeURIComponent(location.pathname + location.search), 'replace');
    if (session.value?.must_change_password && allowed && path !== '/password') go('/password', 'replace');
  }, [known, allowed, path, session.value?.must_change_password]);
  // The server refuses everything else until a one-time password is changed.
  const listens = allowed && session.value?.must_change_password !== true;
  useEffect(() => {
    if (listens) startLive();
    return stopLive;
  }, [listens]);
  if (!known)
    return <main class="bare">{sessionError.value !== null ? <ProblemPanel problem={asProblem(sessionError.value)} retry={() => void loadSession()} /> : <Skeleton />}</main>;
  return (
    <>
      {allowed ? <Frame path={path} /> : <main class="bare" id="main"><PageView path="/sign-in" /></main>}
      <Toasts />
      <Questions />
      <Palette />
    </>
  );
}

function Frame({ path }: { path: string }) {
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);
  useEffect(() => {
    if (!open) return;
    const close = (event: KeyboardEvent) => event.key === 'Escape' && setOpen(false);
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, [open]);
  return (
    <div class={`frame ${open ? 'nav-open' : ''}`}>
      <a class="skip" href="#main">Skip to the content</a>
      <header class="topbar">
        <button type="button" class="icon-button" aria-label="Navigation" aria-expanded={open} onClick={() => setOpen(!open)}><Icon name="menu" /></button>
        <a class="brand" href="/"><Mark /><span>Vedette</span></a>
        <span class="topbar-title">{findRoute(path)?.route.title}</span>
        <button type="button" class="icon-button" aria-label="Find" onClick={() => (paletteOpen.value = true)}><Icon name="search" /></button>
      </header>
      <nav class="nav" aria-label="Main">
        <a class="brand" href="/"><Mark /><span>Vedette</span></a>
        <SearchButton />
        <NavLinks />
        <NavFoot />
      </nav>
      {open && <div class="nav-shade" onClick={() => setOpen(false)} />}
      <div class="content">
        <Offline />
        <main id="main" tabIndex={-1}><PageView path={path} /></main>
      </div>
    </div>
  );
}
