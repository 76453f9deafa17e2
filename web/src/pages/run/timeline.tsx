// SPDX-License-Identifier: Apache-2.0
// The stages of a run on one line of time.
import type { Run, Stage } from '../../api/types';
import { RunState } from '../../components/status';
import { duration, toDate } from '../../lib/format';

interface Span {
  left: number;
  width: number;
  seconds: number | null;
}

function spanOf(stage: Stage, from: number, until: number, now: number): Span {
  const begin = toDate(stage.started_at)?.getTime();
  if (begin === undefined) return { left: 0, width: 0, seconds: null };
  const end = toDate(stage.ended_at)?.getTime() ?? now;
  const whole = Math.max(1, until - from);
  return { left: ((begin - from) / whole) * 100, width: (Math.max(0, end - begin) / whole) * 100, seconds: Math.max(0, end - begin) / 1000 };
}

const kFills: Record<string, string> = { done: 'fill-good', reused: 'fill-good', failed: 'fill-bad', cancelled: 'fill-warn', running: 'fill-accent' };

export function Timeline({ run, now }: { run: Run; now: number }) {
  const from = toDate(run.started_at)?.getTime() ?? now;
  const until = toDate(run.ended_at)?.getTime() ?? now;
  if (run.stages.length === 0) return <p class="muted">No stage has begun: the run waits for the one before it.</p>;
  return (
    <ol class="timeline">
      {run.stages.map((stage) => {
        const span = spanOf(stage, from, until, now);
        return (
          <li key={stage.name}>
            <span class="row"><RunState state={stage.state} /><strong>{stage.name}</strong></span>
            <span class="timeline-track" aria-hidden="true">
              <span class={`timeline-span ${kFills[stage.state] ?? ''}`} style={{ left: `${span.left}%`, width: `${Math.min(span.width, 100 - span.left)}%` }} />
            </span>
            <span class="nums muted">{duration(span.seconds)}</span>
            {stage.message && <span class="timeline-note">{stage.message}</span>}
          </li>
        );
      })}
    </ol>
  );
}
