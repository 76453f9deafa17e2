// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { path, sendRaw } from '../../api/client';
import { asProblem, type Problem } from '../../api/problem';
import type { Dataset } from '../../api/types';
import { useGet } from '../../app/resource';
import { may } from '../../app/session';
import { say } from '../../app/toasts';
import { Button, Card, Code } from '../../components/basics';
import { AreaField } from '../../components/fields';
import { Loaded, ProblemPanel } from '../../components/problem_panel';

/** The schema as it is, and a way to change it. */
export function SchemaTab({ dataset, onChanged }: { dataset: Dataset; onChanged: () => void }) {
  const schema = useGet<string>(`/datasets${path(dataset.name, 'schema')}`, { accept: 'application/yaml' });
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      await sendRaw('PUT', `/datasets${path(dataset.name, 'schema')}`, draft ?? '', 'application/yaml');
      say('The schema is changed');
      setDraft(null);
      setProblem(null);
      schema.reload();
      onChanged();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Loaded from={schema} lines={12}>
      {(text) => (
        <Card title="Schema" note="Says of each column its type and role. Identifiers and times are no features."
          actions={draft === null
            ? may('ingest') && <Button onClick={() => setDraft(text)}>Edit</Button>
            : <><Button onClick={() => { setDraft(null); setProblem(null); }}>Cancel</Button><Button kind="primary" busy={busy} onClick={() => void save()}>Save</Button></>}>
          {draft === null ? <Code label="schema" text={text} /> : <AreaField label="Schema" hideLabel rows={24} value={draft} onText={setDraft} />}
          {problem && <ProblemPanel problem={problem} />}
        </Card>
      )}
    </Loaded>
  );
}
