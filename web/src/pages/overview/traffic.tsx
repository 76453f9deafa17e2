// SPDX-License-Identifier: Apache-2.0
// Predictions over the last half hour; new points come with the event stream.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Overview, TrafficPoint } from '../../api/types';
import { Figure } from '../../charts/figure';
import type { TimeSeriesProps } from '../../charts/time_series';
import { onEvents } from '../../app/live';
import { zone } from '../../app/settings';
import { Card, Empty } from '../../components/basics';
import { lazy } from '../../components/lazy';
import { plural, stamp } from '../../lib/format';
import { mergePoint, traffic as trafficData } from './traffic_data';

const kHeight = 210;
const kLegendHeight = 26;
const TimeSeries = lazy<TimeSeriesProps>(() => import('../../charts/time_series'), kHeight + kLegendHeight);
const kSeries = [
  { name: 'rows', colour: 'fill-accent', fill: true },
  { name: 'attacks', colour: 'fill-bad' },
  { name: 'rejected', colour: 'fill-warn' },
];

export function Traffic({ traffic }: { traffic: Overview['traffic'] }) {
  const [points, setPoints] = useState<TrafficPoint[]>(traffic.points);
  useEffect(() => setPoints(traffic.points), [traffic]);
  useEffect(() => onEvents(['traffic'], (name, data) => {
    if (name === 'traffic') setPoints((known) => mergePoint(known, data));
  }), []);
  const data = useMemo(() => trafficData(points, traffic.step_seconds, Math.floor(Date.now() / 1000)), [points, traffic.step_seconds]);
  const scored = points.some((point) => point[1] > 0 || point[3] > 0);
  const last = points[points.length - 1];
  const table = () => ({
    header: ['time', 'rows', 'attacks', 'rejected', 'requests', 'mean latency (µs)'],
    rows: [...points].reverse().map((point) => [stamp(point[0], zone.value), ...point.slice(1)]),
  });
  return (
    <Card>
      <Figure title={`Predictions per ${traffic.step_seconds} s`} note={last && scored ? `${plural(last[4], 'request')} in the latest step` : 'Of the last half hour'} table={table}>
        {scored ? <TimeSeries series={kSeries} data={data} height={kHeight} label="Rows, attacks and rejected rows over the last half hour" />
          : <Empty icon="predict" title="Nothing scored lately">Rows that are scored, and the attacks among them, are drawn here as they come.</Empty>}
      </Figure>
    </Card>
  );
}
