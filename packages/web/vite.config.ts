import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './precompress.ts';

/** Where `npm run dev` finds the server that answers for the API. */
const server = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), precompress()],
  resolve: { conditions: ['browser', 'module', 'import', 'default'] },
  build: {
    target: 'es2022',
    // Nothing inline: the content policy of the page allows none.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': server, '/s': server } },
});
