// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { send } from '../../api/client';
import { asProblem, type Problem } from '../../api/problem';
import type { SelfTest } from '../../api/types';
import { Button, Card, Empty } from '../../components/basics';
import { ProblemPanel } from '../../components/problem_panel';
import { CheckState } from '../../components/status';
import { TableScroll } from '../../components/table_scroll';

/** Exercises the running installation and shows each case. */
export function SelfTestTab() {
  const [result, setResult] = useState<SelfTest | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setResult(await send<SelfTest>('POST', '/system/selftest'));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const button = <Button kind="primary" icon="shield" busy={busy} onClick={() => void run()}>Run the self-test</Button>;
  return (
    <Card title="Self-test" flush={result !== null} actions={result && button} note={result ? (result.passed ? 'Every case passed.' : 'Some cases failed.') : undefined}>
      {problem && <ProblemPanel problem={problem} />}
      {!result && <Empty icon="shield" title="Not run yet" action={button}>Stores, reads back and scores made-up rows beside your data, and removes them again.</Empty>}
      {result && (
        <TableScroll label="Cases">
          <table>
            <thead><tr><th scope="col">Case</th><th scope="col">State</th><th scope="col">Detail</th></tr></thead>
            <tbody>
              {result.cases.map((one) => <tr key={one.name}><th scope="row">{one.name}</th><td><CheckState state={one.state} /></td><td>{one.detail}</td></tr>)}
            </tbody>
          </table>
        </TableScroll>
      )}
    </Card>
  );
}
