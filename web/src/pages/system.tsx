// SPDX-License-Identifier: Apache-2.0
// The server itself: is it well, who may do what, what was done.
import { may, session } from '../app/session';
import { PageHead } from '../components/page';
import { Tabs, type Tab } from '../components/tabs';
import { AuditTab } from './system/audit_tab';
import { HealthTab } from './system/health_tab';
import { SelfTestTab } from './system/selftest_tab';
import { TokensTab } from './system/tokens_tab';
import { UsersTab } from './system/users_tab';

export default function SystemPage() {
  const admin = may('admin');
  const tabs: (Tab | false)[] = [
    { key: 'health', title: 'Health', show: () => <HealthTab /> },
    { key: 'tokens', title: 'Tokens', show: () => <TokensTab /> },
    admin && { key: 'users', title: 'Users', show: () => <UsersTab /> },
    admin && { key: 'audit', title: 'Audit log', show: () => <AuditTab /> },
    admin && { key: 'selftest', title: 'Self-test', show: () => <SelfTestTab /> },
  ];
  return (
    <>
      <PageHead title="System" note={session.value?.access === 'open' ? 'Open access: requests from this computer act as the administrator. Start the server with accounts before others may reach it.' : undefined} />
      <Tabs label="About the system" tabs={tabs.filter((tab): tab is Tab => tab !== false)} />
    </>
  );
}
