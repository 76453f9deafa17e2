// SPDX-License-Identifier: Apache-2.0
// What went wrong, where, and what to do about it.
import type { ComponentChildren } from 'preact';
import type { Problem } from '../api/problem';
import type { Resource } from '../app/resource';
import { Button, Skeleton } from './basics';
import { Icon } from './icon';

function placeText(problem: Problem): string {
  const where = problem.where;
  if (!where) return '';
  return [
    where.file,
    where.row && `row ${where.row}`,
    where.column && `column ${where.column}`,
    where.byte && `byte ${where.byte}`,
  ].filter(Boolean).join(', ');
}

export function ProblemPanel({ problem, retry }: { problem: Problem; retry?: () => void }) {
  const where = placeText(problem);
  return (
    <div class="problem" role="alert">
      <Icon name="cross" />
      <div class="stack tight">
        <p class="problem-title">{problem.detail || problem.title}</p>
        {problem.fields.length > 0 && (
          <ul class="plain">
            {problem.fields.map((field) => <li key={field.pointer}><code>{field.pointer}</code> {field.detail}</li>)}
          </ul>
        )}
        {where && <p class="note">In {where}.</p>}
        {problem.hint && <p class="note">{problem.hint}</p>}
        {problem.retryAfterSeconds !== null && <p class="note">Try again in {problem.retryAfterSeconds} s.</p>}
        {problem.instance && <p class="note faint">Request {problem.instance.replace(/^urn:[a-z]+:(request:)?/, '')}</p>}
        {retry && <div><Button icon="refresh" onClick={retry}>Try again</Button></div>}
      </div>
    </div>
  );
}

/** Shows what has loaded, or why it has not; old data stays while new data loads. */
export function Loaded<T>({ from, height, lines, children }: {
  from: Resource<T>;
  height?: number;
  lines?: number;
  children: (data: T) => ComponentChildren;
}) {
  if (from.data !== null) return <>{children(from.data)}</>;
  if (from.problem) return <ProblemPanel problem={from.problem} retry={from.reload} />;
  return <Skeleton height={height} lines={lines} />;
}
