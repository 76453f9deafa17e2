// SPDX-License-Identifier: Apache-2.0
// What pushed one verdict to either side: a bar per feature, with its value and what is normal.
import type { ExplainedFeature } from '../api/types';
import { measure, percent, signed } from '../lib/format';

function normalText(feature: ExplainedFeature): string {
  if (feature.normal) {
    const { low, median, high } = feature.normal;
    return `normal ${measure(low)} to ${measure(high)}, mostly ${measure(median)}`;
  }
  if (feature.usual && feature.usual.length > 0) return `usual ${feature.usual.slice(0, 4).join(', ')}`;
  return '';
}

function isUnusual(feature: ExplainedFeature): boolean {
  if (!feature.normal || typeof feature.value !== 'number') return false;
  return feature.value < feature.normal.low || feature.value > feature.normal.high;
}

export interface DivergingTones {
  right: 'accent' | 'plain' | 'good' | 'bad';
  left: 'accent' | 'plain' | 'good' | 'bad';
}

export function DivergingBars({ features, towards, away, tones }: {
  features: ExplainedFeature[];
  towards: string;
  away: string;
  tones: DivergingTones;
}) {
  const most = Math.max(...features.map((feature) => Math.abs(feature.contribution)), 1e-12);
  return (
    <ul class="diverging" aria-label={`Contributions: to the right towards ${towards}, to the left ${away}`}>
      {features.map((feature) => {
        const share = (Math.abs(feature.contribution) / most) * 50;
        const positive = feature.contribution >= 0;
        const place = positive ? { left: '50%', width: `${share}%` } : { right: '50%', width: `${share}%` };
        return (
          <li key={feature.feature}>
            <span>
              <span class="diverging-name">{feature.feature}</span>{' '}
              <span class="nums nowrap">{feature.value === null ? 'missing' : `= ${measure(feature.value)}`}</span>
            </span>
            <span class="diverging-track" aria-hidden="true">
              <span class={`diverging-bar fill-${positive ? tones.right : tones.left}`} style={place} />
            </span>
            <span class="nums right" title={feature.standard_error === undefined ? undefined : `± ${measure(feature.standard_error)}`}>{signed(feature.contribution)}</span>
            <span class="diverging-value">
              {isUnusual(feature) && <strong>unusual: </strong>}{normalText(feature)}
              {feature.percentile !== null && ` · above ${percent(feature.percentile, 0)} of rows`}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
