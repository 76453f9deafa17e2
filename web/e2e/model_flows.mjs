// SPDX-License-Identifier: Apache-2.0
// Flows about data that is mended and models that come and go.
import { axe, base, overflow, screenshot, settle } from './browser.mjs';
import { expect, gotoPage, json, kLong, makeKinds, runEnd, startTraining, until } from './steps.mjs';

async function versionsOf(name) {
  return (await json('/models')).items.find((model) => model.name === name);
}

export const modelFlows = {
  'mends the schema and replays the quarantine': async (page, state) => {
    await gotoPage(page, `/data/${state.name}?tab=quarantine`);
    const before = await json(`/datasets/${state.name}`);
    await page.getByRole('button', { name: 'Edit schema and replay' }).click();
    const schema = page.getByLabel('Schema', { exact: true });
    await schema.waitFor();
    await schema.fill(`missing: ['fast']\n${await schema.inputValue()}`);
    await page.locator('dialog').getByRole('button', { name: 'Replay' }).click();
    await page.locator('.toast-text', { hasText: '1 row accepted, 1 still in quarantine' }).waitFor();
    const after = await json(`/datasets/${state.name}`);
    expect(after.rows === before.rows + 1 && after.quarantined === before.quarantined - 1, 'the mended row has joined the data set');
    expect(after.schema_fingerprint !== before.schema_fingerprint, 'the data set has the new schema');
    await page.getByText('0.1,60,0,1', { exact: true }).waitFor();
    await until(async () => (await page.locator('.grid-body .grid-row').count()) === 1, 'the other row stays in quarantine');
    await screenshot(page, 'flow-replay');
  },

  'exports a bundle and imports it': async (page, state) => {
    const before = await versionsOf(state.name);
    await gotoPage(page, `/models/${state.name}`);
    const [bundle] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export' }).click()]);
    await gotoPage(page, '/models');
    await page.getByRole('button', { name: 'Import bundle' }).click();
    await page.locator('dialog input[type=file]').setInputFiles(await bundle.path());
    const imported = `${state.name}@${before.versions[0].version + 1}`;
    await page.locator('.toast-text', { hasText: `${imported} is imported` }).waitFor();
    await page.waitForURL(new RegExp(`/models/${imported}`));
    await settle(page);
    await screenshot(page, 'flow-import');
    const after = await versionsOf(state.name);
    expect(after.champion === before.champion, 'what is imported is not promoted');
    expect(after.versions.length === before.versions.length + 1, 'it is a version beside the others');
  },

  'refuses a bundle that was tampered with': async (page, state) => {
    const before = await versionsOf(state.name);
    const bundle = Buffer.from(await (await fetch(`${base}/api/v1/models/${state.name}/bundle`)).arrayBuffer());
    bundle[Math.floor(bundle.length / 2)] ^= 1;
    await gotoPage(page, '/models');
    await page.getByRole('button', { name: 'Import bundle' }).click();
    await page.locator('dialog input[type=file]').setInputFiles({ name: 'bundle.tar', mimeType: 'application/x-tar', buffer: bundle });
    await page.locator('dialog .problem').waitFor();
    await screenshot(page, 'flow-tampered');
    expect((await versionsOf(state.name)).versions.length === before.versions.length, 'nothing is kept of it');
  },

  'promotes what is better and nothing else': async (page, state) => {
    const model = `${state.name}-contest`;
    const stump = { 'Options of decision tree': { 'max depth': '1' } };
    for (const [options, champion] of [[stump, 1], [{}, 2], [stump, 2]]) {
      await startTraining(page, { dataset: state.name, model, champion: 'if_better', options });
      expect((await runEnd(page)) === 'done', 'the training ended well');
      await until(async () => (await versionsOf(model)).champion === champion, `version ${champion} is the champion`);
    }
    await gotoPage(page, `/models/${model}?tab=versions`);
    await page.locator('tr', { hasText: 'Version 2' }).getByText('champion').waitFor();
  },

  'explains any class of several': async (page, state) => {
    const model = `${state.name}-kinds`;
    await makeKinds(model, 600);
    await startTraining(page, { dataset: model, model, task: 'multiclass' });
    expect((await runEnd(page)) === 'done', 'the training ended well');
    const { classes } = await json(`/models/${model}`);
    await gotoPage(page, `/predict?model=${model}`);
    await page.getByRole('button', { name: 'Example' }).click();
    const choice = page.getByLabel('Class to explain');
    await choice.waitFor();
    await until(async () => (await choice.locator('option').count()) === classes.length, 'each class can be chosen');
    for (const name of classes.slice(0, 3)) {
      await choice.selectOption(name);
      await page.getByText(`What speaks for ${name} (right)`).waitFor();
    }
    expect((await overflow(page)).length === 0, 'many classes do not widen the page');
    expect((await axe(page)).length === 0, 'the choice is accessible');
    await screenshot(page, 'flow-class');
  },

  'cancels a training that runs': async (page, state) => {
    const model = `${state.name}-cancelled`;
    const search = { 'more options': { candidates: '10000' } };
    await startTraining(page, { dataset: state.name, model, options: search });
    await page.locator('.page-note .badge', { hasText: 'running' }).waitFor({ timeout: kLong });
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await screenshot(page, 'flow-cancel');
    await page.locator('dialog').getByRole('button', { name: 'Cancel the run' }).click();
    await page.locator('.toast-text', { hasText: 'asked to stop' }).waitFor();
    const end = await runEnd(page);
    const made = await versionsOf(model);
    expect(end === (made ? 'done' : 'cancelled'), `it is ${end}, with ${made ? 'a' : 'no'} model of what was tried by then`);
    await page.getByRole('button', { name: 'Cancel', exact: true }).waitFor({ state: 'detached' });
    await screenshot(page, 'flow-cancelled');
  },
};
