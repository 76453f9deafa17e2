// SPDX-License-Identifier: Apache-2.0
// Steps without a prediction are not reported: they are zero, not a line between neighbours.
import type { TrafficPoint } from '../../api/types';

const kShown = 180;

function isPoint(value: unknown): value is TrafficPoint {
  return Array.isArray(value) && value.length >= 6 && value.every((part) => typeof part === 'number');
}

/** An event carries a point as an array, or as `{"point": [...]}`. */
function pointOf(value: unknown): TrafficPoint | null {
  if (isPoint(value)) return value;
  const inner = typeof value === 'object' && value !== null ? (value as { point?: unknown }).point : null;
  return isPoint(inner) ? inner : null;
}

/** Adds what an event carried; the same step again replaces what was known of it. */
export function mergePoint(known: TrafficPoint[], event: unknown): TrafficPoint[] {
  const point = pointOf(event);
  if (!point) return known;
  const others = known.filter((one) => one[0] !== point[0]);
  return [...others, point].sort((a, b) => a[0] - b[0]).slice(-kShown);
}

/** Columns of times, rows, attacks and rejected rows, one per step up to the last that has ended. */
export function traffic(points: TrafficPoint[], step: number, now: number): number[][] {
  const byStep = new Map(points.map((point) => [Math.floor(point[0] / step), point]));
  const last = Math.max(Math.floor(now / step) - 1, ...byStep.keys());
  const columns: number[][] = [[], [], [], []];
  for (let at = last - kShown + 1; at <= last; at += 1) {
    const point = byStep.get(at);
    columns[0]?.push(at * step);
    for (const part of [1, 2, 3] as const) columns[part]?.push(point?.[part] ?? 0);
  }
  return columns;
}
