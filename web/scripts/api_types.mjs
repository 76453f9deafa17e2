// SPDX-License-Identifier: Apache-2.0
// npm run api-types [-- --check FILE]: the shapes of the API's bodies in TypeScript, from the
// OpenAPI document of a running server (VEDETTE_URL). With --check nothing is written: it fails
// where FILE is not what would be.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTypes, { astToString } from 'openapi-typescript';

const base = (process.env.VEDETTE_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '');
const target = new URL('../src/api/schema.d.ts', import.meta.url);
const head = '// SPDX-License-Identifier: Apache-2.0\n// Made by `npm run api-types` from the server\'s OpenAPI document; not to be edited.\n';

const document = await (await fetch(`${base}/openapi.json`)).json();
// The bodies alone: the routes are called by their paths, which tests walk.
const { openapi, info, components: { schemas } } = document;
const made = head + astToString(await openapiTypes({ openapi, info, paths: {}, components: { schemas } }, { silent: true }));

const [flag, file] = process.argv.slice(2);
if (flag !== '--check') {
  writeFileSync(target, made);
} else if (readFileSync(file, 'utf8') !== made) {
  console.error(`${file} is not what the server's document says: run \`npm run api-types\``);
  process.exitCode = 1;
}
