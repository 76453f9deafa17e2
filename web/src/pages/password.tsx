// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { asProblem, type Problem } from '../api/problem';
import { go } from '../app/router';
import { changePassword, session } from '../app/session';
import { say } from '../app/toasts';
import { Button, Card } from '../components/basics';
import { TextField } from '../components/fields';
import { PageHead } from '../components/page';
import { ProblemPanel } from '../components/problem_panel';

const kLeast = 12;

export default function PasswordPage() {
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const short = fresh !== '' && fresh.length < kLeast ? `at least ${kLeast} characters are needed` : null;
  const differs = again !== '' && again !== fresh ? 'differs from the new password' : null;
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await changePassword(old, fresh);
      say('The password is changed');
      go('/', 'replace');
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <PageHead title="Change password" note={session.value?.must_change_password ? 'A password of your own is needed before you go on.' : undefined} />
      <div style={{ maxWidth: '26rem' }}>
        <Card>
          <form class="stack" onSubmit={(event) => void submit(event)}>
            <TextField label="Present password" type="password" autocomplete="current-password" value={old} onText={setOld} error={problem?.fieldDetail('old') ?? null} />
            <TextField label="New password" type="password" autocomplete="new-password" value={fresh} onText={setFresh} help={`${kLeast} characters or more; several words do well`} error={short ?? problem?.fieldDetail('new') ?? null} />
            <TextField label="New password again" type="password" autocomplete="new-password" value={again} onText={setAgain} error={differs} />
            {problem && <ProblemPanel problem={problem} />}
            <Button type="submit" kind="primary" busy={busy} disabled={old === '' || fresh.length < kLeast || fresh !== again}>Change</Button>
          </form>
        </Card>
      </div>
    </>
  );
}
