// SPDX-License-Identifier: Apache-2.0
import type { Overview } from '../../api/types';
import { to } from '../../app/router';
import { SeverityMark } from '../../components/status';

const kShown = 6;

/** What validation found, the gravest first. */
export function FindingList({ findings }: { findings: NonNullable<Overview['findings']> }) {
  if (findings.length === 0)
    return <p class="muted">No findings are known. Validate a data set on <a href="/data">its page</a> to look for what makes results lie.</p>;
  const grave = (severity: string) => (severity === 'error' ? 0 : severity === 'warning' ? 1 : 2);
  const sorted = [...findings].sort((a, b) => grave(a.severity) - grave(b.severity));
  return (
    <>
      <ul class="finding-list">
        {sorted.slice(0, kShown).map((finding, index) => (
          <li key={index}>
            <span><SeverityMark severity={finding.severity} /></span>
            <span>{finding.column && <><code>{finding.column}</code>: </>}{finding.sentence} in <a href={to(['data', finding.dataset], { tab: 'findings' })}>{finding.dataset}</a></span>
          </li>
        ))}
      </ul>
      {sorted.length > kShown && <p class="note">And {sorted.length - kShown} more on the pages of the data sets.</p>}
    </>
  );
}
