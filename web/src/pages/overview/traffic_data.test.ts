// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { TrafficPoint } from '../../api/types';
import { mergePoint, traffic } from './traffic_data';

const point = (at: number, rows: number): TrafficPoint => [at, rows, 1, 0, 2, 800];

describe('mergePoint', () => {
  it('adds a step, and replaces the same one', () => {
    const known = [point(10, 5), point(20, 6)];
    expect(mergePoint(known, point(30, 7))).toHaveLength(3);
    expect(mergePoint(known, point(20, 9)).map((one) => one[1])).toEqual([5, 9]);
    expect(mergePoint(known, { point: point(30, 7) })).toHaveLength(3);
  });
  it.each([[null], ['x'], [[1, 2]], [{ point: 'x' }]])('leaves all as it was for %j', (event) => {
    const known = [point(10, 5)];
    expect(mergePoint(known, event)).toBe(known);
  });
});

describe('traffic', () => {
  it('has a zero where nothing was asked for', () => {
    const [times, rows] = traffic([point(1000, 4), point(1020, 6)], 10, 1035);
    expect(times).toHaveLength(180);
    expect(times?.slice(-3)).toEqual([1000, 1010, 1020]);
    expect(rows?.slice(-3)).toEqual([4, 0, 6]);
  });
  it('is all zeros without points', () => expect(traffic([], 10, 5000)[1]?.every((rows) => rows === 0)).toBe(true));
});
