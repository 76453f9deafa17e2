// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Prediction } from '../../api/types';
import { predictionsCsv, predictionsLines } from './export';
import { count, kEmptyTally, predictTarget } from './stream';

const rows: Prediction[] = [
  { row: 1, input: { src_ip: '10.0.0.1' }, class: 'normal', decision: 'benign', attack_score: 0.02, scores: { normal: 0.98, attack: 0.02 }, threshold: 0.4375, model: 'example@1' },
  { row: 3, threshold: 0.4375, model: 'example@1', error: { rule: 'not_a_number', column: 'bytes', message: "'x' is not a whole number" } },
];

it('writes the documented CSV', () =>
  expect(predictionsCsv(rows)).toBe(
    'row,src_ip,class,decision,attack_score,score_normal,score_attack,threshold,model,error\n' +
    '1,10.0.0.1,normal,benign,0.02,0.98,0.02,0.4375,example@1,\n' +
    "3,,,,,,,0.4375,example@1,not_a_number in column bytes: 'x' is not a whole number\n"));

it('writes one object per line', () => expect(predictionsLines(rows).trim().split('\n').map((line) => JSON.parse(line) as Prediction)).toEqual(rows));

describe('count', () => {
  it('adds up verdicts and rejections', () => expect(count(kEmptyTally, rows)).toEqual({ total: 2, attack: 0, benign: 1, abstain: 0, rejected: 1 }));
});

it('asks for what was chosen only', () => {
  expect(predictTarget({ model: 'lan', keep: [], reasons: 0 })).toBe('/predict?model=lan');
  expect(predictTarget({ model: 'lan', keep: ['a', 'b'], reasons: 3 })).toBe('/predict?model=lan&keep=a&keep=b&explain=3');
});
