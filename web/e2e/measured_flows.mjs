// SPDX-License-Identifier: Apache-2.0
// Flows whose times are printed; only what does not depend on the machine is asserted.
import { base } from './browser.mjs';
import { csvFile, expect, gotoPage, kLong, madeUpRows } from './steps.mjs';

const kRows = 100_000;
const kMostDrawn = 200;
const kFrames = 240;
const kLoads = 5;

function median(times) {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

/** Scrolls from the first row to the last, a step per frame; milliseconds between the frames. */
function scrollThrough(page, frames) {
  return page.locator('.grid-table').evaluate((grid, steps) => new Promise((done) => {
    const times = [];
    let most = 0;
    let last = performance.now();
    const step = (now) => {
      times.push(now - last);
      last = now;
      most = Math.max(most, grid.querySelectorAll('.grid-body .grid-row').length);
      grid.scrollTop = (times.length / steps) * (grid.scrollHeight - grid.clientHeight);
      if (times.length < steps) requestAnimationFrame(step);
      else done({ times: times.slice(1), most });
    };
    requestAnimationFrame(step);
  }), frames);
}

export const measuredFlows = {
  'scrolls through 100,000 verdicts': async (page, state) => {
    await gotoPage(page, `/predict?tab=file&model=${state.name}`);
    await page.locator('input[type=file]').setInputFiles(csvFile('many', madeUpRows(kRows, { seed: 11 })));
    await page.getByLabel(/reasons of each attack/).uncheck();
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.getByText('100,000 rows by', { exact: false }).waitFor({ timeout: kLong });
    const { times, most } = await scrollThrough(page, kFrames);
    console.log(`    ${kRows} rows: a frame takes ${median(times).toFixed(1)} ms in the median, ${Math.max(...times).toFixed(1)} ms at worst; at most ${most} rows are drawn`);
    expect(most > 0 && most < kMostDrawn, `${most} rows are drawn at once`);
    await page.locator('.grid-row[aria-rowindex="100001"]').waitFor();
    expect((await page.locator('.grid-row[aria-rowindex="100001"]').innerText()).startsWith('100,000'), 'the last row is the last row');
  },

  'is usable at once': async (page) => {
    for (const address of ['/', '/predict']) {
      const times = [];
      for (let load = 0; load < kLoads; load += 1) {
        const context = await page.context().browser().newContext();
        const fresh = await context.newPage();
        const begun = performance.now();
        await fresh.goto(base + address, { waitUntil: 'commit' });
        await fresh.waitForFunction(() => document.querySelector('h1') && !document.querySelector('.skeleton, .spinner'), undefined, { polling: 'raf' });
        times.push(performance.now() - begun);
        await context.close();
      }
      console.log(`    ${address}: usable after ${median(times).toFixed(0)} ms in the median of ${kLoads} first loads, ${Math.max(...times).toFixed(0)} ms at worst`);
    }
  },
};
