// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { match, to } from './router';
import { findRoute } from './routes';

describe('match', () => {
  it.each([
    ['/', '/', {}],
    ['/models', '/models/', {}],
    ['/models/:ref', '/models/lan@3', { ref: 'lan@3' }],
    ['/models/:ref', '/models/a%2Fb', { ref: 'a/b' }],
    ['/data/:name', '/data/day%201', { name: 'day 1' }],
  ])('%s fits %s', (pattern, path, params) => expect(match(pattern, path)).toEqual(params));

  it.each([
    ['/models', '/'],
    ['/models', '/models/lan'],
    ['/models/:ref', '/models'],
    ['/models/:ref', '/data/lan'],
    ['/models/:ref', '/models/%E0%A4%A'],
  ])('%s does not fit %s', (pattern, path) => expect(match(pattern, path)).toBeNull());
});

describe('to', () => {
  it('escapes parts and keeps @ readable', () => expect(to(['models', 'a/b@2'])).toBe('/models/a%2Fb@2'));
  it('leaves out empty query values', () => expect(to(['drift'], { model: 'lan', left: null, right: '' })).toBe('/drift?model=lan'));
  it('comes back through match', () => {
    const name = 'ü /?#%@x';
    expect(match('/data/:name', to(['data', name]))).toEqual({ name });
  });
});

describe('findRoute', () => {
  it.each([
    ['/', 'Overview'],
    ['/runs/new', 'Start a training'],
    ['/runs/20261122T161204Z-14c0', 'Run'],
    ['/api/docs', 'API'],
  ])('%s is %s', (path, title) => expect(findRoute(path)?.route.title).toBe(title));
  it('knows no other page', () => expect(findRoute('/nowhere/at/all')).toBeNull());
});
