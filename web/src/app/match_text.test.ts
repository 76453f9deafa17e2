// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { fit, rank } from './match_text';

describe('fit', () => {
  it('needs all letters in order', () => {
    expect(fit('mdl', 'Models')).not.toBeNull();
    expect(fit('ldm', 'Models')).toBeNull();
    expect(fit('models', 'Model')).toBeNull();
  });
  it('takes everything for nothing typed', () => expect(fit('  ', 'Models')).toBe(0));
  it('does not mind case and spaces', () => expect(fit('START training', 'Start a training')).not.toBeNull());
});

describe('rank', () => {
  const names = ['Start a training', 'Predict with lan', 'lan', 'train lan 2026', 'Settings'];
  it.each([
    ['lan', 'lan'],
    ['sat', 'Start a training'],
    ['pwl', 'Predict with lan'],
    ['sett', 'Settings'],
    ['train', 'train lan 2026'],
  ])('%s finds %s first', (typed, first) => expect(rank(typed, names, (name) => name)[0]).toBe(first));
  it('keeps the order of equals', () => expect(rank('', names, (name) => name)).toEqual(names));
  it('leaves out what does not fit', () => expect(rank('zzz', names, (name) => name)).toEqual([]));
});
