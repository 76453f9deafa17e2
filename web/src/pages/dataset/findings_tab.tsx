// SPDX-License-Identifier: Apache-2.0
// What validation found: what makes rows unusable, and what makes results lie.
import { useState } from 'preact/hooks';
import { path, send } from '../../api/client';
import type { Dataset, Finding, ValidationReport } from '../../api/types';
import type { Resource } from '../../app/resource';
import { sayProblem } from '../../app/toasts';
import { Button, Card, Empty, LinkButton } from '../../components/basics';
import { Segments } from '../../components/fields';
import { ProblemPanel } from '../../components/problem_panel';
import { SeverityMark } from '../../components/status';
import { count, words } from '../../lib/format';

const kGravity = ['error', 'warning', 'info', 'note'];

export function FindingsTab({ dataset, report }: { dataset: Dataset; report: Resource<ValidationReport> }) {
  const [busy, setBusy] = useState(false);
  const [severity, setSeverity] = useState('all');
  const validate = async () => {
    setBusy(true);
    try {
      await send('POST', `/datasets${path(dataset.name, 'validate')}`);
      report.reload();
    } catch (error) {
      sayProblem(error);
    } finally {
      setBusy(false);
    }
  };
  if (report.problem && report.problem.status !== 404) return <ProblemPanel problem={report.problem} retry={report.reload} />;
  if (!report.data)
    return (
      <Card>
        <Empty icon="shield" title="Not validated yet" action={<Button kind="primary" busy={busy || report.loading} onClick={() => void validate()}>Validate</Button>}>
          Looks for missing values, columns that give the class away, identifiers, duplicates, contradictions and drift between files. From the command line: <code>vedette validate --dataset {dataset.name}</code>
        </Empty>
      </Card>
    );
  const findings = [...report.data.findings].sort((a, b) => kGravity.indexOf(a.severity) - kGravity.indexOf(b.severity));
  const shown = severity === 'all' ? findings : findings.filter((finding) => finding.severity === severity);
  const tally = (wanted: string) => count(findings.filter((finding) => finding.severity === wanted).length);
  return (
    <Card title="Findings" actions={
      <>
        <LinkButton href={`/api/v1/datasets${path(dataset.name, 'report')}`} icon="file" download={`${dataset.name}-report.html`}>Report</LinkButton>
        <Button icon="refresh" busy={busy} onClick={() => void validate()}>Validate again</Button>
      </>
    }>
      {report.data.stale && <p class="hint-box warn">Rows have come or gone since this was found out. Validate again.</p>}
      {report.data.sample && <p class="note">Looked at a fair sample of {count(report.data.sample.rows)} of {count(report.data.sample.of)} rows.</p>}
      {findings.length === 0 ? <Empty icon="check" title="Nothing found">The rows are as the schema says, and nothing gives the class away.</Empty> : (
        <>
          <Segments label="Severity" value={severity} onPick={setSeverity} choices={[
            { value: 'all', label: 'All', count: count(findings.length) },
            ...kGravity.filter((one) => findings.some((finding) => finding.severity === one)).map((one) => ({ value: one, label: `${one[0]?.toUpperCase() ?? ''}${one.slice(1)}`, count: tally(one) })),
          ]} />
          <ul class="finding-list">{shown.map((finding, index) => <FindingItem key={index} finding={finding} />)}</ul>
        </>
      )}
    </Card>
  );
}

function FindingItem({ finding }: { finding: Finding }) {
  return (
    <li>
      <span><SeverityMark severity={finding.severity} /></span>
      <div>
        <p><strong>{words(finding.code)}</strong>{finding.column && <> in <code>{finding.column}</code></>}: {finding.sentence}</p>
        <p class="note">{finding.advice}{finding.first_rows.length > 0 && ` · first rows ${finding.first_rows.slice(0, 5).join(', ')}`}</p>
      </div>
    </li>
  );
}
