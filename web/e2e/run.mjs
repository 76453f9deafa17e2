// SPDX-License-Identifier: Apache-2.0
// npm run e2e [pages|flows] [PATTERN]: walks the interface of a running server (VEDETTE_URL).
// The flows change what the server holds: give it a home of its own.
import { launch, output } from './browser.mjs';
import { runFlows } from './flows.mjs';
import { visitAll } from './pages.mjs';

const [what = 'all', pattern] = process.argv.slice(2);
const only = pattern ? new RegExp(pattern) : undefined;
const browser = await launch();
const faults = [];
try {
  if (what !== 'flows') faults.push(...await visitAll(browser, only));
  if (what !== 'pages') faults.push(...await runFlows(browser, only));
} finally {
  await browser.close();
}
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? `All well. Screenshots are in ${output}` : `${faults.length} faults. Screenshots are in ${output}`);
process.exit(faults.length === 0 ? 0 : 1);
