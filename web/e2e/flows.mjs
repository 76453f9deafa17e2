// SPDX-License-Identifier: Apache-2.0
// What people come for, from beginning to end. Each flow is named by what it shows.
import { axe, base, openPage, screenshot, settle } from './browser.mjs';

const kLong = 180_000;

function expect(truth, sentence) {
  if (!truth) throw new Error(sentence);
}

/** Different rows of two classes, two of them unreadable under the schema that is inferred. */
function tableWithFaults(rows) {
  const lines = ['duration,bytes_out,bytes_in,packets,proto,label'];
  let state = 7;
  const draw = () => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let at = 0; at < rows; at += 1) {
    const attack = draw() < 0.25;
    const duration = (attack ? 0.01 + draw() : 0.5 + 9 * draw()).toFixed(6);
    const out = Math.round(attack ? 40 + 300 * draw() : 200 + 5000 * draw());
    const back = Math.round(attack ? 100 * draw() : 300 + 90000 * draw());
    lines.push([duration, out, back, 1 + Math.round((attack ? 4 : 60) * draw()), draw() < 0.8 ? 'tcp' : 'udp', attack ? 'attack' : 'benign'].join(','));
  }
  lines.splice(300, 0, 'fast,60,0,1,tcp,attack', '0.1,60,0,1');
  return lines.join('\n') + '\n';
}

async function gotoPage(page, address) {
  await page.goto(base + address);
  await settle(page);
}

const flows = {
  'predicts one row and explains it': async (page) => {
    await gotoPage(page, '/predict');
    await page.getByRole('button', { name: 'Example' }).click();
    await page.locator('.verdict.large').waitFor();
    await page.getByRole('heading', { name: 'Why' }).waitFor();
    expect((await page.locator('.diverging > li').count()) > 2, 'the explanation has bars');
    await page.getByRole('button', { name: /show as table/ }).first().click();
    expect((await page.locator('.figure table tbody tr').count()) > 2, 'the chart has a table');
    await page.getByText('The same with curl').click();
    expect((await page.locator('.code pre').first().innerText()).includes('/api/v1/predict?model='), 'the curl command names the route');
  },

  'marks the field that is wrong': async (page) => {
    await gotoPage(page, '/predict');
    const field = page.locator('.field input[inputmode="decimal"]').first();
    await field.fill('fast');
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.locator('.field-error').first().waitFor();
    expect((await field.getAttribute('aria-invalid')) === 'true', 'the field says that it is wrong');
  },

  'scores a pasted table, filters it and explains a row': async (page) => {
    const models = await (await fetch(`${base}/api/v1/models`)).json();
    const name = models.items[0].name;
    const examples = await (await fetch(`${base}/api/v1/models/${name}/examples?count=4`)).json();
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
    await page.locator('dialog input[type=file]').setInputFiles({ name: `${state.name}.csv`, mimeType: 'text/csv', buffer: Buffer.from(tableWithFaults(2000)) });
    await page.getByRole('button', { name: 'Look at the file' }).click();
    await page.getByLabel('Inferred schema').waitFor();
    const yaml = await page.getByLabel('Inferred schema').inputValue();
    expect(yaml.includes('duration'), 'the inferred schema names the columns');
    await screenshot(page, 'flow-upload');
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await page.waitForURL(new RegExp(`/data/${state.name}`), { timeout: 60_000 });
    await settle(page);
    await page.getByRole('tab', { name: /Quarantine/ }).click();
    await page.locator('.grid-body .grid-row').first().waitFor();
    expect((await page.locator('.grid-table').innerText()).includes('0.1,60,0,1'), 'the raw row is shown');
    await page.locator('.grid-body .grid-row').first().click();
    await page.locator('dialog').getByText('Byte').waitFor();
    await screenshot(page, 'flow-quarantine');
  },

  'trains a model, promotes it and rolls it back': async (page, state) => {
    for (const version of [1, 2]) {
      await gotoPage(page, `/runs/new?dataset=${state.name}`);
      await page.getByLabel('decision tree').check();
      await page.getByRole('button', { name: 'Start the training' }).click();
      await page.waitForURL(/\/runs\/(?!new)/, { timeout: 30_000 });
      await page.locator('.page-note .badge', { hasText: /done|failed|cancelled/ }).waitFor({ timeout: kLong });
      expect((await page.locator('.page-note').innerText()).includes('done'), `training ${version} ended well`);
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
    expect((await page.evaluate(() => document.activeElement?.tagName)) === 'H1', 'the focus moves to the new page');
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
    const models = await (await fetch(`${base}/api/v1/models`)).json();
    await gotoPage(page, `/models/${models.items[0].name}?tab=features`);
    await page.getByRole('grid').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'End', 'Home', 'ArrowDown']) await page.keyboard.press(key);
    const active = await page.getByRole('grid').getAttribute('aria-activedescendant');
    expect(active && (await page.locator(`[id="${active}"]`).getAttribute('aria-rowindex')) === '3', 'the arrows move between rows');
    await page.getByRole('tab', { name: /Features/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/tab=contenders/);
  },

  'fits 320 px and 200 % zoom': async (page) => {
    for (const address of ['/', '/predict', '/models', '/data', '/runs/new', '/system', '/drift']) {
      await page.setViewportSize({ width: 320, height: 640 });
      await gotoPage(page, address);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide <= 0, `${address} is ${wide} px too wide at 320 px`);
    }
    await page.getByRole('button', { name: 'Navigation' }).click();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Models' }).click();
    await page.waitForURL(/\/models$/);
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

/** Faults that a flow brings about on purpose. */
const expectedErrors = {
  'says when the server is gone, and comes back': [/\/api\/v1\/events$/],
};

export async function runFlows(browser, only) {
  const faults = [];
  const state = { name: `e2e-${Date.now().toString(36)}` };
  for (const [name, flow] of Object.entries(flows)) {
    if (only && !only.test(name)) continue;
    const { page, context, collect } = await openPage(browser, { expectedErrors: expectedErrors[name] ?? [] });
    page.setDefaultTimeout(20_000);
    try {
      await flow(page, state);
      console.log(`ok  ${name}`);
    } catch (error) {
      await screenshot(page, `fault-${Object.keys(flows).indexOf(name)}`);
      faults.push(`${name}: ${error.message.split('\n').slice(0, 3).join(' ')}`);
      console.log(`--  ${name}`);
    }
    faults.push(...(await collect()).map((fault) => `${name}: ${fault}`));
    await context.close();
  }
  return faults;
}
