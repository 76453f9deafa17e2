// SPDX-License-Identifier: Apache-2.0
// States are told by shape and word, and only then by colour.
import type { Decision, LightColour, Prediction, Severity } from '../api/types';
import { measure } from '../lib/format';
import { Badge, type Tone } from './basics';
import type { IconName } from './icon';

const kShapes = {
  disc: 'M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9z',
  triangle: 'M6 1l5.2 9.5H.8z',
  square: 'M1.8 1.8h8.4v8.4H1.8z',
  diamond: 'M6 .8L11.2 6 6 11.2.8 6z',
  ring: 'M6 2.2a3.8 3.8 0 1 0 0 7.6a3.8 3.8 0 1 0 0-7.6z',
  cross: 'M2.5 2.5l7 7M9.5 2.5l-7 7',
} as const;

type Shape = keyof typeof kShapes;

export function ShapeMark({ shape, tone }: { shape: Shape; tone: Tone }) {
  const drawn = shape === 'ring' || shape === 'cross';
  return (
    <svg class={`shape tone-text-${tone}`} width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      <path d={kShapes[shape]} fill={drawn ? 'none' : 'currentColor'} stroke={drawn ? 'currentColor' : 'none'} stroke-width="1.8" />
    </svg>
  );
}

const kDecisions: Record<Decision, { shape: Shape; tone: Tone; word: string }> = {
  benign: { shape: 'disc', tone: 'good', word: 'benign' },
  attack: { shape: 'triangle', tone: 'bad', word: 'attack' },
  abstain: { shape: 'diamond', tone: 'accent', word: 'class' },
};

export function Verdict({ prediction, large = false }: { prediction: Prediction; large?: boolean }) {
  const size = large ? 'verdict large' : 'verdict';
  if (prediction.error || !prediction.decision)
    return <span class={size}><ShapeMark shape="cross" tone="warn" /> no verdict</span>;
  const { shape, tone, word } = kDecisions[prediction.decision];
  // Without a benign class there is no alarm to raise: the class is the answer.
  const text = prediction.decision === 'abstain' ? (prediction.class ?? word) : word;
  return <span class={`${size} tone-text-${tone}`}><ShapeMark shape={shape} tone={tone} /> {text}</span>;
}

/** The attack score as a bar with a mark at the threshold. */
export function Score({ prediction, wide = false }: { prediction: Prediction; wide?: boolean }) {
  const score = prediction.attack_score;
  if (score === undefined) return <span class="muted">–</span>;
  const tone = prediction.decision === 'attack' ? 'bad' : prediction.decision === 'benign' ? 'good' : 'accent';
  return (
    <span class={`score ${wide ? 'wide' : ''}`}>
      <span class="score-bar" aria-hidden="true">
        <span class={`bar-fill fill-${tone}`} style={{ width: `${score * 100}%` }} />
        {prediction.threshold !== null && <span class="score-mark" style={{ left: `${prediction.threshold * 100}%` }} />}
      </span>
      <span class="nums">{score.toFixed(3)}</span>
    </span>
  );
}

const kLights: Record<LightColour, { tone: Tone; shape: Shape; letter: string; word: string }> = {
  green: { tone: 'good', shape: 'disc', letter: 'G', word: 'stable' },
  amber: { tone: 'warn', shape: 'diamond', letter: 'A', word: 'shifted' },
  red: { tone: 'bad', shape: 'triangle', letter: 'R', word: 'drifted' },
  none: { tone: 'plain', shape: 'ring', letter: '–', word: 'not measured' },
};

export function Light({ colour, withWord = true }: { colour: LightColour; withWord?: boolean }) {
  const { tone, shape, letter, word } = kLights[colour] ?? kLights.none;
  return (
    <span class="light" title={`Drift: ${word}`}>
      <ShapeMark shape={shape} tone={tone} />
      <span class="light-letter">{letter}</span>
      {withWord ? <span>{word}</span> : <span class="hidden">{word}</span>}
    </span>
  );
}

const kStates: Record<string, { tone: Tone; icon: IconName; word: string }> = {
  done: { tone: 'good', icon: 'check', word: 'done' },
  reused: { tone: 'good', icon: 'check', word: 'reused' },
  running: { tone: 'accent', icon: 'refresh', word: 'running' },
  waiting: { tone: 'plain', icon: 'clock', word: 'waiting' },
  pending: { tone: 'plain', icon: 'clock', word: 'pending' },
  failed: { tone: 'bad', icon: 'cross', word: 'failed' },
  cancelled: { tone: 'warn', icon: 'stop', word: 'cancelled' },
  skipped: { tone: 'plain', icon: 'right', word: 'skipped' },
};

export function RunState({ state }: { state: string }) {
  const { tone, icon, word } = kStates[state] ?? { tone: 'plain' as Tone, icon: 'info' as IconName, word: state };
  return <Badge tone={tone} icon={icon}>{word}</Badge>;
}

const kSeverities: Record<string, { tone: Tone; icon: IconName }> = {
  error: { tone: 'bad', icon: 'cross' },
  warning: { tone: 'warn', icon: 'warning' },
};

export function SeverityMark({ severity }: { severity: Severity }) {
  const { tone, icon } = kSeverities[severity] ?? { tone: 'plain' as Tone, icon: 'info' as IconName };
  return <Badge tone={tone} icon={icon}>{severity}</Badge>;
}

export function CheckState({ state }: { state: string }) {
  if (state === 'ok' || state === 'passed') return <Badge tone="good" icon="check">{state}</Badge>;
  if (state === 'warning') return <Badge tone="warn" icon="warning">warning</Badge>;
  return <Badge tone="bad" icon="cross">{state}</Badge>;
}

/** A figure with its interval, as two people would say it. */
export function Interval({ of }: { of: [number, number] | null | undefined }) {
  if (!of) return null;
  return <span class="muted nums nowrap">{measure(of[0])} to {measure(of[1])}</span>;
}
