// SPDX-License-Identifier: Apache-2.0
// People with accounts, and what their roles let them do.
import { useState } from 'preact/hooks';
import { path, send } from '../../api/client';
import { asProblem, type Problem } from '../../api/problem';
import type { Page, Role, User } from '../../api/types';
import { useGet } from '../../app/resource';
import { say, sayProblem } from '../../app/toasts';
import { Badge, Button, Card, Empty, Time } from '../../components/basics';
import { confirm, Dialog } from '../../components/dialog';
import { SelectField, TextField } from '../../components/fields';
import { Loaded, ProblemPanel } from '../../components/problem_panel';
import { SecretDialog } from './secret';
import { TableScroll } from '../../components/table_scroll';

const kRoles: { value: Role; label: string }[] = [
  { value: 'viewer', label: 'viewer: look and predict' },
  { value: 'analyst', label: 'analyst: also judge alerts' },
  { value: 'engineer', label: 'engineer: also bring data and train' },
  { value: 'admin', label: 'admin: everything' },
];

export function UsersTab() {
  const users = useGet<Page<User>>('/users');
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<User | null>(null);
  const change = async (user: User, what: { role?: Role; disabled?: boolean; reset_password?: true }, done: string) => {
    try {
      const answer = await send<User>('PATCH', `/users${path(user.name)}`, what);
      if (answer.one_time_password) setMade(answer);
      say(done);
    } catch (error) {
      sayProblem(error);
    }
    users.reload();
  };
  const reset = async (user: User) => {
    if (await confirm({ title: `Reset the password of ${user.name}?`, text: <p>Their sessions end, and they get a password for one sign-in.</p>, action: 'Reset' }))
      await change(user, { reset_password: true }, `The password of ${user.name} is reset`);
  };
  const remove = async (user: User) => {
    if (!(await confirm({ title: `Delete ${user.name}?`, text: <p>Their tokens go with them. The audit log keeps what they did.</p>, action: 'Delete', danger: true }))) return;
    try {
      await send<void>('DELETE', `/users${path(user.name)}`);
      say(`${user.name} is deleted`);
    } catch (error) {
      sayProblem(error);
    }
    users.reload();
  };
  return (
    <Card title="Users" flush actions={<Button kind="primary" icon="plus" onClick={() => setMaking(true)}>New user</Button>}>
      <Loaded from={users} lines={4}>
        {(page) => (page.items.length === 0 ? <Empty icon="user" title="No users">With open access none is needed. Make one before the server is reachable by others.</Empty> : (
          <TableScroll label="Users">
            <table class="folds">
              <thead><tr><th scope="col">User</th><th scope="col">Role</th><th scope="col">Last sign-in</th><th scope="col">Made</th><th scope="col">Actions</th></tr></thead>
              <tbody>
                {page.items.map((user) => (
                  <tr key={user.name}>
                    <th scope="row">
                      {user.name} {user.disabled && <Badge tone="warn" icon="stop">disabled</Badge>} {user.must_change_password && <Badge icon="key">must change password</Badge>}
                    </th>
                    <td data-label="Role"><SelectField label={`Role of ${user.name}`} hideLabel value={user.role} choices={kRoles} onPick={(role) => void change(user, { role: role as Role }, `${user.name} is ${role} now`)} /></td>
                    <td data-label="Last sign-in">{user.last_sign_in_at ? <Time at={user.last_sign_in_at} /> : 'never'}</td>
                    <td data-label="Made"><Time at={user.created_at} /></td>
                    <td>
                      <span class="row wrap">
                        <Button class="small" onClick={() => void reset(user)}>Reset password</Button>
                        <Button class="small" onClick={() => void change(user, { disabled: !user.disabled }, `${user.name} is ${user.disabled ? 'enabled' : 'disabled'}`)}>{user.disabled ? 'Enable' : 'Disable'}</Button>
                        <Button kind="ghost" icon="trash" aria-label={`Delete ${user.name}`} onClick={() => void remove(user)} />
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        ))}
      </Loaded>
      {making && <UserDialog onClose={() => setMaking(false)} onMade={(user) => { setMaking(false); users.reload(); if (user.one_time_password) setMade(user); }} />}
      {made?.one_time_password && <SecretDialog title={`Password of ${made.name}`} secret={made.one_time_password} note={`${made.name} signs in with it once and then chooses another.`} onClose={() => setMade(null)} />}
    </Card>
  );
}

function UserDialog({ onClose, onMade }: { onClose: () => void; onMade: (user: User) => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    try {
      onMade(await send<User>('POST', '/users', { name, role }));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title="New user" onClose={onClose} footer={<Button kind="primary" busy={busy} disabled={name === ''} onClick={() => void make()}>Make the user</Button>}>
      <TextField label="Name" value={name} onText={setName} error={problem?.fieldDetail('name') ?? null} help="A password for the first sign-in is made and shown once" />
      <SelectField label="Role" value={role} choices={kRoles} onPick={(value) => setRole(value as Role)} />
      {problem && <ProblemPanel problem={problem} />}
    </Dialog>
  );
}
