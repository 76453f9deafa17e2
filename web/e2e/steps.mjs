// SPDX-License-Identifier: Apache-2.0
// What flows are made of.
import { base, settle } from './browser.mjs';

export const kLong = 180_000;

export function expect(truth, sentence) {
  if (!truth) throw new Error(sentence);
}

/** For what a page or the server comes to in its own time. */
export async function until(isTrue, sentence, milliseconds = 10_000) {
  for (const end = Date.now() + milliseconds; !(await isTrue());) {
    if (Date.now() > end) throw new Error(sentence);
    await new Promise((later) => { setTimeout(later, 50); });
  }
}

export async function gotoPage(page, address) {
  await page.goto(base + address);
  await settle(page);
}

export async function json(path) {
  const answer = await fetch(`${base}/api/v1${path}`);
  if (!answer.ok) throw new Error(`${path}: status ${answer.status}`);
  return answer.json();
}

export async function send(method, path, type, body) {
  const answer = await fetch(`${base}/api/v1${path}`, { method, body, headers: { 'Content-Type': type } });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

/** Different rows of two classes; the same ones for the same seed. */
export function madeUpRows(count, { seed = 7 } = {}) {
  const lines = [];
  let state = seed;
  const draw = () => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let at = 0; at < count; at += 1) {
    const attack = draw() < 0.25;
    const duration = (attack ? 0.01 + draw() : 0.5 + 9 * draw()).toFixed(6);
    const out = Math.round(attack ? 40 + 300 * draw() : 200 + 5000 * draw());
    const back = Math.round(attack ? 100 * draw() : 300 + 90000 * draw());
    lines.push([duration, out, back, 1 + Math.round((attack ? 4 : 60) * draw()), draw() < 0.8 ? 'tcp' : 'udp', attack ? 'attack' : 'benign'].join(','));
  }
  return lines;
}

export function table(lines) {
  return ['duration,bytes_out,bytes_in,packets,proto,label', ...lines].join('\n') + '\n';
}

/** Ten classes of rows, with names as long as those of real attacks. */
const kKinds = ['Benign', 'DoS slowloris', 'DoS GoldenEye', 'FTP-Patator', 'SSH-Patator', 'Heartbleed',
  'Infiltration - Portscan', 'Web Attack - SQL Injection', 'Web Attack - Brute Force - Attempted', 'DDoS'];

/** A data set of these rows, made through the API. */
export async function makeKinds(name, count) {
  const schema = ['name: kinds', 'columns:', '  - {name: size, type: float64}', '  - {name: pace, type: float64}',
    '  - {name: kind, type: text, role: label}', 'label: {benign: Benign, task: multiclass}', ''].join('\n');
  const rows = Array.from({ length: count }, (_none, at) => {
    const kind = at % kKinds.length;
    return `${(kind * 7 + 5) % 10 + ((at * 7919) % 1000) / 200},${kind * 50 + ((at * 104729) % 997)},${kKinds[kind]}`;
  });
  await send('PUT', `/datasets/${name}/schema`, 'application/yaml', schema);
  await send('POST', `/datasets/${name}/files?filename=kinds.csv`, 'text/csv', `size,pace,kind\n${rows.join('\n')}\n`);
}

/** As a file that a person chooses. */
export function csvFile(name, lines) {
  return { name: `${name}.csv`, mimeType: 'text/csv', buffer: Buffer.from(table(lines)) };
}

/** Chooses the learner, what becomes of the champion and options by their labels; then starts. */
export async function startTraining(page, { dataset, model, learner = 'Decision tree', task, champion, options = {} }) {
  await gotoPage(page, `/runs/new?dataset=${dataset}`);
  if (model) await page.getByLabel('Model', { exact: true }).fill(model);
  if (champion) await page.getByLabel('Champion').selectOption(champion);
  if (task) await page.getByLabel('task').selectOption(task);
  await page.getByLabel(learner, { exact: true }).check();
  for (const [group, values] of Object.entries(options)) {
    await page.getByText(group).click();
    for (const [label, value] of Object.entries(values)) await page.getByLabel(label).fill(value);
  }
  await page.getByRole('button', { name: 'Start the training' }).click();
  await page.waitForURL(/\/runs\/(?!new)/, { timeout: 30_000 });
}

/** How the run that the page shows ended. */
export async function runEnd(page) {
  const badge = page.locator('.page-note .badge', { hasText: /done|failed|cancelled/ });
  await badge.waitFor({ timeout: kLong });
  return (await badge.innerText()).trim();
}
