// SPDX-License-Identifier: Apache-2.0
// Curves in a unit square or any ranges: ROC, precision and recall, calibration, thresholds.
import { useState } from 'preact/hooks';
import { compact, measure } from '../lib/format';
import { Figure, Key } from './figure';
import { linear, polyline } from './scale';

export interface Curve {
  name: string;
  points: [number, number][];
  tone?: 'accent' | 'second';
  dots?: boolean;
}

export interface XyProps {
  title: string;
  note?: string;
  x: string;
  y: string;
  curves: Curve[];
  xRange?: [number, number];
  yRange?: [number, number];
  /** A line of reference, such as chance. */
  guide?: [[number, number], [number, number]];
  /** Where the reader is, such as the threshold in use. */
  mark?: { x: number; y: number; label: string };
}

const kWidth = 360;
const kHeight = 250;
const kEdge = { left: 44, right: 10, top: 10, bottom: 36 };

export function XyPlot({ title, note, x, y, curves, xRange = [0, 1], yRange = [0, 1], guide, mark }: XyProps) {
  const [near, setNear] = useState<[number, number] | null>(null);
  const sx = linear(xRange[0], xRange[1], kEdge.left, kWidth - kEdge.right);
  const sy = linear(yRange[0], yRange[1], kHeight - kEdge.bottom, kEdge.top);
  const find = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    const box = event.currentTarget.getBoundingClientRect();
    const px = ((event.clientX - box.left) / box.width) * kWidth;
    const py = ((event.clientY - box.top) / box.height) * kHeight;
    let best: [number, number] | null = null;
    let least = Infinity;
    for (const point of curves.flatMap((curve) => curve.points)) {
      const distance = (sx(point[0]) - px) ** 2 + (sy(point[1]) - py) ** 2;
      if (distance < least) {
        least = distance;
        best = point;
      }
    }
    setNear(best);
  };
  const table = () => ({
    header: ['curve', x, y],
    rows: curves.flatMap((curve) => curve.points.map(([a, b]): (string | number)[] => [curve.name, a, b])),
  });
  const several = curves.length > 1;
  return (
    <Figure title={title} note={note} table={table}
      legend={several && curves.map((curve) => <Key key={curve.name} tone={curve.tone ?? 'accent'}>{curve.name}</Key>)}>
      <svg class="plot" viewBox={`0 0 ${kWidth} ${kHeight}`} role="img" aria-label={`${title}: ${y} against ${x}`}
        onPointerMove={find} onPointerLeave={() => setNear(null)}>
        {sx.ticks.map((tick) => (
          <g key={`x${tick}`}>
            <line class="gridline" x1={sx(tick)} x2={sx(tick)} y1={kEdge.top} y2={kHeight - kEdge.bottom} />
            <text x={sx(tick)} y={kHeight - kEdge.bottom + 14} text-anchor="middle">{compact(tick)}</text>
          </g>
        ))}
        {sy.ticks.map((tick) => (
          <g key={`y${tick}`}>
            <line class="gridline" x1={kEdge.left} x2={kWidth - kEdge.right} y1={sy(tick)} y2={sy(tick)} />
            <text x={kEdge.left - 6} y={sy(tick) + 4} text-anchor="end">{compact(tick)}</text>
          </g>
        ))}
        <text x={(kEdge.left + kWidth - kEdge.right) / 2} y={kHeight - 6} text-anchor="middle">{x}</text>
        <text transform={`translate(11 ${(kEdge.top + kHeight - kEdge.bottom) / 2}) rotate(-90)`} text-anchor="middle">{y}</text>
        {guide && <line class="guide" x1={sx(guide[0][0])} y1={sy(guide[0][1])} x2={sx(guide[1][0])} y2={sy(guide[1][1])} />}
        {curves.map((curve) => (
          <g key={curve.name}>
            <path class={`curve ${curve.tone === 'second' ? 'second' : ''}`} d={polyline(curve.points.map(([a, b]) => [sx(a), sy(b)]))} />
            {curve.dots && curve.points.map(([a, b], index) => <circle key={index} class="dot" cx={sx(a)} cy={sy(b)} r="3.2" />)}
          </g>
        ))}
        {mark && <circle class="point" cx={sx(mark.x)} cy={sy(mark.y)} r="5" />}
        {near && <circle class="dot" cx={sx(near[0])} cy={sy(near[1])} r="4" />}
      </svg>
      <p class="readout">
        {near ? `${x} ${measure(near[0])}, ${y} ${measure(near[1])}` : mark ? `○ ${mark.label}: ${x} ${measure(mark.x)}, ${y} ${measure(mark.y)}` : ''}
      </p>
    </Figure>
  );
}
