// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Feature, FeatureType } from '../api/types';
import { byImportance, remark, rowOf, toForm, toRow } from './form_row';

function feature(name: string, type: FeatureType, more: Partial<Feature> = {}): Feature {
  return { name, type, unit: '', description: '', required: false, categories: null, range: null, quantiles: null, importance: null, ...more };
}

const features = [feature('packets', 'int64', { range: [1, null], quantiles: { p01: 1, p05: 1, p25: 2, p50: 4, p75: 8, p95: 60, p99: 100 } }), feature('duration', 'float64'), feature('proto', 'text', { categories: ['tcp', 'udp'] }), feature('local', 'boolean')];

describe('toRow', () => {
  it('gives each value its type', () => {
    const { row, faults } = toRow(features, { packets: ' 12 ', duration: '1e-3', proto: 'tcp', local: 'yes' });
    expect(row).toEqual({ packets: 12, duration: 0.001, proto: 'tcp', local: true });
    expect(faults).toEqual({});
  });
  it('sends what is empty as missing', () => expect(toRow(features, {}).row).toEqual({ packets: null, duration: null, proto: null, local: null }));
  it('names what does not fit', () => {
    const { faults } = toRow(features, { packets: '1.5', duration: 'fast', local: 'maybe' });
    expect(Object.keys(faults)).toEqual(['packets', 'duration', 'local']);
  });
  it('does not round large whole numbers', () => expect(toRow(features, { packets: '9007199254740993' }).row['packets']).toBe('9007199254740993'));
});

describe('toForm', () => {
  it('comes back through toRow', () => {
    const row = { packets: 3, duration: 0.25, proto: null, local: false };
    expect(toRow(features, toForm(features, row)).row).toEqual(row);
  });
});

describe('rowOf', () => {
  it('keeps the features of the model only, with numbers as numbers', () =>
    expect(rowOf(features, { packets: '7', duration: '', extra: 'x', proto: 'udp' })).toEqual({ packets: 7, duration: null, proto: 'udp', local: null }));
});

describe('remark', () => {
  it.each([['packets', '50', null], ['packets', '500', 'unusual: 98 % of training rows lie elsewhere'], ['packets', '0', 'outside the range of the schema'], ['proto', 'icmp', 'not seen in training'], ['proto', 'tcp', null], ['proto', '', null]])('on %s = %s', (name, text, word) => {
    const found = features.find((one) => one.name === name);
    expect(found && remark(found, text)).toBe(word);
  });
});

describe('byImportance', () => {
  it('puts what matters most first and keeps the rest in order', () => {
    const names = byImportance([feature('a', 'text'), feature('b', 'text', { importance: 0.1 }), feature('c', 'text', { importance: 0.5 }), feature('d', 'text')]);
    expect(names.map((one) => one.name)).toEqual(['c', 'b', 'a', 'd']);
  });
});
