// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { linear, niceTicks, polyline, shares } from './scale';

describe('niceTicks', () => {
  it.each([[0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]], [0, 97, [0, 20, 40, 60, 80]], [-1, 1, [-1, -0.5, 0, 0.5, 1]], [5, 5, [5]]])('from %d to %d', (low, high, ticks) => expect(niceTicks(low, high)).toEqual(ticks));
});

it('maps ends to ends', () => {
  const scale = linear(10, 20, 0, 100);
  expect([scale(10), scale(15), scale(20)]).toEqual([0, 50, 100]);
  expect(linear(3, 3, 0, 100)(3)).toBe(0);
});

it('makes shares of counts', () => {
  expect(shares([1, 3])).toEqual([0.25, 0.75]);
  expect(shares([0, 0])).toEqual([0, 0]);
});

it('draws a path', () => expect(polyline([[0, 0], [1, 2]])).toBe('M0.00 0.00L1.00 2.00'));
