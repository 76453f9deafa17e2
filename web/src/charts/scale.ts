// SPDX-License-Identifier: Apache-2.0
// From values to places on paper.

export interface Scale {
  (value: number): number;
  ticks: number[];
}

/** Round values between two ends, about as many as asked for. */
export function niceTicks(low: number, high: number, about = 5): number[] {
  if (!(high > low)) return [low];
  const raw = (high - low) / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= raw) ?? 10 * power;
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step - 1e-9) * step; tick <= high + step * 1e-9; tick += step)
    ticks.push(Math.abs(tick) < step * 1e-9 ? 0 : Number(tick.toPrecision(12)));
  return ticks;
}

export function linear(low: number, high: number, from: number, until: number, about = 5): Scale {
  const span = high - low || 1;
  const scale = (value: number) => from + ((value - low) / span) * (until - from);
  return Object.assign(scale, { ticks: niceTicks(low, high, about) });
}

/** Shares of all counts, so that two sets of different size can lie over each other. */
export function shares(counts: number[]): number[] {
  const total = counts.reduce((sum, value) => sum + value, 0);
  return counts.map((value) => (total > 0 ? value / total : 0));
}

export function polyline(points: [number, number][]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`).join('');
}
