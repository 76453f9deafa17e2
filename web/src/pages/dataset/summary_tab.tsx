// SPDX-License-Identifier: Apache-2.0
import type { Dataset, ValidationReport } from '../../api/types';
import { CountBars } from '../../charts/histogram';
import { Badge, Card, Stat, Time } from '../../components/basics';
import { setQuery } from '../../app/router';
import { count, percent } from '../../lib/format';
import { TableScroll } from '../../components/table_scroll';

function baseName(file: string): string {
  return file.split('/').pop() ?? file;
}

export function SummaryTab({ dataset, report }: { dataset: Dataset; report: ValidationReport | null }) {
  const read = dataset.rows + dataset.quarantined;
  const errors = report?.findings.filter((finding) => finding.severity === 'error').length ?? 0;
  return (
    <>
      <div class="stats">
        <Stat label="Rows" value={count(dataset.rows)} />
        <Stat label="In quarantine" value={count(dataset.quarantined)} note={read > 0 ? percent(dataset.quarantined / read) : undefined} tone={dataset.quarantined > 0 ? 'warn' : 'plain'} />
        <Stat label="Files" value={count(dataset.sources.length)} />
        {report && <Stat label="Findings" value={count(report.findings.length)} note={errors > 0 ? `${errors} are errors` : 'no errors'} tone={errors > 0 ? 'bad' : 'plain'} />}
        {report && <Stat label="Rows with a twin" value={count(report.duplicates.rows_with_a_twin)} note={`${count(report.duplicates.distinct)} distinct`} />}
        {report && <Stat label="Contradictions" value={count(report.contradictions.rows)} note="equal rows, other class" />}
        {report?.accuracy_ceiling !== null && report?.accuracy_ceiling !== undefined && <Stat label="Accuracy ceiling" value={percent(report.accuracy_ceiling)} note="no model can do better" />}
      </div>
      <div class="grid" style={{ '--least': '24rem' }}>
        {report && report.classes.length > 0 && (
          <Card title="Class balance"><CountBars label="Rows of each class" items={report.classes} /></Card>
        )}
        <Card title="Files" flush>
          <TableScroll label="Files" low>
            <table>
              <thead><tr><th scope="col">File</th><th scope="col" class="num">Rows</th><th scope="col" class="num">Quarantined</th><th scope="col">Read</th></tr></thead>
              <tbody>
                {[...dataset.sources].sort((a, b) => b.ingested_at.localeCompare(a.ingested_at)).map((source) => (
                  <tr key={source.id}>
                    <th scope="row" title={`SHA-256 ${source.content_sha256}`}>{baseName(source.name)} {!source.complete && <Badge tone="warn" icon="warning">cut short</Badge>}</th>
                    <td class="num">{count(source.rows)}</td>
                    <td class="num">{count(source.quarantined)}</td>
                    <td><Time at={source.ingested_at} /></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </Card>
      </div>
      {!report && <p class="muted">Not validated yet: <button type="button" class="button" onClick={() => setQuery({ tab: 'findings' })}>Look for findings</button></p>}
    </>
  );
}
