// SPDX-License-Identifier: Apache-2.0
// Tokens with which programs call the API.
import { useState } from 'preact/hooks';
import { path, send } from '../../api/client';
import { asProblem, type Problem } from '../../api/problem';
import type { Page, Scope, Token } from '../../api/types';
import { useGet } from '../../app/resource';
import { session } from '../../app/session';
import { say, sayProblem } from '../../app/toasts';
import { Badge, Button, Card, Empty, Time } from '../../components/basics';
import { confirm, Dialog } from '../../components/dialog';
import { Check, SelectField, TextField } from '../../components/fields';
import { Loaded, ProblemPanel } from '../../components/problem_panel';
import { SecretDialog } from './secret';
import { TableScroll } from '../../components/table_scroll';

const kScopes: [Scope, string][] = [
  ['read', 'look at everything but users'],
  ['predict', 'score rows'],
  ['ingest', 'bring rows and change schemas'],
  ['train', 'train, promote, roll back'],
  ['triage', 'judge alerts'],
  ['admin', 'users, tokens, audit log'],
];

export function TokensTab() {
  const tokens = useGet<Page<Token>>('/tokens');
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<Token | null>(null);
  const remove = async (token: Token) => {
    if (!(await confirm({ title: `Revoke ${token.name}?`, text: <p>Whatever uses it is refused from then on.</p>, action: 'Revoke', danger: true }))) return;
    try {
      await send<void>('DELETE', `/tokens${path(token.id)}`);
      say(`${token.name} is revoked`);
      tokens.reload();
    } catch (error) {
      sayProblem(error);
    }
  };
  return (
    <Card title="Tokens" flush note={<>For programs: sent as <code>Authorization: Bearer</code>.</>} actions={<Button kind="primary" icon="key" onClick={() => setMaking(true)}>New token</Button>}>
      <Loaded from={tokens} lines={4}>
        {(page) => (page.items.length === 0 ? <Empty icon="key" title="No tokens">A token lets a program do what its scopes say, until it expires or is revoked.</Empty> : (
          <TableScroll label="Tokens">
            <table class="folds">
              <thead><tr><th scope="col">Token</th><th scope="col">Owner</th><th scope="col">May</th><th scope="col">Expires</th><th scope="col">Last used</th><th scope="col">Actions</th></tr></thead>
              <tbody>
                {page.items.map((token) => (
                  <tr key={token.id}>
                    <th scope="row">{token.name}<span class="sub mono">{token.id}</span></th>
                    <td data-label="Owner">{token.owner}</td>
                    <td data-label="May"><span class="row wrap">{token.scopes.map((scope) => <Badge key={scope} tone={scope === 'admin' ? 'warn' : 'plain'}>{scope}</Badge>)}</span></td>
                    <td data-label="Expires">{token.expires_at ? <Time at={token.expires_at} /> : 'never'}</td>
                    <td data-label="Last used">{token.last_used_at ? <Time at={token.last_used_at} /> : 'never'}</td>
                    <td><Button kind="ghost" icon="trash" aria-label={`Revoke ${token.name}`} onClick={() => void remove(token)} /></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        ))}
      </Loaded>
      {making && <TokenDialog onClose={() => setMaking(false)} onMade={(token) => { setMaking(false); setMade(token); tokens.reload(); }} />}
      {made?.secret && <SecretDialog title={`Token ${made.name}`} secret={made.secret} note="Keep this where the program that uses it can read it." onClose={() => setMade(null)} />}
    </Card>
  );
}

function TokenDialog({ onClose, onMade }: { onClose: () => void; onMade: (token: Token) => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>(['read', 'predict']);
  const [days, setDays] = useState('90');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const mine = session.value?.scopes ?? [];
  const make = async () => {
    setBusy(true);
    try {
      onMade(await send<Token>('POST', '/tokens', { name, scopes, ...(days === '' ? {} : { expires_in_days: Number(days) }) }));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title="New token" onClose={onClose} footer={<Button kind="primary" icon="key" busy={busy} disabled={name === '' || scopes.length === 0} onClick={() => void make()}>Make the token</Button>}>
      <TextField label="Name" value={name} onText={setName} placeholder="gateway sensor" error={problem?.fieldDetail('name') ?? null} help="What it is for" />
      <fieldset class="stack tight" style={{ border: 0 }}>
        <legend><strong>May</strong></legend>
        {kScopes.filter(([scope]) => mine.includes(scope)).map(([scope, help]) => (
          <Check key={scope} label={scope} help={help} checked={scopes.includes(scope)} onToggle={(on) => setScopes((known) => (on ? [...known, scope] : known.filter((one) => one !== scope)))} />
        ))}
      </fieldset>
      <SelectField label="Expires" value={days} onPick={setDays} choices={[{ value: '7', label: 'in a week' }, { value: '30', label: 'in 30 days' }, { value: '90', label: 'in 90 days' }, { value: '365', label: 'in a year' }, { value: '', label: 'never' }]} />
      {problem && <ProblemPanel problem={problem} />}
    </Dialog>
  );
}
