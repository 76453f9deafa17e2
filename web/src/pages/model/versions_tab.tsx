// SPDX-License-Identifier: Apache-2.0
// All versions of a model: compare, promote, roll back, check every byte, delete.
import { useState } from 'preact/hooks';
import { get, path, send } from '../../api/client';
import type { Integrity, ModelDetail, Version } from '../../api/types';
import { announce } from '../../app/live';
import { go, to } from '../../app/router';
import { may } from '../../app/session';
import { say, sayProblem } from '../../app/toasts';
import { Badge, Button, Card, LinkButton, Time } from '../../components/basics';
import { confirm } from '../../components/dialog';
import { figure, percent, words } from '../../lib/format';
import { TableScroll } from '../../components/table_scroll';

async function promote(ref: string, before: Version | undefined): Promise<void> {
  const yes = await confirm({
    title: `Make ${ref} the champion?`,
    text: <p>It answers from now on whenever the model is asked by its bare name{before ? `, in place of version ${before.version}, which stays at hand as “previous”` : ''}.</p>,
    action: 'Promote',
  });
  if (!yes) return;
  try {
    const version = await send<Version>('POST', `/models${path(ref, 'promote')}`);
    announce('model.changed');
    const undo = before && { label: 'Undo', act: () => void promoteBack(before) };
    say(`${version.name}@${version.version} is the champion`, undo ? { undo } : {});
  } catch (error) {
    sayProblem(error);
  }
}

async function promoteBack(version: Version): Promise<void> {
  try {
    await send<Version>('POST', `/models${path(`${version.name}@${version.version}`, 'promote')}`);
    announce('model.changed');
    say(`${version.name}@${version.version} is the champion again`);
  } catch (error) {
    sayProblem(error);
  }
}

async function swapBack(name: string): Promise<Version> {
  const version = await send<Version>('POST', `/models${path(name, 'rollback')}`);
  announce('model.changed');
  return version;
}

async function rollBack(name: string, previous: Version): Promise<void> {
  const yes = await confirm({
    title: `Roll ${name} back to version ${previous.version}?`,
    text: <p>Champion and previous change places. Nothing is deleted.</p>,
    action: 'Roll back',
  });
  if (!yes) return;
  try {
    const version = await swapBack(name);
    say(`${version.name} is back at version ${version.version}`, { undo: { label: 'Undo', act: () => void swapBack(name).catch(sayProblem) } });
  } catch (error) {
    sayProblem(error);
  }
}

async function remove(version: Version): Promise<void> {
  const ref = `${version.name}@${version.version}`;
  const yes = await confirm({ title: `Delete ${ref}?`, text: <p>The bundle is removed from the disk. There is no way back but an export made before.</p>, action: 'Delete', danger: true });
  if (!yes) return;
  try {
    await send<void>('DELETE', `/models${path(ref)}`);
    announce('model.changed');
    say(`${ref} is deleted`);
    go(to(['models', version.name], { tab: 'versions' }));
  } catch (error) {
    sayProblem(error);
  }
}

function IntegrityCheck({ version }: { version: Version }) {
  const [faults, setFaults] = useState<string[] | null>(null);
  const [busy, setBusy] = useState(false);
  const check = async () => {
    setBusy(true);
    try {
      setFaults((await get<Integrity>(`/models${path(`${version.name}@${version.version}`, 'integrity')}`)).faults);
    } catch (error) {
      sayProblem(error);
    } finally {
      setBusy(false);
    }
  };
  if (faults === null) return <Button class="small" icon="shield" busy={busy} onClick={() => void check()}>Check</Button>;
  return faults.length === 0
    ? <Badge tone="good" icon="check">every byte as published</Badge>
    : <Badge tone="bad" icon="cross" title={faults.join('\n')}>{faults[0]}</Badge>;
}

export function VersionsTab({ model, versions }: { model: ModelDetail; versions: Version[] }) {
  const champion = versions.find((version) => version.aliases.includes('champion'));
  const previous = versions.find((version) => version.aliases.includes('previous'));
  return (
    <Card title="Versions" flush actions={may('train') && previous && <Button icon="undo" onClick={() => void rollBack(model.name, previous)}>Roll back to version {previous.version}</Button>}>
      <TableScroll label="Versions">
        <table>
          <thead><tr><th scope="col">Version</th><th scope="col">Learner</th><th scope="col" class="num">PR-AUC</th><th scope="col" class="num">Recall</th><th scope="col" class="num">False positives</th><th scope="col">Made</th><th scope="col">Integrity</th><th scope="col">Actions</th></tr></thead>
          <tbody>
            {versions.map((version) => {
              const ref = `${version.name}@${version.version}`;
              const { metrics, damage } = version.summary;
              return (
                <tr key={version.version}>
                  <th scope="row">
                    <a href={to(['models', ref])}>Version {version.version}</a>{' '}
                    {version.aliases.map((alias) => <Badge key={alias} tone={alias === 'champion' ? 'accent' : 'plain'} icon={alias === 'champion' ? 'star' : undefined}>{alias}</Badge>)}
                    {damage && <Badge tone="bad" icon="cross" title={damage}>damaged</Badge>}
                    {version.version === model.version && <span class="sub">shown here</span>}
                  </th>
                  <td>{words(version.learner)}</td>
                  <td class="num">{figure(metrics?.pr_auc)}</td>
                  <td class="num">{percent(metrics?.recall)}</td>
                  <td class="num">{percent(metrics?.fpr_realised)}</td>
                  <td><Time at={version.created_at} /></td>
                  <td><IntegrityCheck version={version} /></td>
                  <td>
                    <span class="row">
                      {version.version !== model.version && <LinkButton kind="ghost" icon="swap" href={to(['compare'], { left: ref, right: `${model.name}@${model.version}` })}>Compare</LinkButton>}
                      {may('train') && version !== champion && <Button icon="star" onClick={() => void promote(ref, champion)}>Promote</Button>}
                      {may('train') && version.aliases.length === 0 && <Button kind="ghost" icon="trash" aria-label={`Delete ${ref}`} onClick={() => void remove(version)} />}
                    </span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
