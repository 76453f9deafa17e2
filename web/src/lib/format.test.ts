// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { ago, bytes, compact, count, duration, figure, measure, percent, plural, sentence, signed, stamp, toDate, words } from './format';

describe('numbers', () => {
  it.each([[0, '0'], [1234567, '1,234,567'], [-1234, '−1,234'], [1234.5, '1,234.5'], [null, '–'], [NaN, '–']])('count(%s) is %s', (value, text) => expect(count(value)).toBe(text));
  it.each([[0.963478, '96.35 %'], [0, '0.00 %'], [1, '100.00 %'], [0.99999, '> 99.99 %'], [0.00001, '< 0.01 %'], [undefined, '–']])('percent(%s) is %s', (value, text) => expect(percent(value)).toBe(text));
  it.each([[0, '0'], [999, '999'], [2001, '2,001'], [12_345, '12.3k'], [2_500_000, '2.5M'], [-20_000, '−20k'], [0.25, '0.25']])('compact(%s) is %s', (value, text) => expect(compact(value)).toBe(text));
  it.each([[3, '3'], [0.1 + 0.2, '0.3'], [123456.789, '123,460'], [0.0000123456, '1.2346e−5'], [true, 'true'], ['tcp', 'tcp'], [null, '–'], ['', '–']])('measure(%s) is %s', (value, text) => expect(measure(value)).toBe(text));
  it('figures and signs', () => {
    expect(figure(0.99392)).toBe('0.9939');
    expect(figure(-0.00001)).toBe('0.0000');
    expect(sentence(words('macro_f1'))).toBe('Macro F1');
    expect(signed(-0.25)).toBe('−0.250');
    expect(signed(1)).toBe('+1.000');
  });
  it.each([[0, '0 B'], [999, '999 B'], [5_169_670, '5.2 MB'], [48_000_000, '48 MB']])('bytes(%s) is %s', (value, text) => expect(bytes(value)).toBe(text));
  it.each([[1, '1 row'], [0, '0 rows'], [2000, '2,000 rows']])('plural(%s)', (value, text) => expect(plural(value, 'row')).toBe(text));
});

describe('times', () => {
  it.each([[0.0000021, '2 µs'], [0.004, '4 ms'], [11.27, '11.3 s'], [61, '1 min 1 s'], [7200, '2 h 0 min'], [90000, '1 d 1 h'], [null, '–']])('duration(%s) is %s', (value, text) => expect(duration(value)).toBe(text));
  it('come as text, as seconds, and as nanoseconds', () => {
    const wanted = '2026-11-22T16:12:15.000Z';
    expect(toDate('2026-11-22T16:12:15.000000Z')?.toISOString()).toBe(wanted);
    expect(toDate(1795363935)?.toISOString()).toBe(wanted);
    expect(toDate(1795363935000000000)?.toISOString()).toBe(wanted);
    expect(toDate('no time')).toBeNull();
    expect(toDate(0)).toBeNull();
  });
  it('are stamped with their zone', () => expect(stamp('2026-11-22T16:12:15.475042Z', 'utc')).toBe('2026-11-22 16:12:15 UTC'));
  it.each([[0, 'just now'], [30, '30 s ago'], [200, '3 min ago'], [7300, '2 h ago'], [200_000, '2 d ago'], [-200, 'in 3 min']])('%s s after is %s', (seconds, text) => {
    const now = Date.UTC(2026, 0, 1);
    expect(ago(new Date(now - seconds * 1000).toISOString(), now)).toBe(text);
  });
});

describe('words', () => {
  it.each([['random_forest', 'random forest'], ['roc_auc', 'ROC AUC'], ['max_fpr', 'max FPR']])('%s reads %s', (name, text) => expect(words(name)).toBe(text));
});
