// SPDX-License-Identifier: Apache-2.0
// The log of a run, followed while it runs.
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, path, withQuery } from '../../api/client';
import { asProblem, type Problem } from '../../api/problem';
import type { LogLine, Run, RunLog } from '../../api/types';
import { zone } from '../../app/settings';
import { Badge, Card, type Tone } from '../../components/basics';
import { Check, Segments } from '../../components/fields';
import { ProblemPanel } from '../../components/problem_panel';
import { stamp } from '../../lib/format';

const kEveryMs = 1500;
const kLevels = ['debug', 'info', 'warning', 'error'];

const kTones: Record<string, Tone> = { error: 'bad', warning: 'warn', warn: 'warn' };

function gravity(level: string): number {
  return Math.max(0, kLevels.indexOf(level === 'warn' ? 'warning' : level));
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a line says beside its time, level and event. */
function restOf(line: LogLine): string {
  return Object.entries(line)
    .filter(([name]) => !['time', 'level', 'event'].includes(name))
    .map(([name, value]) => (name === 'message' ? valueText(value) : `${name}=${valueText(value)}`))
    .join('  ');
}

function useLog(run: Run, over: boolean): { lines: LogLine[]; problem: Problem | null } {
  const [lines, setLines] = useState<LogLine[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const after = useRef(0);
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const step = async () => {
      try {
        const page = await get<RunLog>(withQuery(`/runs${path(run.id, 'log')}`, { after: after.current }));
        if (stopped) return;
        after.current = page.next;
        if (page.items.length > 0) setLines((known) => [...known, ...page.items]);
      } catch (error) {
        if (!stopped) setProblem(asProblem(error));
        return;
      }
      if (!over) timer = setTimeout(() => void step(), kEveryMs);
    };
    void step();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [run.id, over]);
  return { lines, problem };
}

export function LogView({ run, over }: { run: Run; over: boolean }) {
  const { lines, problem } = useLog(run, over);
  const [least, setLeast] = useState('info');
  const [follow, setFollow] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  const shown = lines.filter((line) => gravity(line.level) >= gravity(least));
  useEffect(() => {
    if (follow && !over && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [shown.length, follow, over]);
  return (
    <Card title="Log" actions={
      <>
        {!over && <Check label="Follow" checked={follow} onToggle={setFollow} />}
        <Segments label="Least level" value={least} onPick={setLeast} choices={[{ value: 'debug', label: 'All' }, { value: 'info', label: 'Info' }, { value: 'warning', label: 'Warnings' }, { value: 'error', label: 'Errors' }]} />
      </>
    }>
      {problem ? <ProblemPanel problem={problem} /> : (
        <div ref={box} class="log" role="log" aria-label="Log of the run" tabIndex={0}>
          {shown.map((line, index) => (
            <div key={index} class="log-line">
              <span class="faint nowrap">{stamp(line.time, zone.value).slice(11)}</span>
              <span>{kTones[line.level] ? <Badge tone={kTones[line.level]}>{line.level}</Badge> : line.level}</span>
              <span>{line.event}</span>
              <span>{restOf(line)}</span>
            </div>
          ))}
          {shown.length === 0 && <div class="log-line"><span class="muted">{lines.length === 0 ? 'No line yet.' : 'No line of this level.'}</span></div>}
        </div>
      )}
    </Card>
  );
}
