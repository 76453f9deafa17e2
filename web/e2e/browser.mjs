// SPDX-License-Identifier: Apache-2.0
// A browser that tells of everything that must not happen: console errors, breaches of the content
// security policy, requests to anywhere else, windows that scroll sideways, axe violations.
import { readFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const base = (process.env.VEDETTE_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '');
export const output = process.env.VEDETTE_E2E_OUTPUT ?? new URL('./output', import.meta.url).pathname;
mkdirSync(output, { recursive: true });

export function launch() {
  return chromium.launch({
    executablePath: process.env.VEDETTE_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** A 404 that a page asks for on purpose: a data set that was never validated has no report. */
const expectedMissing = /\/api\/v1\/datasets\/[^/]+\/validate$/;

export function heightOf(width) {
  return width < 600 ? 844 : 900;
}

/** A page of its own context, with a list of what went wrong in it; `expectErrors(patterns)` says for what
    addresses errors are no faults from then on. */
export async function openPage(browser, { theme = 'light', width = 1440, zoom = 1 } = {}) {
  const context = await browser.newContext({
    // To a page, zoom is fewer and denser pixels.
    viewport: { width: width / zoom, height: heightOf(width) / zoom },
    deviceScaleFactor: zoom,
    colorScheme: theme,
    reducedMotion: 'reduce',
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const faults = [];
  let expected = [expectedMissing];
  const expectErrors = (patterns) => { expected = [expectedMissing, ...patterns]; };
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    if (expected.some((pattern) => pattern.test(message.location().url ?? ''))) return;
    faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith('data:') && !url.startsWith('blob:')) faults.push(`foreign request: ${url}`);
  });
  await page.addInitScript(() => {
    globalThis.breaches = [];
    document.addEventListener('securitypolicyviolation', (event) => globalThis.breaches.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
  });
  const collect = async () => {
    const breaches = await page.evaluate(() => globalThis.breaches ?? []);
    return [...faults.splice(0), ...breaches.map((breach) => `content security policy: ${breach}`)];
  };
  return { page, context, collect, expectErrors };
}

/** Waits until nothing loads any more. */
export async function settle(page) {
  await page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('.skeleton, .spinner'), undefined, { timeout: 30_000 });
  await page.waitForTimeout(120);
}

/** Rows, cells and findings are made by the same lines of code: a few show what all are like. */
const kFurtherOnes = '.grid-body .grid-row:nth-child(n+3), tbody tr:nth-child(n+9), .finding-list > :nth-child(n+9)';
export const kWcag = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] };
export const kColours = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }, resultTypes: ['violations'] };

/** Rules of WCAG 2.2 A and AA that the page breaks, in words. */
export async function axe(page, rules = kWcag) {
  // Evaluated by the debugger, so the page's own policy does not stand in the way.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  const found = await page.evaluate(([further, options]) => globalThis.axe.run(
    { include: document, exclude: [...document.querySelectorAll(further)] }, options), [kFurtherOnes, rules]);
  return found.violations.flatMap((violation) => violation.nodes.slice(0, 3).map((node) =>
    `axe ${violation.id}: ${violation.help}: ${node.target.join(' ')} ${node.any[0]?.message ?? node.all[0]?.message ?? ''}`));
}

/** A window never scrolls sideways as a whole. */
export async function overflow(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return wide > 0 ? [`the page is ${wide} px wider than its window`] : [];
}

export function screenshot(page, name) {
  return page.screenshot({ path: join(output, `${name}.png`), fullPage: true });
}
