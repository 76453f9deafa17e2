// SPDX-License-Identifier: Apache-2.0
import { Bar } from '../../components/basics';

const kShown = 6;

/** The scores of all classes, the highest first. */
export function CountBarsOfScores({ scores, decided }: { scores: Record<string, number>; decided: string }) {
  const sorted = Object.entries(scores).sort((a, b) => b[1] - a[1]).slice(0, kShown);
  return (
    <ul class="bars" aria-label="Score of each class">
      {sorted.map(([name, score]) => (
        <li key={name}>
          <span class="clip">{name === decided ? <strong>{name}</strong> : name}</span>
          <Bar share={score} tone={name === decided ? 'accent' : 'plain'} />
          <span class="nums right">{score.toFixed(4)}</span>
        </li>
      ))}
    </ul>
  );
}
