// SPDX-License-Identifier: Apache-2.0
// Asks a GET route as the reader who is signed in, and shows the answer as it came.
import { useState } from 'preact/hooks';
import { Badge, Button, Code } from '../../components/basics';
import { TextField } from '../../components/fields';
import { fillPath, type Parameter, type Route } from '../../lib/openapi';

const kMost = 100_000;

interface Answer {
  status: number;
  type: string;
  text: string;
  ms: number;
}

function pretty(type: string, text: string): string {
  if (!/json/.test(type)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function TryIt({ route, parameters, values, onValues }: {
  route: Route;
  parameters: Parameter[];
  values: Record<string, string>;
  onValues: (values: Record<string, string>) => void;
}) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = parameters.filter((parameter) => parameter.in === 'path' || parameter.in === 'query');
  const missing = asked.some((parameter) => parameter.in === 'path' && !values[parameter.name]);
  const endless = Object.keys(route.operation.responses?.['200']?.content ?? {}).includes('text/event-stream');
  const ask = async () => {
    setBusy(true);
    const from = performance.now();
    try {
      const reply = await fetch(fillPath(route, values));
      const text = await reply.text();
      const type = reply.headers.get('Content-Type') ?? '';
      const shown = pretty(type, text);
      setAnswer({ status: reply.status, type, text: shown.length > kMost ? `${shown.slice(0, kMost)}\n… cut` : shown, ms: performance.now() - from });
    } catch {
      setAnswer({ status: 0, type: '', text: 'No answer came.', ms: performance.now() - from });
    } finally {
      setBusy(false);
    }
  };
  if (endless) return <p class="note">An endless stream: the overview page listens to it.</p>;
  return (
    <form class="stack tight" onSubmit={(event) => { event.preventDefault(); void ask(); }}>
      <h3>Try it</h3>
      {asked.length > 0 && (
        <div class="fields">
          {asked.map((parameter) => (
            <TextField key={parameter.name} label={parameter.name} value={values[parameter.name] ?? ''} required={parameter.in === 'path'} onText={(text) => onValues({ ...values, [parameter.name]: text })} />
          ))}
        </div>
      )}
      <div><Button type="submit" busy={busy} disabled={missing}>Send</Button></div>
      {answer && (
        <>
          <p role="status"><Badge tone={answer.status > 0 && answer.status < 400 ? 'good' : 'bad'}>{answer.status || 'no answer'}</Badge> <span class="muted nums">{answer.type}, {Math.round(answer.ms)} ms</span></p>
          <Code label="answer" text={answer.text} />
        </>
      )}
    </form>
  );
}
