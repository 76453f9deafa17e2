// SPDX-License-Identifier: Apache-2.0
// Brings a file into a data set: which one, under which schema, with what progress.
import { useEffect, useRef, useState } from 'preact/hooks';
import { path, send, sendRaw, withQuery } from '../../api/client';
import { asProblem, type Problem } from '../../api/problem';
import type { Dataset, InferredSchema, IngestReport, Page, SchemaEntry } from '../../api/types';
import { upload } from '../../api/upload';
import { onEvents } from '../../app/live';
import { useGet } from '../../app/resource';
import { go, to } from '../../app/router';
import { say } from '../../app/toasts';
import { Badge, Bar, Button } from '../../components/basics';
import { Dialog } from '../../components/dialog';
import { Dropzone } from '../../components/dropzone';
import { AreaField, SelectField, TextField } from '../../components/fields';
import { ProblemPanel } from '../../components/problem_panel';
import { detectFile, type Detected } from '../../lib/detect';
import { bytes, count } from '../../lib/format';

const kHead = 16 * 1024 * 1024;
const kInfer = 'infer';
const kPresent = '';

interface Chosen {
  file: File;
  detected: Detected;
}

/** A name for a data set from that of a file: day1.flows.csv.gz → day1-flows. */
export function nameFrom(file: string): string {
  return file.replace(/(\.(csv|tsv|txt|jsonl|ndjson|json|pcap|pcapng|log|gz|zst))+$/i, '').toLowerCase().replace(/[^a-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60) || 'data';
}

export function UploadDialog({ known, target, onClose }: { known: Dataset[]; target?: string; onClose: () => void }) {
  const schemas = useGet<Page<SchemaEntry>>('/schemas');
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [name, setName] = useState(target ?? '');
  const [schema, setSchema] = useState(target ? kPresent : 'flows');
  const [yaml, setYaml] = useState<string | null>(null);
  const [notes, setNotes] = useState<string[]>([]);
  const [sent, setSent] = useState<number | null>(null);
  const [rows, setRows] = useState(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef<AbortController | null>(null);
  const exists = known.some((set) => set.name === name) || name === target;
  useEffect(() => () => running.current?.abort(), []);
  useEffect(() => onEvents(['ingest.progress'], (_event, data) => {
    const progress = data as { dataset?: string; rows?: number } | null;
    if (progress?.dataset === name && progress.rows !== undefined) setRows(progress.rows);
  }), [name]);

  const take = async (file: File) => {
    const detected = await detectFile(file);
    setChosen({ file, detected });
    setYaml(null);
    setProblem(null);
    if (name === '') setName(nameFrom(file.name));
    if (!target && !exists) setSchema(detected.kind === 'capture' ? 'flows' : kInfer);
  };
  const infer = async (file: File) => {
    setBusy(true);
    setProblem(null);
    try {
      const inferred = await sendRaw<InferredSchema>('POST', '/schemas/infer', file.slice(0, kHead), 'application/octet-stream');
      setYaml(inferred.schema);
      setNotes(inferred.notes ?? []);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const start = async () => {
    if (!chosen) return;
    const stop = new AbortController();
    running.current = stop;
    setBusy(true);
    setProblem(null);
    setSent(0);
    try {
      if (yaml !== null && !exists) await sendRaw('PUT', `/datasets${path(name, 'schema')}`, yaml, 'application/yaml');
      const named = exists || yaml !== null ? null : schema;
      const report = await upload<IngestReport>(withQuery(`/datasets${path(name, 'files')}`, { schema: named, filename: chosen.file.name }), {
        body: chosen.file, contentType: 'application/octet-stream', onProgress: (done, total) => setSent(done / Math.max(1, total)), signal: stop.signal,
      });
      say(report.already_there ? `${chosen.file.name} is in ${name} already: nothing was added` : `${name}: ${count(report.rows)} rows${report.quarantined > 0 ? `, ${count(report.quarantined)} in quarantine` : ''}`);
      onClose();
      go(to(['data', name], report.quarantined > 0 ? { tab: 'quarantine' } : {}));
    } catch (error) {
      if (!stop.signal.aborted) setProblem(asProblem(error));
    } finally {
      setBusy(false);
      setSent(null);
    }
  };
  const needsPreview = schema === kInfer && !exists && yaml === null;
  const choices = [
    ...(schemas.data?.items ?? []).map((one) => ({ value: one.name, label: `${one.name} (${one.columns} columns)` })),
    { value: kInfer, label: 'Infer from the file' },
  ];
  return (
    <Dialog title={target ? `Add a file to ${target}` : 'Upload a file'} onClose={onClose} wide footer={
      <>
        {busy && sent !== null && <Button icon="stop" onClick={() => running.current?.abort()}>Stop</Button>}
        {needsPreview
          ? <Button kind="primary" busy={busy} disabled={!chosen} onClick={() => chosen && void infer(chosen.file)}>Look at the file</Button>
          : <Button kind="primary" icon="upload" busy={busy} disabled={!chosen || name === ''} onClick={() => void start()}>Upload</Button>}
      </>
    }>
      {chosen
        ? <div class="row wrap"><Badge tone="accent" icon="file">{chosen.file.name}</Badge><span>{chosen.detected.text}, {bytes(chosen.file.size)}</span><Button kind="ghost" class="small" onClick={() => setChosen(null)}>Another file</Button></div>
        : <Dropzone label="Drop a file here, or press to choose one" onFile={(file) => void take(file)}>CSV, JSON Lines, pcap, Zeek, Suricata EVE, Argus, NetFlow; plain or packed (.gz, .zst)</Dropzone>}
      {!target && (
        <div class="fields">
          <TextField label="Data set" value={name} onText={setName} error={problem?.fieldDetail('name') ?? null} help={exists ? 'exists: the rows are added under its schema' : 'a new one is made'} />
          {!exists && <SelectField label="Schema" value={schema} choices={choices} onPick={(value) => { setSchema(value); setYaml(null); }} help="Says what each column is: feature, label, identifier, time" />}
        </div>
      )}
      {yaml !== null && !exists && (
        <>
          {notes.length > 0 && <ul class="note">{notes.map((note) => <li key={note}>{note}</li>)}</ul>}
          <AreaField label="Inferred schema" help="Look at it before it is used: name the label column, and set identifiers aside." rows={14} value={yaml} onText={setYaml} />
        </>
      )}
      {sent !== null && (
        <div class="stack tight" role="status">
          <Bar share={sent} label={`Sent ${Math.round(sent * 100)} %`} />
          <p class="note nums">{sent < 1 ? `${Math.round(sent * 100)} % of ${bytes(chosen?.file.size)} sent` : rows > 0 ? `${count(rows)} rows read…` : 'Sent; rows are being read…'}</p>
        </div>
      )}
      {problem && <ProblemPanel problem={problem} />}
    </Dialog>
  );
}

/** Removes a data set after asking. */
export async function dropDataset(name: string): Promise<void> {
  await send<void>('DELETE', `/datasets${path(name)}`);
}
