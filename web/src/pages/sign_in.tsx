// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { asProblem, type Problem } from '../api/problem';
import { go, place } from '../app/router';
import { signIn } from '../app/session';
import { Button, Card } from '../components/basics';
import { TextField } from '../components/fields';
import { Mark } from '../components/icon';
import { PageHead } from '../components/page';
import { ProblemPanel } from '../components/problem_panel';

/** Where to go after signing in: only within this application. */
function after(): string {
  const then = place.value.query.get('then') ?? '/';
  return then.startsWith('/') && !then.startsWith('//') && !then.startsWith('/sign-in') ? then : '/';
}

export default function SignInPage() {
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await signIn(user, password);
      go(after(), 'replace');
    } catch (error) {
      setProblem(asProblem(error));
      setPassword('');
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="sign-in">
      <div class="row"><Mark size={32} /><PageHead title="Sign in to Vedette" /></div>
      <Card>
        <form class="stack" onSubmit={(event) => void submit(event)}>
          <TextField label="User" name="username" autocomplete="username" autoFocus value={user} onText={setUser} required />
          <TextField label="Password" type="password" name="password" autocomplete="current-password" value={password} onText={setPassword} required />
          {problem && <ProblemPanel problem={problem} />}
          <Button type="submit" kind="primary" busy={busy} disabled={user === '' || password === ''}>Sign in</Button>
        </form>
      </Card>
      <p class="note">No account? An administrator makes one under System, Users.</p>
    </div>
  );
}
