// SPDX-License-Identifier: Apache-2.0
// A file, a capture or a pasted table: what it is, which columns to repeat, and its verdicts.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../../api/problem';
import type { ModelDetail, Prediction } from '../../api/types';
import { session } from '../../app/session';
import { Badge, Button, Card, Code, Disclosure } from '../../components/basics';
import { Dropzone } from '../../components/dropzone';
import { AreaField, Check, Segments, TextField } from '../../components/fields';
import { ProblemPanel } from '../../components/problem_panel';
import { curl } from '../../lib/curl';
import { detectFile, detectText, type Detected } from '../../lib/detect';
import { bytes } from '../../lib/format';
import { Results } from './results';
import { count, kEmptyTally, predictTarget, streamPredictions, type Tally } from './stream';

/** Captures below this size bring all values back, so that each flow can be explained. */
const kKeepAllBelow = 256e6;
const kFlowColumns = ['src_ip', 'src_port', 'dst_ip', 'dst_port', 'protocol'];
const kReasons = 3;

export interface Input {
  blob: Blob;
  name: string;
  detected: Detected;
}

function keptColumns(input: Input, asked: string, model: ModelDetail): string[] {
  const typed = asked.split(',').map((part) => part.trim()).filter(Boolean);
  if (input.detected.kind !== 'capture') return typed;
  const features = input.blob.size <= kKeepAllBelow ? model.features.map((feature) => feature.name) : [];
  return [...new Set([...typed, ...kFlowColumns, ...features])];
}

export function Batch({ model, name }: { model: ModelDetail; name: string }) {
  const [way, setWay] = useState<'file' | 'text'>('file');
  const [input, setInput] = useState<Input | null>(null);
  const [text, setText] = useState('');
  const [keep, setKeep] = useState('');
  const [reasons, setReasons] = useState(true);
  const [rows, setRows] = useState<Prediction[]>([]);
  const [tally, setTally] = useState<Tally>(kEmptyTally);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState<Input | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const detectedText = useMemo(() => detectText(text), [text]);
  const current: Input | null = way === 'file' ? input
    : detectedText.kind === 'empty' ? null : { blob: new Blob([text]), name: 'pasted text', detected: detectedText };
  const missing = current && current.detected.columns.length > 0
    ? model.features.filter((feature) => !current.detected.columns.includes(feature.name)).map((feature) => feature.name) : [];

  const start = async () => {
    if (!current) return;
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    let collected: Prediction[] = [];
    let counted = kEmptyTally;
    let drawn = 0;
    const draw = () => {
      setRows(collected);
      setTally(counted);
      drawn = performance.now();
    };
    setProblem(null);
    setBusy(true);
    setAsked(current);
    draw();
    try {
      await streamPredictions({
        model: name, input: current.blob, detected: current.detected, keep: keptColumns(current, keep, model), reasons: reasons ? kReasons : 0, signal: stop.signal,
        onBatch: (batch) => {
          collected = collected.concat(batch);
          counted = count(counted, batch);
          // Sorting and drawing cost more than reading: four times a second is often enough.
          if (performance.now() - drawn > 250) draw();
        },
      });
    } catch (error) {
      if (!stop.signal.aborted) setProblem(asProblem(error));
    } finally {
      if (running.current === stop) {
        draw();
        setBusy(false);
      }
    }
  };
  const take = async (file: File) => setInput({ blob: file, name: file.name, detected: await detectFile(file) });
  const command = current && curl({
    method: 'POST',
    url: `${location.origin}/api/v1${predictTarget({ model: name, keep: keep.split(',').map((part) => part.trim()).filter(Boolean), reasons: reasons ? kReasons : 0 })}`,
    contentType: current.detected.contentType, accept: 'application/x-ndjson', file: way === 'file' ? current.name : 'rows.txt', token: session.value?.access === 'accounts',
  });
  return (
    <>
      <Card title="Input" actions={<Segments label="Where the rows come from" value={way} onPick={(value) => setWay(value as 'file' | 'text')} choices={[{ value: 'file', label: 'File' }, { value: 'text', label: 'Paste' }]} />}>
        {way === 'file' ? (
          <Dropzone label="Drop a file here, or press to choose one" onFile={(file) => void take(file)}>CSV, JSON Lines, pcap or pcapng; also packed with gzip or zstd. It is scored as it is read and not kept.</Dropzone>
        ) : (
          <AreaField label="Rows" hideLabel rows={9} value={text} onText={setText} placeholder={`${model.features.slice(0, 4).map((feature) => feature.name).join(',')}\n…`} />
        )}
        {current && (
          <div class="row wrap" role="status">
            <Badge icon="file" tone="accent">{current.name}</Badge>
            <span>{current.detected.text}, {bytes(current.blob.size)}</span>
            {missing.length > 0 && <Badge tone="warn" icon="warning" title={missing.join(', ')}>{missing.length} of the model’s columns are not in it: {missing.slice(0, 3).join(', ')}{missing.length > 3 ? '…' : ''}</Badge>}
          </div>
        )}
        <div class="row wrap end">
          <div class="grow" style={{ maxWidth: '22rem' }}>
            <TextField label="Columns to repeat beside each verdict" placeholder="src_ip, dst_ip" value={keep} onText={setKeep} />
          </div>
          <Check label={`Top ${kReasons} reasons of each attack`} checked={reasons} onToggle={setReasons} />
        </div>
        <div class="row wrap">
          <Button kind="primary" icon="predict" busy={busy} disabled={!current} onClick={() => void start()}>Predict</Button>
          {busy && <Button icon="stop" onClick={() => running.current?.abort()}>Stop</Button>}
        </div>
        {command && <Disclosure title="The same with curl"><Code label="curl command" wrap text={command} /></Disclosure>}
      </Card>
      {problem && <ProblemPanel problem={problem} />}
      {asked && (rows.length > 0 || busy) && <Results rows={rows} tally={tally} busy={busy} input={asked} model={model} name={name} />}
    </>
  );
}
