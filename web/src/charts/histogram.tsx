// SPDX-License-Identifier: Apache-2.0
// Histograms, alone or two over each other, and bars of categories.
import type { Shape } from '../api/types';
import { compact, count, percent } from '../lib/format';
import { shares } from './scale';
import { Bar } from '../components/basics';

const kWidth = 300;

interface Bin {
  from: number;
  until: number;
  share: number;
}

function binsOf(shape: { edges: number[]; counts: number[] }): Bin[] {
  return shares(shape.counts).map((share, index) => ({
    from: shape.edges[index] ?? 0,
    until: shape.edges[index + 1] ?? shape.edges[index] ?? 0,
    share,
  }));
}

/** Each bin has the same width on paper: edges of skewed features are far apart, and few would be seen. */
export function Histogram({ shape, label, height = 70, text = compact }: {
  shape: { edges: number[]; counts: number[] };
  label: string;
  height?: number;
  /** How an edge is written. */
  text?: (edge: number) => string;
}) {
  const bins = binsOf(shape);
  const most = Math.max(...bins.map((bin) => bin.share), 1e-12);
  const width = kWidth / Math.max(1, bins.length);
  const first = shape.edges[0] ?? 0;
  const last = shape.edges[shape.edges.length - 1] ?? 0;
  return (
    <svg class="plot" viewBox={`0 0 ${kWidth} ${height + 16}`} role="img" aria-label={`${label}: from ${text(first)} to ${text(last)}`}>
      {bins.map((bin, index) => (
        <rect key={index} class="hist-bar" x={index * width + 0.5} width={Math.max(0.5, width - 1)}
          y={height - (bin.share / most) * height} height={(bin.share / most) * height}>
          <title>{`${text(bin.from)} to ${text(bin.until)}: ${percent(bin.share)}`}</title>
        </rect>
      ))}
      <line class="axis" x1="0" x2={kWidth} y1={height} y2={height} />
      <text x="0" y={height + 13}>{text(first)}</text>
      <text x={kWidth} y={height + 13} text-anchor="end">{text(last)}</text>
    </svg>
  );
}

/** The two sides of a comparison on the same bins, as shares. */
export function Overlaid({ left, right, label }: { left: Shape; right: Shape; label: string }) {
  const a = shares(left.counts);
  const b = shares(right.counts);
  const height = 150;
  const most = Math.max(...a, ...b, 1e-12);
  const bins = Math.max(a.length, b.length, 1);
  const width = kWidth / bins;
  const names = 'edges' in left ? left.edges.map(compact) : left.values;
  const bar = (share: number, index: number, side: 'left' | 'right') => (
    <rect key={`${side}${index}`} class={`hist-bar ${side}`} x={index * width + 0.5} width={Math.max(0.5, width - 1)}
      y={height - (share / most) * height} height={(share / most) * height}>
      <title>{`${names[index] ?? ''}: ${percent(share)}`}</title>
    </rect>
  );
  return (
    <svg class="plot" viewBox={`0 0 ${kWidth} ${height + 18}`} role="img" aria-label={label}>
      {a.map((share, index) => bar(share, index, 'left'))}
      {b.map((share, index) => bar(share, index, 'right'))}
      <line class="axis" x1="0" x2={kWidth} y1={height} y2={height} />
      <text x="0" y={height + 14}>{names[0]}</text>
      <text x={kWidth} y={height + 14} text-anchor="end">{names[names.length - 1]}</text>
    </svg>
  );
}

export function CountBars({ items, label, total }: { items: { name: string; rows: number }[]; label: string; total?: number }) {
  const all = total ?? items.reduce((sum, item) => sum + item.rows, 0);
  const most = Math.max(...items.map((item) => item.rows), 1);
  return (
    <ul class="bars" aria-label={label}>
      {items.map((item) => (
        <li key={item.name}>
          <span class="clip">{item.name}</span>
          <Bar share={item.rows / most} />
          <span class="nums right nowrap">{count(item.rows)} <span class="muted">{percent(all > 0 ? item.rows / all : 0)}</span></span>
        </li>
      ))}
    </ul>
  );
}
