// SPDX-License-Identifier: Apache-2.0
// Values over time, drawn by uPlot in the colours of the page.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'preact/hooks';
import { paletteGeneration, zone } from '../app/settings';
import { compact } from '../lib/format';

export interface Series {
  name: string;
  /** Name of a colour in tokens.css, without the dashes. */
  colour: string;
  fill?: boolean;
}

export interface TimeSeriesProps {
  series: Series[];
  /** Epoch seconds, then one array per series. */
  data: number[][];
  height: number;
  label: string;
}

/** What a custom property looks like in the present theme; a canvas cannot read it by name. */
function colour(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

function options(props: TimeSeriesProps, width: number, utc: boolean): uPlot.Options {
  const axis = (): uPlot.Axis => ({
    stroke: colour('muted'),
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
  });
  return {
    width,
    height: props.height,
    tzDate: (seconds) => (utc ? uPlot.tzDate(new Date(seconds * 1e3), 'Etc/UTC') : new Date(seconds * 1e3)),
    cursor: { y: false, points: { size: 6 } },
    legend: { live: true },
    axes: [
      { ...axis(), values: '{HH}:{mm}' },
      { ...axis(), size: 46, values: (_plot, values) => values.map((value) => (Number.isInteger(value) ? compact(value) : '')) },
    ],
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(high * 1.1, 4)] } },
    series: [
      { label: 'time', value: utc ? '{HH}:{mm}:{ss} UTC' : '{HH}:{mm}:{ss}' },
      ...props.series.map((one): uPlot.Series => ({
        label: one.name,
        stroke: colour(one.colour),
        width: 1.75,
        points: { show: false },
        ...(one.fill ? { fill: colour(one.colour).replace(/^rgb\((.*)\)$/, 'rgba($1, 0.14)') } : {}),
        value: (_plot, value) => (value === null || value === undefined ? '–' : compact(value)),
      })),
    ],
  };
}

export default function TimeSeries(props: TimeSeriesProps) {
  const spot = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const generation = paletteGeneration.value;
  const utc = zone.value === 'utc';
  useEffect(() => {
    const element = spot.current;
    if (!element) return;
    const made = new uPlot(options(props, element.clientWidth, utc), props.data as uPlot.AlignedData, element);
    plot.current = made;
    const watcher = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: props.height }));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [generation, utc, props.series.length, props.height]);
  useEffect(() => plot.current?.setData(props.data as uPlot.AlignedData), [props.data]);
  return <div ref={spot} class="uplot-place" role="img" aria-label={props.label} />;
}
