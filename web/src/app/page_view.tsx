// SPDX-License-Identifier: Apache-2.0
// Loads the page that the address names, and keeps the one before until it is there.
import type { ComponentType } from 'preact';
import { Component, type ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../api/problem';
import { Empty, LinkButton, Skeleton } from '../components/basics';
import { PageHead } from '../components/page';
import { ProblemPanel } from '../components/problem_panel';
import { findRoute, type Found, type PageProps } from './routes';

const kLoaded = new Map<string, ComponentType<PageProps>>();

interface BoundaryProps {
  children: ComponentChildren;
}

/** A page that fails to draw shows why, and the rest of the window goes on working. */
class Boundary extends Component<BoundaryProps, { problem: Problem | null }> {
  override state: { problem: Problem | null } = { problem: null };

  static override getDerivedStateFromError(error: unknown) {
    return { problem: asProblem(error) };
  }

  override render() {
    if (!this.state.problem) return this.props.children;
    return <ProblemPanel problem={this.state.problem} retry={() => this.setState({ problem: null })} />;
  }
}

export function usePage(found: Found | null): { Page: ComponentType<PageProps> | null; failure: unknown } {
  const pattern = found?.route.pattern ?? '';
  const [, redraw] = useState(0);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    setFailure(null);
    if (!found || kLoaded.has(pattern)) return;
    found.route.load().then(
      (module) => {
        kLoaded.set(pattern, module.default);
        redraw((n) => n + 1);
      },
      (error: unknown) => setFailure(error),
    );
  }, [pattern]);
  return { Page: kLoaded.get(pattern) ?? null, failure };
}

export function PageView({ path }: { path: string }) {
  const found = findRoute(path);
  const { Page, failure } = usePage(found);
  if (!found)
    return (
      <>
        <PageHead title="There is no such page" />
        <Empty icon="search" title="This address leads nowhere" action={<LinkButton href="/" kind="primary">Go to the overview</LinkButton>}>
          <code>{path}</code> may be mistyped, or its object is gone.
        </Empty>
      </>
    );
  if (failure !== null) return <ProblemPanel problem={asProblem(failure)} retry={() => location.reload()} />;
  if (!Page) return <Skeleton lines={8} />;
  return <Boundary key={path}><Page params={found.params} /></Boundary>;
}
