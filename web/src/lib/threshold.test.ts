// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { ThresholdPoint } from '../api/types';
import { measuredPrevalence, operate, pointAt, sortedPoints, withinBudget } from './threshold';

function at(threshold: number, tp: number, fp: number, fn: number, tn: number): ThresholdPoint {
  return { threshold, tp, fp, fn, tn, frozen: false };
}

const points = sortedPoints([
  at(0.9, 50, 0, 50, 900),
  at(0.1, 100, 90, 0, 810),
  at(0.5, 80, 9, 20, 891),
]);
const load = { flowsPerDay: 1_000_000, prevalence: 0.001 };

describe('operate', () => {
  it('carries rates over to a day of traffic', () => {
    const day = operate(points[1]!, load);
    expect(day.recall).toBeCloseTo(0.8);
    expect(day.fpr).toBeCloseTo(0.01);
    expect(day.falseAlertsPerDay).toBeCloseTo(9990);
    expect(day.alertsPerDay).toBeCloseTo(10_790);
    expect(day.missedPerDay).toBeCloseTo(200);
    expect(day.precision).toBeCloseTo(800 / 10_790);
  });
  it('raises no false alert without benign flows', () => expect(operate(points[0]!, { flowsPerDay: 100, prevalence: 1 }).falseAlertsPerDay).toBe(0));
  it('has no precision without alerts', () => expect(operate(at(1, 0, 0, 10, 90), load).precision).toBeNull());
  it('does not divide by nothing', () => expect(operate(at(1, 0, 0, 0, 0), load)).toMatchObject({ recall: 0, fpr: 0 }));
  it('falls with a rising threshold', () => {
    const alerts = points.map((point) => operate(point, load).alertsPerDay);
    expect([...alerts].sort((a, b) => b - a)).toEqual(alerts);
  });
});

describe('pointAt', () => {
  it.each([[0, 0], [0.1, 0], [0.3, 1], [0.5, 1], [0.91, 2]])('threshold %s is at %i', (threshold, index) => expect(pointAt(points, threshold)).toBe(index));
});

describe('withinBudget', () => {
  it.each([[1_000_000, 0], [20_000, 1], [600, 2], [10, null]])('%i alerts a day', (budget, index) => expect(withinBudget(points, load, budget)).toBe(index));
});

it('measures how common attacks were', () => expect(measuredPrevalence(points[0]!)).toBeCloseTo(0.1));
