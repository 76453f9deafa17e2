// SPDX-License-Identifier: Apache-2.0
// What people come for, from beginning to end. Each flow is named by what it shows; later ones use
// what earlier ones made.
import { axe, base, heightOf, openPage, overflow, screenshot, settle } from './browser.mjs';
import { measuredFlows } from './measured_flows.mjs';
import { modelFlows } from './model_flows.mjs';
import { csvFile, expect, gotoPage, json, madeUpRows, runEnd, startTraining, until } from './steps.mjs';

/** Two of the rows are unreadable under the schema that is inferred. */
function rowsWithFaults() {
  const lines = madeUpRows(2000);
  lines.splice(299, 0, 'fast,60,0,1,tcp,attack', '0.1,60,0,1');
  return lines;
}

const kWidth = 1440;

/** Pages with much beside each other. */
const kCramped = ['/', '/predict', '/models', '/data', '/runs/new', '/system', '/drift'];

const basicFlows = {
  'predicts one row and explains it': async (page) => {
    await gotoPage(page, '/predict');
    await page.getByRole('button', { name: 'Example' }).click();
    await page.locator('.verdict.large').waitFor();
    await page.getByRole('heading', { name: 'Why' }).waitFor();
    await until(async () => (await page.locator('.diverging > li').count()) > 2, 'the explanation has bars');
    await page.getByRole('button', { name: /show as table/ }).first().click();
    await until(async () => (await page.locator('.figure table tbody tr').count()) > 2, 'the chart has a table');
    await page.getByText('The same with curl').click();
    await until(async () => (await page.locator('.code pre').first().innerText()).includes('/api/v1/predict?model='), 'the curl command names the route');
  },

  'marks the field that is wrong': async (page) => {
    await gotoPage(page, '/predict');
    const field = page.locator('.field input[inputmode="decimal"]').first();
    await field.fill('fast');
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.locator('.field-error').first().waitFor();
    await until(async () => (await field.getAttribute('aria-invalid')) === 'true', 'the field says that it is wrong');
  },

  'scores a pasted table, filters it and explains a row': async (page) => {
    const models = await json('/models');
    const name = models.items[0].name;
    const examples = await json(`/models/${name}/examples?count=4`);
    await gotoPage(page, `/predict?tab=file&model=${name}`);
    await page.getByText('Paste', { exact: true }).click();
    const lines = Array.from({ length: 50 }, (_none, at) => JSON.stringify(examples.rows[at % examples.rows.length]));
    await page.locator('textarea').fill(lines.join('\n'));
    await page.getByText('JSON Lines', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.getByText('50 rows by', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Attack score' }).click();
    await page.locator('.grid-body .grid-row').first().click();
    await page.locator('dialog .diverging > li').first().waitFor();
    await page.keyboard.press('Escape');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV', exact: true }).click()]);
    expect(file.suggestedFilename() === 'verdicts.csv', 'the verdicts can be taken away');
  },

  'shows bad rows of a file in quarantine': async (page, state) => {
    await gotoPage(page, '/data');
    await page.getByRole('button', { name: 'Upload a file' }).first().click();
    await page.locator('dialog input[type=file]').setInputFiles(csvFile(state.name, rowsWithFaults()));
    await page.getByRole('button', { name: 'Look at the file' }).click();
    await page.getByLabel('Inferred schema').waitFor();
    const yaml = await page.getByLabel('Inferred schema').inputValue();
    expect(yaml.includes('duration'), 'the inferred schema names the columns');
    // The word among its numbers makes the column one of text, until a person says otherwise.
    await page.getByLabel('Inferred schema').fill(yaml.replace(/( +- name: duration\n)(?: {4}.*\n)+/, '$1    type: float64\n'));
    await screenshot(page, 'flow-upload');
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await page.waitForURL(new RegExp(`/data/${state.name}`), { timeout: 60_000 });
    await settle(page);
    await page.getByRole('tab', { name: /Quarantine/ }).click();
    await page.locator('.grid-body .grid-row').first().waitFor();
    await until(async () => (await page.locator('.grid-table').innerText()).includes('0.1,60,0,1'), 'the raw row is shown');
    await page.locator('.grid-body .grid-row').first().click();
    await page.locator('dialog').getByText('Byte').waitFor();
    await screenshot(page, 'flow-quarantine');
  },

  'trains a model, promotes it and rolls it back': async (page, state) => {
    for (const version of [1, 2]) {
      await startTraining(page, { dataset: state.name });
      expect((await runEnd(page)) === 'done', `training ${version} ended well`);
    }
    await screenshot(page, 'flow-run');
    await page.getByRole('link', { name: 'Go to the model' }).click();
    await settle(page);
    await page.getByRole('button', { name: 'Promote' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Promote' }).click();
    await page.locator('.toast-text', { hasText: `${state.name}@2 is the champion` }).waitFor();
    await page.getByRole('button', { name: 'Roll back to version 1' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Roll back' }).click();
    await page.locator('.toast-text', { hasText: `${state.name} is back at version 1` }).waitFor();
    await page.locator('tr', { hasText: 'Version 1' }).getByText('champion').waitFor();
    await screenshot(page, 'flow-rollback');
  },

  'makes a token, shows its secret once and revokes it': async (page, state) => {
    await gotoPage(page, '/system?tab=tokens');
    await page.getByRole('button', { name: 'New token' }).click();
    await page.locator('dialog').getByLabel('Name').fill(`token of ${state.name}`);
    await page.locator('dialog').getByRole('button', { name: 'Make the token' }).click();
    const secret = await page.locator('.secret code').innerText();
    expect(secret.startsWith('vdt_'), 'the secret is shown');
    await page.getByRole('button', { name: 'I have kept it' }).click();
    expect(!(await page.locator('body').innerText()).includes(secret), 'and never again');
    await page.getByRole('button', { name: `Revoke token of ${state.name}` }).click();
    await page.locator('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.locator('.toast-text', { hasText: 'is revoked' }).waitFor();
  },

  'is walked with the keyboard alone': async (page) => {
    await gotoPage(page, '/');
    await page.keyboard.press('Tab');
    expect((await page.evaluate(() => document.activeElement?.textContent)) === 'Skip to the content', 'the first stop skips the navigation');
    await page.keyboard.press('Enter');
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.waitForURL(/\/models$/);
    await settle(page);
    await until(async () => (await page.evaluate(() => document.activeElement?.tagName)) === 'H1', 'the focus moves to the new page');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    expect((await axe(page)).length === 0, `the palette is accessible: ${(await axe(page)).join('; ')}`);
    await screenshot(page, 'flow-palette');
    await page.keyboard.type('predict');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/predict/);
    await settle(page);
    await page.keyboard.press('?');
    await page.waitForURL(/\/help$/);
    await page.goBack();
    await page.waitForURL(/\/predict/);
    await settle(page);
    const models = await json('/models');
    await gotoPage(page, `/models/${models.items[0].name}?tab=features`);
    await page.getByRole('grid').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'End', 'Home', 'ArrowDown']) await page.keyboard.press(key);
    await until(async () => {
      const active = await page.getByRole('grid').getAttribute('aria-activedescendant');
      return active && (await page.locator(`[id="${active}"]`).getAttribute('aria-rowindex')) === '3';
    }, 'the arrows move between rows');
    await page.getByRole('tab', { name: /Features/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/tab=contenders/);
  },

  'fits 320 px and 200 % zoom': async (page) => {
    for (const address of kCramped) {
      await page.setViewportSize({ width: 320, height: 640 });
      await gotoPage(page, address);
      expect((await overflow(page)).length === 0, `${address} is too wide at 320 px`);
    }
    await page.getByRole('button', { name: 'Navigation' }).click();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Models' }).click();
    await page.waitForURL(/\/models$/);
    const zoomed = await openPage(page.context().browser(), { zoom: 2 });
    for (const address of kCramped) {
      await gotoPage(zoomed.page, address);
      expect((await overflow(zoomed.page)).length === 0, `${address} is too wide at 200 % zoom`);
      expect((await axe(zoomed.page)).length === 0, `${address} is accessible at 200 % zoom`);
    }
    await screenshot(zoomed.page, 'flow-zoomed');
    expect((await zoomed.collect()).length === 0, 'nothing goes wrong at 200 % zoom');
    await zoomed.context.close();
  },

  'says when the server is gone, and comes back': async (page) => {
    await gotoPage(page, '/');
    await page.route('**/api/v1/events', (route) => route.abort());
    await page.reload();
    await page.getByText('The server does not answer', { exact: false }).waitFor({ timeout: 15_000 });
    await page.unroute('**/api/v1/events');
    await page.getByText('The server does not answer', { exact: false }).waitFor({ state: 'detached', timeout: 30_000 });
  },
};

const flows = { ...basicFlows, ...modelFlows, ...measuredFlows };

/** Faults that a flow brings about on purpose. */
const expectedErrors = {
  'says when the server is gone, and comes back': [/\/api\/v1\/events$/],
  'refuses a bundle that was tampered with': [/\/api\/v1\/models\/import$/],
};

/** All in one window, as a person would. */
export async function runFlows(browser, only) {
  const faults = [];
  const state = { name: `e2e-${Date.now().toString(36)}` };
  const { page, context, collect, expectErrors } = await openPage(browser);
  page.setDefaultTimeout(20_000);
  for (const [name, flow] of Object.entries(flows)) {
    if (only && !only.test(name)) continue;
    expectErrors(expectedErrors[name] ?? []);
    await page.setViewportSize({ width: kWidth, height: heightOf(kWidth) });
    const begun = performance.now();
    try {
      await flow(page, state);
      console.log(`ok  ${name} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
    } catch (error) {
      await screenshot(page, `fault-${Object.keys(flows).indexOf(name)}`);
      faults.push(`${name}: ${error.message.split('\n').slice(0, 3).join(' ')}`);
      console.log(`--  ${name}`);
    }
    faults.push(...(await collect()).map((fault) => `${name}: ${fault}`));
  }
  await context.close();
  return faults;
}
