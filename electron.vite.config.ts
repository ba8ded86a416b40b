import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';

/**
 * Four entries for the main side: the Electron app, the forked Raft node, the terminal (with the browser host) and the
 * thread that simulates. They are bundled whole, so that a node forks in the least time. The targets are what may run
 * them beside Electron: Node 20, and the browsers of the browser host.
 */
export default defineConfig({
  main: {
    build: {
      target: 'node20',
      sourcemap: true,
      externalizeDeps: false,
      rolldownOptions: {
        // It ships a script of its own beside its code, so it stays where it is.
        external: ['open'],
        input: {
          index: 'src/main/index.ts',
          node: 'src/node/index.ts',
          cli: 'src/main/cli.ts',
          worker: 'src/lab/worker.ts',
        },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    plugins: [vue()],
    build: {
      target: 'es2022',
      minify: true,
      // Nothing is put into data: addresses, which the page's policy forbids.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 2000,
    },
  },
});
