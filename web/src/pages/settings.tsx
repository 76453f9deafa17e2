// SPDX-License-Identifier: Apache-2.0
import { session } from '../app/session';
import { theme, zone, type Theme } from '../app/settings';
import { Card, Facts, LinkButton } from '../components/basics';
import { Segments } from '../components/fields';
import { PageHead } from '../components/page';
import { stamp, type Zone } from '../lib/format';

export default function SettingsPage() {
  const who = session.value;
  return (
    <>
      <PageHead title="Settings" note="Kept in this browser." />
      <div class="grid" style={{ '--least': '22rem' }}>
        <Card title="Appearance">
          <Segments label="Theme" value={theme.value} onPick={(value) => (theme.value = value as Theme)}
            choices={[{ value: 'system', label: 'As the system' }, { value: 'light', label: 'Light' }, { value: 'dark', label: 'Dark' }]} />
        </Card>
        <Card title="Times">
          <Segments label="Time zone" value={zone.value} onPick={(value) => (zone.value = value as Zone)}
            choices={[{ value: 'local', label: 'Local' }, { value: 'utc', label: 'UTC' }]} />
          <p class="muted">Now: <span class="nums">{stamp(new Date(), zone.value)}</span></p>
        </Card>
        <Card title="Access">
          <Facts items={[
            ['Access', who?.access === 'open' ? 'open: requests from this computer need no sign-in' : 'accounts'],
            ['User', who?.user ?? '–'],
            ['Role', who?.role ?? '–'],
            ['May', (who?.scopes ?? []).join(', ')],
          ]} />
          {who?.access === 'accounts' && <div><LinkButton href="/password">Change password</LinkButton></div>}
        </Card>
      </div>
    </>
  );
}
