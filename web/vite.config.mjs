// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vite';

// Where `npm run dev` sends what is not a file of the interface.
const server = process.env.VEDETTE_URL ?? 'http://127.0.0.1:8080';
const proxied = ['/api/v1', '/openapi.json', '/healthz', '/readyz', '/metrics', '/version'];

export default defineConfig({
  build: {
    target: 'es2022',
    // The content security policy of the server forbids data: fonts and scripts.
    assetsInlineLimit: 0,
    // Every browser that knows light-dark() loads modules ahead by itself.
    modulePreload: { polyfill: false },
    manifest: 'vite-manifest.json',
  },
  server: {
    // With the browser's own Host: the server takes no writes whose Origin is another site's.
    proxy: Object.fromEntries(proxied.map((path) => [path, { target: server, changeOrigin: false }])),
  },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], environment: 'node' },
});
