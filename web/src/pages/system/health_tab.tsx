// SPDX-License-Identifier: Apache-2.0
import { useEffect } from 'preact/hooks';
import type { SystemFacts } from '../../api/types';
import { useGet } from '../../app/resource';
import { Card, Facts, Stat, Time } from '../../components/basics';
import { Loaded } from '../../components/problem_panel';
import { CheckState } from '../../components/status';
import { bytes, count, duration } from '../../lib/format';
import { TableScroll } from '../../components/table_scroll';

const kEveryMs = 10_000;

const kNamed = 2;

function someOf(names: string[]): string {
  const rest = names.length - kNamed;
  return names.slice(0, kNamed).join(', ') + (rest > 0 ? ` and ${count(rest)} more` : '');
}

export function HealthTab() {
  const system = useGet<SystemFacts>('/system');
  useEffect(() => {
    const timer = setInterval(system.reload, kEveryMs);
    return () => clearInterval(timer);
  }, []);
  return <Loaded from={system} lines={10}>{(facts) => <Health facts={facts} />}</Loaded>;
}

function Health({ facts }: { facts: SystemFacts }) {
  const bad = facts.checks.filter((check) => check.state === 'failed').length;
  const doubtful = facts.checks.filter((check) => check.state === 'warning').length;
  return (
    <>
      <div class="stats">
        <Stat label="Checks" value={bad > 0 ? `${bad} failed` : doubtful > 0 ? `${doubtful} to look at` : 'all well'} tone={bad > 0 ? 'bad' : doubtful > 0 ? 'warn' : 'good'} />
        <Stat label="Up for" value={duration(facts.uptime_seconds)} note={<>since <Time at={facts.started_at} exact /></>} />
        <Stat label="Memory" value={bytes(facts.memory_bytes)} />
        <Stat label="Connections" value={count(facts.open_connections)} />
        <Stat label="Requests waiting" value={`${count(facts.queue.depth)}`} note={`room for ${count(facts.queue.limit)}`} />
        <Stat label="Models loaded" value={count(facts.models_loaded.length)} note={someOf(facts.models_loaded)} />
      </div>
      <div class="grid" style={{ '--least': '26rem' }}>
        <Card title="Checks" flush note={<>The quick ones; <code>vedette doctor</code> looks deeper.</>}>
          <TableScroll label="Checks">
            <table>
              <thead><tr><th scope="col">Check</th><th scope="col">State</th><th scope="col">What was found</th></tr></thead>
              <tbody>
                {facts.checks.map((check) => (
                  <tr key={check.name}><th scope="row">{check.name}</th><td><CheckState state={check.state} /></td><td>{check.detail}</td></tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </Card>
        <div class="stack">
          <Card title="Store">
            {facts.store ? <Facts items={[
              ['Kind', facts.store.backend],
              ['Server', facts.store.server],
              ['Place', facts.store.location],
              ['Lacks', facts.store.degraded.length > 0 ? facts.store.degraded.join(', ') : 'nothing'],
            ]} /> : <p class="tone-text-bad">It cannot be reached: see the checks.</p>}
          </Card>
          <Card title="Process">
            <Facts items={[
              ['Version', facts.version],
              ['Address', facts.address],
              ['Access', facts.access],
              ['Home', facts.home],
              ['Threads', count(facts.threads)],
              ['Process', String(facts.pid)],
            ]} />
          </Card>
        </div>
      </div>
    </>
  );
}
