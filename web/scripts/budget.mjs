// SPDX-License-Identifier: Apache-2.0
// Fails when what a browser fetches to show the whole first page is more than the budget: the entry,
// the overview with its chart, and everything that these import, with gzip.
import { readFileSync, statSync } from 'node:fs';

const budget = 100_000;
const manifest = JSON.parse(readFileSync(new URL('../node_modules/.vedette-budget.json', import.meta.url)));
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const first = [entry, 'src/pages/overview.tsx', 'src/charts/time_series.tsx'];

const wanted = new Set();
function visit(key) {
  if (wanted.has(key)) return;
  wanted.add(key);
  for (const next of manifest[key].imports ?? []) visit(next);
}
first.forEach(visit);

function gzipSize(file) {
  return statSync(new URL(`../dist/${file}.gz`, import.meta.url), { throwIfNoEntry: false })?.size
    ?? statSync(new URL(`../dist/${file}`, import.meta.url)).size;
}

const scripts = [...wanted].map((key) => manifest[key].file);
const styles = [...new Set([...wanted].flatMap((key) => manifest[key].css ?? []))];
const sum = (files) => files.reduce((total, file) => total + gzipSize(file), 0);
for (const file of [...scripts, ...styles]) console.log(String(gzipSize(file)).padStart(8), file);
console.log(`first load: ${sum(scripts)} bytes of JavaScript, ${sum(styles)} of styles (gzip); budget ${budget}`);
if (sum(scripts) > budget) {
  console.error('The first load is over its budget: move what the first page does not need behind a dynamic import.');
  process.exit(1);
}
