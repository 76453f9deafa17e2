// SPDX-License-Identifier: Apache-2.0
// After `vite build`: every asset also packed by gzip and Brotli where that is smaller, and
// dist/manifest.json, which lists what the binary embeds.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';

const dist = new URL('../dist/', import.meta.url).pathname;

const contentTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

function filesBelow(directory) {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dist, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

function packed(bytes) {
  return {
    gz: gzipSync(bytes, { level: 9 }),
    br: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  };
}

// Only the size budget needs Vite's own manifest; it is not served.
const viteManifest = join(dist, 'vite-manifest.json');
writeFileSync(new URL('../node_modules/.vedette-budget.json', import.meta.url), readFileSync(viteManifest));
rmSync(viteManifest);
rmSync(join(dist, 'manifest.json'), { force: true });

const files = [];
for (const path of filesBelow(dist)) {
  if (path.endsWith('.gz') || path.endsWith('.br')) continue;
  const type = contentTypes[extname(path)];
  if (!type) throw new Error(`no content type is known for ${path}`);
  const bytes = readFileSync(join(dist, path));
  const entry = {
    path,
    content_type: type,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    // A name with a hash never changes its content.
    immutable: path.startsWith('assets/'),
    encodings: {},
  };
  for (const [encoding, content] of Object.entries(packed(bytes))) {
    if (content.length >= bytes.length) continue;
    writeFileSync(join(dist, `${path}.${encoding}`), content);
    entry.encodings[encoding] = { path: `${path}.${encoding}`, bytes: content.length };
  }
  files.push(entry);
}
writeFileSync(join(dist, 'manifest.json'), JSON.stringify({ files }, null, 2) + '\n');
const total = (encoding) => files.reduce((sum, file) => sum + (file.encodings[encoding]?.bytes ?? file.bytes), 0);
console.log(`${files.length} files, ${total('gz')} bytes with gzip, ${total('br')} with Brotli`);
