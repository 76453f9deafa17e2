// SPDX-License-Identifier: Apache-2.0
// Each column at a glance: its values, how many are missing, how many differ.
import { useState } from 'preact/hooks';
import { path } from '../../api/client';
import type { ColumnProfile, Dataset, DatasetProfile } from '../../api/types';
import { CountBars, Histogram } from '../../charts/histogram';
import { useGet } from '../../app/resource';
import { zone } from '../../app/settings';
import { Badge, Button } from '../../components/basics';
import { Segments } from '../../components/fields';
import { Loaded } from '../../components/problem_panel';
import { compact, count, percent, stamp } from '../../lib/format';

const kShownAtFirst = 24;
const kTop = 5;

export function ColumnsTab({ dataset }: { dataset: Dataset }) {
  const profile = useGet<DatasetProfile>(`/datasets${path(dataset.name, 'profile')}`, { refreshOn: ['dataset.changed'] });
  return <Loaded from={profile} lines={10}>{(data) => <Profile profile={data} />}</Loaded>;
}

function Profile({ profile }: { profile: DatasetProfile }) {
  const [search, setSearch] = useState('');
  const [role, setRole] = useState('all');
  const [most, setMost] = useState(kShownAtFirst);
  const roles = [...new Set(profile.columns.map((column) => column.role))];
  const wanted = search.trim().toLowerCase();
  const fitting = profile.columns.filter((column) => (role === 'all' || column.role === role) && column.name.toLowerCase().includes(wanted));
  return (
    <>
      <div class="row wrap">
        <input type="search" data-search style={{ maxWidth: '18rem' }} aria-label="Find a column" placeholder={`Find one of ${profile.columns.length} columns`} value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
        <Segments label="Role" value={role} onPick={setRole} choices={[{ value: 'all', label: 'All' }, ...roles.map((one) => ({ value: one, label: one }))]} />
      </div>
      <div class="profile-grid">
        {fitting.slice(0, most).map((column) => <ColumnCell key={column.name} column={column} rows={profile.rows} />)}
      </div>
      {fitting.length === 0 && <p class="muted">No column fits.</p>}
      {fitting.length > most && <div><Button onClick={() => setMost(most + 48)}>Show more of {fitting.length} columns</Button></div>}
    </>
  );
}

function ColumnCell({ column, rows }: { column: ColumnProfile; rows: number }) {
  const missing = rows > 0 ? column.missing / rows : 0;
  return (
    <section class="profile-cell">
      <div class="row spread">
        <h2 class="clip" title={column.name}>{column.name}</h2>
        <Badge tone={column.role === 'label' ? 'accent' : 'plain'}>{column.role}</Badge>
      </div>
      <p class="note nums">
        {column.type}
        {column.distinct !== null && ` · ${compact(column.distinct)} distinct`}
        {column.missing > 0 ? ` · ${percent(missing, 1)} missing` : ' · none missing'}
      </p>
      {column.histogram ? <Histogram shape={column.histogram} label={column.name} {...(column.type === 'timestamp' ? { text: (edge: number) => stamp(edge, zone.value) } : {})} />
        : column.top && column.top.length > 0 ? <CountBars label={`Most common values of ${column.name}`} total={rows} items={column.top.slice(0, kTop).map((one) => ({ name: one.value === '' ? '(empty)' : one.value, rows: one.rows }))} />
        : <p class="faint">{count(rows - column.missing)} values</p>}
    </section>
  );
}
