// SPDX-License-Identifier: Apache-2.0
// Every page, light and dark, wide and narrow.
import { axe, base, heightOf, kColours, kWcag, openPage, overflow, screenshot, settle } from './browser.mjs';
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

const kThemes = ['light', 'dark'];
const kWidths = [1440, 390];

/** All looks at a page; number by number another one is the first, in which the page is loaded. Of
    what axe asks for only colours depend on the theme. */
function looksAt(number) {
  const themes = number % 2 === 0 ? kThemes : kThemes.toReversed();
  const widths = number % 4 < 2 ? kWidths : kWidths.toReversed();
  return widths.flatMap((width) => themes.map((theme) => ({ theme, width, rules: theme === themes[0] ? kWcag : kColours })));
}

async function take(page, { theme, width }) {
  await page.emulateMedia({ colorScheme: theme });
  await page.setViewportSize({ width, height: heightOf(width) });
}

/** What is wrong with the page in one look, which it is left in. */
async function lookAt(page, look, name, collect) {
  await take(page, look);
  await settle(page);
  const found = [...await axe(page, look.rules), ...await overflow(page), ...await collect()];
  await screenshot(page, `${name}-${look.theme}-${look.width}`);
  return found;
}

/** A page loads once, in its first look, and follows when theme and width of its window change. */
async function visit({ page, collect }, [name, address], looks) {
  const faults = [];
  try {
    await take(page, looks[0]);
    await page.goto(base + address);
    for (const look of looks)
      note(faults, `${name} ${look.theme} ${look.width}`, await lookAt(page, look, name, collect));
  } catch (error) {
    note(faults, name, [error.message.split('\n')[0], ...await collect()]);
  }
  return faults;
}

/** In one window: its process has compiled axe once, which takes longer than to run it. */
async function visitEverySecond(browser, pages, first) {
  const faults = [];
  const { page, context, collect } = await openPage(browser);
  for (let at = first; at < pages.length; at += 2) faults.push(...await visit({ page, collect }, pages[at], looksAt(at)));
  await context.close();
  return faults;
}

/** Two pages at once. */
export async function visitAll(browser, only) {
  const pages = Object.entries(await addresses()).filter(([name]) => !only || only.test(name));
  return (await Promise.all([0, 1].map((first) => visitEverySecond(browser, pages, first)))).flat();
}
