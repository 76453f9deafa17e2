// SPDX-License-Identifier: Apache-2.0
// One route: what it takes, what it answers, an example, the same with curl, and a try.
import { useState } from 'preact/hooks';
import { session } from '../../app/session';
import { Badge, Code } from '../../components/basics';
import { Markdown } from '../../components/markdown';
import { curl } from '../../lib/curl';
import { exampleOf, fillPath, resolve, schemaLines, typeText, type Media, type OpenApi, type Parameter, type Route } from '../../lib/openapi';
import { TryIt } from './try_it';
import { TableScroll } from '../../components/table_scroll';

export function RouteView({ document, route }: { document: OpenApi; route: Route }) {
  const [seen, setSeen] = useState(false);
  return (
    <details class="route" onToggle={(event) => event.currentTarget.open && setSeen(true)}>
      <summary>
        <span class={`method method-${route.method}`}>{route.method.toUpperCase()}</span>
        <code>{route.path}</code>
        <span class="muted">{route.operation.summary}</span>
      </summary>
      {seen && <RouteBody document={document} route={route} />}
    </details>
  );
}

function RouteBody({ document, route }: { document: OpenApi; route: Route }) {
  const [values, setValues] = useState<Record<string, string>>({});
  const parameters = (route.operation.parameters ?? []).flatMap((parameter) => resolve<Parameter>(document, parameter) ?? []);
  const known: Route = { ...route, operation: { ...route.operation, parameters } };
  const body = route.operation.requestBody && resolve(document, route.operation.requestBody);
  const [bodyType, media] = Object.entries(body?.content ?? {})[0] ?? [undefined, undefined];
  const example = exampleOf(document, media);
  const command = curl({
    method: route.method.toUpperCase(), url: location.origin + fillPath(known, values), token: session.value?.access === 'accounts',
    ...(bodyType ? { contentType: bodyType } : {}),
    ...(bodyType === 'application/json' ? { body: JSON.stringify(example ?? {}) } : bodyType ? { file: 'FILE' } : {}),
  });
  return (
    <div class="route-body">
      {route.operation.description && <Markdown text={route.operation.description} />}
      {parameters.length > 0 && <Parameters document={document} parameters={parameters} />}
      {body && (
        <>
          <h3>Body</h3>
          {body.description && <p class="muted">{body.description}</p>}
          <Contents document={document} content={body.content ?? {}} />
        </>
      )}
      <h3>Answers</h3>
      {Object.entries(route.operation.responses ?? {}).map(([status, answer]) => {
        const whole = resolve(document, answer);
        return (
          <div key={status} class="stack tight">
            <p><Badge tone={status.startsWith('2') ? 'good' : 'warn'}>{status}</Badge> {whole?.description}</p>
            {whole?.content && <Contents document={document} content={whole.content} />}
          </div>
        );
      })}
      {route.method === 'get' && <TryIt route={known} parameters={parameters} values={values} onValues={setValues} />}
      <Code label="curl command" text={command} wrap />
    </div>
  );
}

function Parameters({ document, parameters }: { document: OpenApi; parameters: Parameter[] }) {
  return (
    <TableScroll label="Parameters">
      <table>
        <thead><tr><th scope="col">Parameter</th><th scope="col">In</th><th scope="col">Type</th><th scope="col">What</th></tr></thead>
        <tbody>
          {parameters.map((parameter) => (
            <tr key={`${parameter.in} ${parameter.name}`}>
              <th scope="row"><code>{parameter.name}</code>{parameter.required && <span class="sub">required</span>}</th>
              <td>{parameter.in}</td>
              <td>{typeText(document, parameter.schema)}{parameter.schema?.default !== undefined && <span class="sub">default {JSON.stringify(parameter.schema.default)}</span>}</td>
              <td>{parameter.description ?? parameter.schema?.description}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Contents({ document, content }: { document: OpenApi; content: Record<string, Media> }) {
  return (
    <>
      {Object.entries(content).map(([type, media]) => {
        const lines = schemaLines(document, media.schema);
        const example = exampleOf(document, media);
        return (
          <div key={type} class="stack tight">
            <p class="note"><code>{type}</code> {media.schema && typeText(document, media.schema)}</p>
            {lines.length > 0 && (
              <TableScroll label={`Members of ${type}`} low>
                <table>
                  <thead><tr><th scope="col">Member</th><th scope="col">Type</th><th scope="col">What</th></tr></thead>
                  <tbody>
                    {lines.map((line, index) => (
                      <tr key={index}>
                        <th scope="row" style={{ paddingLeft: `${1 + line.depth * 1.25}rem` }}><code>{line.name}</code>{line.required && <span class="faint"> *</span>}</th>
                        <td>{line.type}</td>
                        <td>{line.text}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </TableScroll>
            )}
            {example !== undefined && <Code label={`example of ${type}`} text={typeof example === 'string' ? example : JSON.stringify(example, null, 2)} />}
          </div>
        );
      })}
    </>
  );
}
