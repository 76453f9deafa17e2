// SPDX-License-Identifier: Apache-2.0
// Every page, its address, and how it is found: the navigation, the palette and `g` keys read this.
import type { ComponentType } from 'preact';
import type { IconName } from '../components/icon';
import { match, type Params } from './router';

export interface PageProps {
  params: Params;
}

type PageModule = { default: ComponentType<PageProps> };

export interface Route {
  pattern: string;
  title: string;
  load: () => Promise<PageModule>;
  /** In the navigation: its group and icon. */
  nav?: { group: string; icon: IconName };
  /** Second key after `g`. */
  key?: string;
}

export const routes: Route[] = [
  { pattern: '/', title: 'Overview', load: () => import('../pages/overview'), nav: { group: 'Watch', icon: 'overview' }, key: 'o' },
  { pattern: '/predict', title: 'Predict', load: () => import('../pages/predict'), nav: { group: 'Watch', icon: 'predict' }, key: 'p' },
  { pattern: '/drift', title: 'Drift', load: () => import('../pages/drift'), nav: { group: 'Watch', icon: 'drift' }, key: 'f' },
  { pattern: '/models', title: 'Models', load: () => import('../pages/models'), nav: { group: 'Learn', icon: 'models' }, key: 'm' },
  { pattern: '/data', title: 'Data', load: () => import('../pages/data'), nav: { group: 'Learn', icon: 'data' }, key: 'd' },
  { pattern: '/runs', title: 'Runs', load: () => import('../pages/runs'), nav: { group: 'Learn', icon: 'runs' }, key: 'r' },
  { pattern: '/system', title: 'System', load: () => import('../pages/system'), nav: { group: 'Server', icon: 'system' }, key: 's' },
  { pattern: '/api/docs', title: 'API', load: () => import('../pages/api_docs'), nav: { group: 'Server', icon: 'api' }, key: 'a' },
  { pattern: '/help', title: 'Help', load: () => import('../pages/help'), nav: { group: 'Server', icon: 'help' }, key: 'h' },
  { pattern: '/models/:ref', title: 'Model', load: () => import('../pages/model') },
  { pattern: '/compare', title: 'Compare models', load: () => import('../pages/compare') },
  { pattern: '/data/:name', title: 'Data set', load: () => import('../pages/dataset') },
  { pattern: '/runs/new', title: 'Start a training', load: () => import('../pages/train'), key: 't' },
  { pattern: '/runs/:id', title: 'Run', load: () => import('../pages/run') },
  { pattern: '/settings', title: 'Settings', load: () => import('../pages/settings') },
  { pattern: '/sign-in', title: 'Sign in', load: () => import('../pages/sign_in') },
  { pattern: '/password', title: 'Change password', load: () => import('../pages/password') },
];

export interface Found {
  route: Route;
  params: Params;
}

export function findRoute(path: string): Found | null {
  for (const route of routes) {
    const params = match(route.pattern, path);
    if (params) return { route, params };
  }
  return null;
}
