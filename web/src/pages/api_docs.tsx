// SPDX-License-Identifier: Apache-2.0
// The reference of the HTTP API, drawn from the server's own OpenAPI document.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../api/problem';
import { Card, LinkButton, Skeleton } from '../components/basics';
import { Markdown } from '../components/markdown';
import { PageHead } from '../components/page';
import { ProblemPanel } from '../components/problem_panel';
import { groups, type OpenApi } from '../lib/openapi';
import { RouteView } from './api_docs/route_view';

let kept: OpenApi | null = null;

async function load(): Promise<OpenApi> {
  if (kept) return kept;
  const answer = await fetch('/openapi.json');
  if (!answer.ok) throw new Error(`/openapi.json answered with status ${answer.status}`);
  kept = (await answer.json()) as OpenApi;
  return kept;
}

export default function ApiDocsPage() {
  const [document, setDocument] = useState<OpenApi | null>(kept);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => void load().then(setDocument, (error: unknown) => setProblem(asProblem(error))), []);
  return (
    <>
      <PageHead title="HTTP API" note={document ? `${document.info.title} ${document.info.version}` : undefined} actions={<LinkButton href="/openapi.json" icon="download" download="openapi.json">OpenAPI</LinkButton>} />
      {problem && <ProblemPanel problem={problem} />}
      {!document && !problem && <Skeleton lines={12} />}
      {document && <Reference document={document} />}
    </>
  );
}

function Reference({ document }: { document: OpenApi }) {
  const [search, setSearch] = useState('');
  const all = useMemo(() => groups(document), [document]);
  const wanted = search.trim().toLowerCase();
  const shown = all
    .map((group) => ({ ...group, routes: group.routes.filter((route) => `${route.method} ${route.path} ${route.operation.summary ?? ''}`.toLowerCase().includes(wanted)) }))
    .filter((group) => group.routes.length > 0);
  return (
    <>
      {document.info.description && <Markdown text={document.info.description} />}
      <input type="search" data-search style={{ maxWidth: '24rem' }} aria-label="Find a route" placeholder="Find a route" value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
      {shown.map((group) => (
        <Card key={group.name} title={group.name} note={group.description} flush>
          <div>{group.routes.map((route) => <RouteView key={`${route.method} ${route.path}`} document={document} route={route} />)}</div>
        </Card>
      ))}
      {shown.length === 0 && <p class="muted">No route fits “{search}”.</p>}
    </>
  );
}
