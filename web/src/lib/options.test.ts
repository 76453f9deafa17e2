// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { OptionSpec } from '../api/types';
import { changedOptions, optionFault, rangeText } from './options';

const specs: OptionSpec[] = [
  { name: 'trees', type: 'integer', default: 300, help: '', min: 1, max: 10000 },
  { name: 'share', type: 'real', default: 0.15, help: '', min: 0, max: 1 },
  { name: 'split', type: 'choice', default: 'time', help: '', choices: ['time', 'stratified'] },
  { name: 'bootstrap', type: 'boolean', default: true, help: '' },
  { name: 'group', type: 'text', default: '', help: '' },
];

describe('changedOptions', () => {
  it('sends only what differs from the defaults, with its type', () =>
    expect(changedOptions(specs, { trees: '300', share: '0.2', split: 'stratified', bootstrap: 'false', group: 'host' })).toEqual(
      { values: { share: 0.2, split: 'stratified', bootstrap: false, group: 'host' }, faults: {} }));
  it('names what does not fit', () => expect(Object.keys(changedOptions(specs, { trees: '0', share: 'x', split: 'other' }).faults)).toEqual(['trees', 'share', 'split']));
});

describe('optionFault', () => {
  it.each([['trees', '1.5', 'a whole number is expected'], ['trees', '10001', 'at most 10000'], ['share', '', 'a number is expected'], ['share', '1', null], ['group', '', null]])('%s = %j', (name, text, fault) => {
    const spec = specs.find((one) => one.name === name);
    expect(spec && optionFault(spec, text)).toBe(fault);
  });
});

it('says ranges in words', () => expect(specs.map(rangeText)).toEqual(['1 to 10,000', '0 to 1', '', '', '']));
