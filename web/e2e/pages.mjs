// SPDX-License-Identifier: Apache-2.0
// Every page, light and dark, wide and narrow.
import { axe, base, openPage, overflow, screenshot, settle } from './browser.mjs';
import { json } from './steps.mjs';

/** The addresses to visit: fixed ones, and those of what the server holds. */
export async function addresses() {
  const models = (await json('/models')).items;
  const datasets = (await json('/datasets')).items;
  const runs = (await json('/runs?limit=100')).items;
  const model = models[0]?.name;
  const largest = [...datasets].sort((a, b) => b.rows - a.rows)[0]?.name;
  const faulty = datasets.find((set) => set.quarantined > 0)?.name;
  const train = runs.find((run) => run.kind === 'train');
  const found = {
    overview: '/', predict: '/predict', predict_file: '/predict?tab=file', drift: '/drift', models: '/models', data: '/data', upload: '/data?upload=1',
    runs: '/runs', train: '/runs/new', system: '/system', tokens: '/system?tab=tokens', users: '/system?tab=users', audit: '/system?tab=audit',
    selftest: '/system?tab=selftest', api: '/api/docs', help: '/help', settings: '/settings', nowhere: '/no/such/page',
  };
  if (model) {
    for (const tab of ['quality', 'threshold', 'features', 'contenders', 'card', 'versions']) found[`model_${tab}`] = `/models/${model}?tab=${tab}`;
    if (models.length > 1) found.compare = `/compare?left=${models[0].name}@${models[0].versions[0].version}&right=${models[1].name}@${models[1].versions[0].version}`;
    if (largest) found.drift_dataset = `/drift?model=${model}&dataset=${largest}`;
  }
  if (largest) for (const tab of ['summary', 'findings', 'columns', 'rows', 'schema']) found[`data_${tab}`] = `/data/${largest}?tab=${tab}`;
  if (faulty) found.data_quarantine = `/data/${faulty}?tab=quarantine`;
  if (train) found.run = `/runs/${train.id}`;
  return found;
}

/** Told at once: a whole walk takes minutes. */
function note(faults, where, found) {
  console.log(`${found.length === 0 ? 'ok ' : '-- '} ${where}`);
  for (const fault of found) console.log(`    ${fault}`);
  faults.push(...found.map((fault) => `${where}: ${fault}`));
}

/** All pages in one look. */
async function visitIn(browser, pages, { theme, width }) {
  const faults = [];
  const { page, context, collect } = await openPage(browser, { theme, width });
  for (const [name, address] of pages) {
    const where = `${name} ${theme} ${width}`;
    try {
      await page.goto(base + address);
      await settle(page);
      const found = [...await axe(page), ...await overflow(page), ...await collect()];
      await screenshot(page, `${name}-${theme}-${width}`);
      note(faults, where, found);
    } catch (error) {
      note(faults, where, [error.message.split('\n')[0]]);
    }
  }
  await context.close();
  return faults;
}

/** Both themes at once: a page waits for the server more than it computes. */
export async function visitAll(browser, only) {
  const pages = Object.entries(await addresses()).filter(([name]) => !only || only.test(name));
  const faults = [];
  for (const width of [1440, 390])
    faults.push(...await Promise.all(['light', 'dark'].map((theme) => visitIn(browser, pages, { theme, width }))));
  return faults.flat();
}
